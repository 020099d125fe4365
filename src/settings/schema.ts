import { z } from 'zod';
import type { Path } from './problem.ts';

/*
 * Walks over zod shapes, so that marks (`secret`, `path`) and what a key expects are said once, in the shape.
 */

type Shape = z.core.$ZodType;
type Mark = { readonly secret?: boolean; readonly literal?: 'without-password'; readonly path?: 'config' | 'data' };

/** The shape without its default, null and optional wrappings. */
export function bare(shape: Shape): Shape {
  let inner = shape;
  while (
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodPrefault ||
    inner instanceof z.ZodNullable ||
    inner instanceof z.ZodOptional
  ) {
    inner = inner.unwrap();
  }
  return inner;
}

/** The shape that a path leads to, or null. */
export function shapeAt(root: Shape, path: Path): Shape | null {
  let shape: Shape = root;
  for (const part of path) {
    const inner = bare(shape);
    const next = below(inner, part);
    if (next === undefined) return null;
    shape = next;
  }
  return shape;
}

function below(shape: Shape, part: string | number): Shape | undefined {
  if (shape instanceof z.ZodObject) return shape.shape[part];
  if (shape instanceof z.ZodArray) return shape.element;
  return shape instanceof z.ZodRecord ? shape.valueType : undefined;
}

/** The keys that a group knows; empty for anything else. */
export function keysOf(shape: Shape | null): readonly string[] {
  const inner = shape === null ? null : bare(shape);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

/** The marks of a value's shape. */
export function markOf(shape: Shape | null): Mark {
  const inner = shape === null ? null : bare(shape);
  return inner instanceof z.ZodType ? ((inner.meta() ?? {}) as Mark) : {};
}

/** A copy of `value` in which `change` has been asked about every value below it that is no group and no list. */
export function mapLeaves(
  root: Shape,
  value: unknown,
  change: (leaf: unknown, mark: Mark, path: Path) => unknown,
  path: Path = [],
): unknown {
  if (Array.isArray(value)) return value.map((item, n) => mapLeaves(root, item, change, [...path, n]));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, mapLeaves(root, inner, change, [...path, key])]),
    );
  }
  return change(value, markOf(shapeAt(root, path)), path);
}

/** What a key expects, in words that follow "use". */
export function expected(shape: Shape | null): string {
  if (shape === null) return 'what the schema says';
  const orNull =
    shape instanceof z.ZodNullable || (shape instanceof z.ZodDefault && shape.unwrap() instanceof z.ZodNullable)
      ? ', or null'
      : '';
  return plainly(bare(shape)) + orNull;
}

function plainly(shape: Shape): string {
  if (shape instanceof z.ZodEnum) return `one of ${shape.options.join(', ')}`;
  if (shape instanceof z.ZodBoolean) return 'true or false';
  if (shape instanceof z.ZodNumber) {
    const { minValue: min, maxValue: max } = shape;
    const from =
      min !== null && Number.isFinite(min) && Number.isSafeInteger(min) && min > Number.MIN_SAFE_INTEGER
        ? ` from ${min}`
        : '';
    const to = max !== null && Number.isFinite(max) && max < Number.MAX_SAFE_INTEGER ? ` to ${max}` : '';
    return `a ${shape.isInt ? 'whole ' : ''}number${from}${to}`;
  }
  if (shape instanceof z.ZodArray) return `a list, each ${plainly(bare(shape.element))}`;
  if (shape instanceof z.ZodRecord) return `a group whose keys are your own, each ${plainly(bare(shape.valueType))}`;
  if (shape instanceof z.ZodObject) return `a group of keys (${keysOf(shape).join(', ')})`;
  return 'text';
}
