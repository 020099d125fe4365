import { z } from 'zod';

/*
 * Where a list goes on, as a word for URLs. Whoever can see the list may read and change it: nothing in it is trusted to be more
 * than well formed.
 */

const id = z.string().regex(/^\d{1,18}$/u);
const number = z.number().min(-1e15).max(1e15);

/** Encodes what a cursor carries. */
export function writeCursor(carried: object): string {
  return Buffer.from(JSON.stringify(carried)).toString('base64url');
}

/** Reads a cursor of the open tickets; null when it is none. */
export function readOpenCursor(text: string): OpenCursor | null {
  return read(text, openCursor);
}

/** Reads a cursor of a list whose newest come first; null when it is none. */
export function readNewestCursor(text: string): NewestCursor | null {
  return read(text, newestCursor);
}

const openCursor = z.object({
  /** when the first page was read; the bands of all pages are those of then */
  asOf: z.number().int().min(0).max(253_402_300_799_999), // the year 9999
  /** of the newest ticket there was then */
  newest: id,
  /** tickets of the pages before; null when there are too many to name */
  seen: z
    .string()
    .regex(/^[\w-]*$/u)
    .nullable(),
  /** band, level, due and acceptance (seconds since 1970) and id of the last row */
  last: z.tuple([number, number, number, number, id]),
});
export type OpenCursor = z.infer<typeof openCursor>;

const newestCursor = z.object({ asOf: openCursor.shape.asOf, at: number, id });
export type NewestCursor = z.infer<typeof newestCursor>;

/** Reads a cursor of the search; null when it is none. */
export function readSearchCursor(text: string): SearchCursor | null {
  return read(text, searchCursor);
}

const searchCursor = z.object({ id });
export type SearchCursor = z.infer<typeof searchCursor>;

function read<T>(text: string, shape: z.ZodType<T>): T | null {
  try {
    return shape.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString())).data ?? null;
  } catch {
    return null;
  }
}

/** Ids that a cursor names: 20 pages of 50, some 3 kB. */
export const MOST_SEEN = 1_000;

/** Ids as the steps from each to the next, seven bits a byte: two letters of the cursor an id or three. */
export function packIds(ids: readonly string[]): string {
  const bytes: number[] = [];
  let before = 0;
  for (const next of ids.map(Number).toSorted((a, b) => a - b)) {
    let step = next - before;
    for (; step > 127; step = Math.floor(step / 128)) bytes.push((step % 128) + 128);
    bytes.push(step);
    before = next;
  }
  return Buffer.from(bytes).toString('base64url');
}

/** The ids of `packIds`. */
export function unpackIds(packed: string): readonly string[] {
  const ids: string[] = [];
  let [at, step, weight] = [0, 0, 1];
  for (const byte of Buffer.from(packed, 'base64url')) {
    step += (byte % 128) * weight;
    weight *= 128;
    if (byte > 127) continue;
    at += step;
    [step, weight] = [0, 1];
    if (at > Number.MAX_SAFE_INTEGER) break;
    ids.push(String(at));
  }
  return ids;
}
