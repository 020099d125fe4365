import { codeOf, type SourceFile } from './source.ts';

/** Above this a file has more than one matter. */
const MOST_LINES = 250;

const WORLD: readonly (readonly [what: RegExp, instead: string])[] = [
  [/\bnew\s+Date\(\s*\)/u, 'new Date() asks a clock; time comes in as `now`'],
  [/\bDate\s*\.\s*now\b/u, 'Date.now asks a clock; time comes in as `now`'],
  [/\bTemporal\s*\.\s*Now\b/u, 'Temporal.Now asks a clock; time comes in as `now`'],
  [/\bMath\s*\.\s*random\b/u, 'Math.random is chance; it comes in as an argument'],
  [
    /\b(?:process\s*\.|fetch\s*\(|set(?:Timeout|Interval|Immediate)\s*\(|globalThis\b)/u,
    'this touches the world; it comes in as an argument',
  ],
  [/\bawait\b|\basync\b/u, 'domain waits for nothing'],
];

/** What a file of domain does that only the other rooms may do. */
export function worldTouched(file: SourceFile): readonly string[] {
  if (!file.path.startsWith('src/domain/')) return [];
  const code = codeOf(file.text).replaceAll(/'(?:[^'\\\n]|\\.)*'/gu, "''");
  return WORLD.filter(([what]) => what.test(code)).map(([, instead]) => `${file.path}: ${instead}`);
}

/** The environment is read in one place. */
export function environmentRead(file: SourceFile): readonly string[] {
  const reads =
    /\bprocess\s*\.\s*env\b|\bprocess\s*\[\s*'env'|\{[^}]*\benv\b[^}]*\}\s*(?:=\s*process\b|from\s*'(?:node:)?process')/u.test(
      codeOf(file.text),
    );
  return reads && file.path !== 'src/settings.ts' ? [`${file.path} reads process.env; only src/settings.ts does`] : [];
}

/** Exported functions without a doc comment. */
export function undocumented(file: SourceFile): readonly string[] {
  const lines = file.text.split('\n');
  return lines.flatMap((line, n) => {
    const name =
      /^export (?:default )?(?:async )?function\*? ?(\w+)/u.exec(line)?.[1] ??
      /^export const (\w+)(?:: [^=]+)? = (?:async )?(?:<[^>]*>)?\([^)]*\)(?:: [^=]+)? =>/u.exec(line)?.[1];
    if (name === undefined || /\*\/\s*$/u.test(lines[n - 1] ?? '') || isOverload(lines, n, name)) return [];
    return [`${file.path}: ${name} has no doc comment`];
  });
}

function isOverload(lines: readonly string[], n: number, name: string): boolean {
  return new RegExp(`^export (?:async )?function ${name}\\b.*;$`, 'u').test(lines[n - 1] ?? '');
}

/** Files that have grown beyond one matter. */
export function tooLong(file: SourceFile): readonly string[] {
  const lines = file.text.trimEnd().split('\n').length;
  return lines > MOST_LINES
    ? [`${file.path} has ${lines} lines, more than ${MOST_LINES}: it has more than one matter`]
    : [];
}

/** Tests that silence all others. */
export function focused(file: SourceFile): readonly string[] {
  return /\b(?:it|test|describe)(?:\s*\.\s*\w+)*\s*\.\s*only\b/u.test(codeOf(file.text))
    ? [`${file.path} runs one test only`]
    : [];
}
