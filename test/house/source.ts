import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the house: its path from the root with forward slashes, and its text. */
export type SourceFile = { readonly path: string; readonly text: string };
export type Import = { readonly to: string; readonly typesOnly: boolean };

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Every TypeScript file below a folder of the repository. */
export function filesBelow(folder: string): readonly SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(ROOT, file).replaceAll('\\', '/'), text: readFileSync(file, 'utf8') }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** The text without comments; strings stay. */
export function codeOf(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//gu, '').replaceAll(/(^|[\s;{}(,])\/\/.*$/gmu, '$1');
}

/** What a file imports: static, re-exported and dynamic. */
export function importsOf(text: string): readonly Import[] {
  const code = codeOf(text);
  const named = [...code.matchAll(/^(?:import|export)\s+(type\s+)?([^;'"()]*?)\s*from\s*'([^']+)'/gmu)].map(
    ([, type, names, to]) => ({
      to: to!,
      typesOnly:
        type !== undefined ||
        (/^\{[^}]*\}$/u.test(names!) && namesIn(names!).every((name) => name.startsWith('type '))),
    }),
  );
  const others = [...code.matchAll(/^import\s+'([^']+)'|\bimport\(\s*'([^']+)'/gmu)].map(([, bare, dynamic]) => ({
    to: (bare ?? dynamic)!,
    typesOnly: false,
  }));
  return [...named, ...others];
}

function namesIn(braces: string): readonly string[] {
  return braces
    .slice(1, -1)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
