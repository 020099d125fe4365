import type { z } from 'zod';
import { nearest } from '../lib/nearest.ts';
import { pathName, SettingsError, type Path, type Problem } from './problem.ts';
import { bare, expected, keysOf, mapLeaves, markOf, shapeAt } from './schema.ts';
import type { Sheet } from './yaml.ts';

/** Checks a sheet against its shape and returns the values with defaults, or throws a SettingsError that tells everything at once. */
export function check<S extends z.ZodType>(
  file: string,
  sheet: Sheet,
  shape: S,
  cross: (value: z.output<S>) => readonly Problem[] = () => [],
): z.output<S> {
  const unread = new Set(sheet.problems.map((problem) => pathName(problem.path)));
  const value = mapLeaves(shape, sheet.value ?? {}, (leaf, _mark, path) =>
    sheet.isReference(path) ? fromText(leaf, shapeAt(shape, path)) : leaf,
  );
  const parsed = shape.safeParse(value);
  const issues = parsed.error?.issues ?? [];
  const problems = [
    ...sheet.problems,
    ...literalSecrets(shape, sheet),
    // a value that could not be read is told once, not again as missing; text that is not YAML hides everything else
    ...(sheet.broken
      ? []
      : issues
          .flatMap((issue) => inWords(issue, shape, sheet))
          .filter((problem) => !unread.has(pathName(problem.path)))),
  ];
  if (parsed.success && problems.length === 0) problems.push(...cross(parsed.data));
  if (problems.length > 0 || !parsed.success) throw new SettingsError(sentences(file, sheet, problems));
  return parsed.data;
}

/** An environment variable is always text; where the shape wants a number or a yes, it is read as one. */
function fromText(leaf: unknown, shape: z.core.$ZodType | null): unknown {
  if (typeof leaf !== 'string' || shape === null) return leaf;
  const type = bare(shape)._zod.def.type;
  if (type === 'boolean' && (leaf === 'true' || leaf === 'false')) return leaf === 'true';
  return type === 'number' && leaf.trim() !== '' && Number.isFinite(Number(leaf)) ? Number(leaf) : leaf;
}

/** Problems as an operator reads them, in the order of the file: where, which key, what is wrong. */
export function sentences(file: string, sheet: Sheet, problems: readonly Problem[]): readonly string[] {
  return problems
    .map((problem) => ({ problem, ...(problem.position ?? sheet.at(problem.path)) }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .map(
      ({ problem, line, column }) =>
        `${file}:${line}:${column}${problem.path.length === 0 ? '' : ` ${pathName(problem.path)}`}: ${problem.text}`,
    );
}

function literalSecrets(shape: z.ZodType, sheet: Sheet): readonly Problem[] {
  const problems: Problem[] = [];
  mapLeaves(shape, sheet.value, (leaf, mark, path) => {
    const literal = mark.secret === true && leaf !== null && leaf !== undefined && !sheet.isReference(path);
    const harmless = mark.literal === 'without-password' && typeof leaf === 'string' && !holdsPassword(leaf);
    if (literal && !harmless) {
      const key = String(path.at(-1));
      problems.push({
        path,
        text: `a secret does not belong in this file; write "${key}: !env NAME" (environment variable) or "${key}: !file PATH" (a file readable by postroom only)`,
      });
    }
    return leaf;
  });
  return problems;
}

/** Errs towards yes: anything like `user:…@` or `password=` counts. */
function holdsPassword(url: string): boolean {
  const authority = url.slice(url.indexOf('://') + 3);
  return authority.slice(0, Math.max(authority.lastIndexOf('@'), 0)).includes(':') || /password=/iu.test(url);
}

function inWords(issue: z.core.$ZodIssue, root: z.ZodType, sheet: Sheet): readonly Problem[] {
  const path = issue.path as Path;
  const shape = shapeAt(root, path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(shape);
    return issue.keys.map((key) => {
      const near = nearest(key, known);
      return {
        path: [...path, key],
        text: `this key is not known; ${near === null ? `known here are ${known.join(', ')}` : `did you mean "${near}"?`}`,
      };
    });
  }
  if (issue.code === 'invalid_key')
    return [{ path, text: `this key is not possible here; ${issue.issues[0]?.message ?? 'use another'}` }];
  const right = /^(?:Invalid|Too|Unrecognized)/u.test(issue.message) ? `use ${expected(shape)}` : issue.message;
  const given = valueAt(sheet.value, path);
  if (given === undefined) return [{ path, text: `this key is missing; ${right}` }];
  const hidden =
    markOf(shape).secret === true || sheet.isReference(path) || (typeof given === 'object' && given !== null);
  return [{ path, text: `${hidden ? 'this value' : JSON.stringify(given)} is not possible here; ${right}` }];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[part] : undefined,
    value,
  );
}
