import type { Pause } from '../calendar.ts';
import { SECOND, type Instant } from '../time.ts';

/** A pause without a beginning in question: `to` is Infinity while it is not over. */
export type Stop = { readonly from: Instant; readonly to: number };

/** Pauses in order, those that touch or overlap joined, empty ones left out; cut to whole seconds. */
export function stopsOf(pauses: readonly Pause[]): readonly Stop[] {
  const joined: { from: number; to: number }[] = [];
  const sorted = pauses
    .map(({ from, to }) => ({ from: whole(from), to: to === null ? Number.POSITIVE_INFINITY : whole(to) }))
    .filter(({ from, to }) => from < to)
    .toSorted((a, b) => a.from - b.from);
  for (const { from, to } of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

/** The whole second in which an instant lies. */
export function whole(at: Instant): Instant {
  return Math.floor(at / SECOND) * SECOND;
}
