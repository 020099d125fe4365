import { temporary } from '../../lib/fault.ts';

/** More UIDs than any folder holds; a server that claims more is broken or hostile. */
const MOST = 5_000_000;

/** UIDs as a sequence set (RFC 9051 §9), runs drawn together: [1, 2, 3, 7] is `1:3,7`. */
export function toRange(uids: readonly number[]): string {
  const sorted = uids.toSorted((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const uid of sorted) {
    const last = runs.at(-1);
    if (last !== undefined && uid <= last[1] + 1) last[1] = uid;
    else runs.push([uid, uid]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}:${to}`)).join(',');
}

/** The UIDs of a sequence set without `*`, ascending. Throws a temporary Fault when it is none or is absurdly large. */
export function fromRange(range: string): number[] {
  const uids = new Set<number>();
  let total = 0;
  for (const part of range.split(',')) {
    const [from = NaN, to = from] = part.split(':').map((text) => (/^\d{1,10}$/u.test(text) ? Number(text) : NaN));
    if (Number.isNaN(from) || Number.isNaN(to))
      throw temporary(`the server answered SEARCH with "${part.slice(0, 40)}"`);
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    total += high - low + 1;
    if (total > MOST) throw temporary('the server answered SEARCH with more UIDs than a folder can hold');
    for (let uid = low; uid <= high; uid += 1) uids.add(uid);
  }
  return [...uids].toSorted((a, b) => a - b);
}

/** Slices of at most `size`. */
export function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}
