import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type ParsedNode, type ScalarTag } from 'yaml';
import { pathKey, type Path, type Problem } from './problem.ts';

/** A YAML file, read: plain values, where each stood, and which of them came by reference. */
export type Sheet = {
  readonly value: unknown;
  /** line and column of a path, or of its nearest parent that is there */
  readonly at: (path: Path) => { readonly line: number; readonly column: number };
  /** true when the value was written as `!env NAME` or `!file PATH` */
  readonly isReference: (path: Path) => boolean;
  readonly problems: readonly Problem[];
  /** not YAML at all: there is no value to look at */
  readonly broken: boolean;
};

type Reference = { readonly by: 'env' | 'file'; readonly name: string };

const references = new WeakSet<object>();
const tag = (by: Reference['by']): ScalarTag => ({
  tag: `!${by}`,
  resolve(text) {
    const reference: Reference = { by, name: text.trim() };
    references.add(reference);
    return reference;
  },
});
const customTags = [tag('env'), tag('file')];

/** Reads YAML text. `!env NAME` takes from `env`; `!file PATH` reads a file beside the yaml, without its last line end. */
export function readSheet(text: string, folder: string, env: Readonly<Record<string, string | undefined>>): Sheet {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, customTags, prettyErrors: false });
  const problems: Problem[] = [];
  const offsets = new Map<string, number>([['', 0]]);
  const byReference = new Set<string>();

  for (const error of [...doc.errors, ...doc.warnings]) {
    const unknownTag = error.code === 'TAG_RESOLVE_FAILED';
    problems.push({
      path: [],
      offset: error.pos[0],
      text: unknownTag
        ? `${error.message}; the known ones are !env NAME and !file PATH`
        : `${error.message}; see https://yaml.org for how to write it`,
    });
  }
  const plain = (node: ParsedNode | null, path: Path): unknown => {
    if (node === null) return null;
    if (isAlias(node)) return plain((node.resolve(doc) as ParsedNode | undefined) ?? null, path);
    if (!offsets.has(pathKey(path))) offsets.set(pathKey(path), node.range[0]);
    if (isSeq(node)) return node.items.map((item, n) => plain(item, [...path, n]));
    if (isMap(node)) {
      return Object.fromEntries(
        node.items.map((pair) => {
          const key = pair.key;
          const inner = [...path, String(isScalar(key) ? key.value : key)];
          offsets.set(pathKey(inner), key.range[0]);
          return [inner.at(-1), plain(pair.value, inner)];
        }),
      );
    }
    if (node.type === 'BLOCK_LITERAL')
      eachLine(text, node.range, (n, offset) => offsets.set(pathKey([...path, n]), offset));
    if (!isReference(node.value)) return node.value;
    byReference.add(pathKey(path));
    const found = follow(node.value, folder, env);
    if ('problem' in found) problems.push({ path, text: found.problem });
    return 'value' in found ? found.value : undefined;
  };
  const broken = doc.errors.length > 0;
  const value = broken ? null : plain(doc.contents, []);

  return {
    value,
    broken,
    at: (path) => {
      for (let n = path.length; n >= 0; n--) {
        const offset = offsets.get(pathKey(path.slice(0, n)));
        if (offset !== undefined) return position(lines, offset);
      }
      return { line: 1, column: 1 };
    },
    isReference: (path) => byReference.has(pathKey(path)),
    problems: problems.map((problem) =>
      problem.offset === undefined ? problem : { ...problem, position: position(lines, problem.offset) },
    ),
  };
}

/** A text of several lines may be a list, one entry a line: tells where entry n stands. What is empty, or begins with #, is none. */
function eachLine(
  text: string,
  [from, to]: readonly [number, number, number],
  tell: (n: number, offset: number) => void,
): void {
  let n = 0;
  for (let at = text.indexOf('\n', from) + 1; at > 0 && at < to; at = text.indexOf('\n', at) + 1) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? to : end);
    if (!/^\s*(?:#|$)/u.test(line)) tell(n++, at + line.search(/\S/u));
    if (end < 0) break;
  }
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && references.has(value);
}

function follow(
  reference: Reference,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): { value: string } | { problem: string } {
  const { by, name } = reference;
  if (name === '') return { problem: `!${by} needs a name; write !env NAME or !file PATH` };
  if (by === 'env') {
    const value = env[name];
    return value
      ? { value }
      : { problem: `the environment variable ${name} is not set; set it where postroom is started` };
  }
  const file = resolve(folder, name);
  try {
    const value = readFileSync(file, 'utf8').replace(/\r?\n$/u, '');
    return value === '' ? { problem: `the file ${file} is empty; put the value into it` } : { value };
  } catch (error) {
    return {
      problem: `the file ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}); create it, readable by postroom only`,
    };
  }
}
