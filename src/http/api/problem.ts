import type { z } from 'zod';
import { nearest } from '../../lib/nearest.ts';

/** What is wrong with something that was handed in, in one sentence that names the nearest right word. `known`: the keys that it may have. */
export function problemOf(error: z.ZodError, given: unknown, known: readonly string[]): string {
  return error.issues.map((issue) => sentence(issue, given, known)).join('; ');
}

function sentence(issue: z.core.$ZodIssue, given: unknown, known: readonly string[]): string {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknown(key, known)).join('; ');
  const at = issue.path.join('.');
  if (at === '') return 'give a JSON object';
  if (valueAt(given, issue.path) === undefined) return `${at} is missing`;
  return `${at}: ${told(issue)}`;
}

function told(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value')
    return `use one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'invalid_type') return `give ${TYPES[issue.expected] ?? issue.expected}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
  if (issue.code === 'too_small') return `at least ${issue.minimum}`;
  return issue.message;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
};

function unknown(key: string, known: readonly string[]): string {
  const shown = JSON.stringify(key.slice(0, 40));
  const near = nearest(key.slice(0, 40), known);
  if (near !== null) return `there is no ${shown}; did you mean "${near}"?`;
  return `there is no ${shown}; ${known.length === 0 ? 'nothing is taken here' : `use ${known.join(', ')}`}`;
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    given,
  );
}
