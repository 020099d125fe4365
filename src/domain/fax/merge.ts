import type { FaxEvent, FaxStatus } from './fax.ts';

/** What all the events of one fax come to, so far. */
export type MergedFax = {
  readonly state: 'coming' | FaxStatus;
  readonly told: FaxEvent['told'];
  readonly mediaUrl: string | null;
};

/** Of two ends that were told at the same time, the one with more of the fax counts. */
const RANK: Readonly<Record<FaxEvent['state'], number>> = { coming: 0, failed: 1, partial: 2, received: 3 };

/**
 * Brings the events of one fax together, whatever the order in which they came: each fact is that of the newest event which says
 * it, an end is never taken back by a beginning, and of several ends the newest counts. Needs at least one event.
 */
export function mergeEvents(events: readonly FaxEvent[]): MergedFax {
  const inTime = events.toSorted(
    (a, b) => byTime(a, b) || RANK[a.state] - RANK[b.state] || compare(a.eventId, b.eventId),
  );
  const ends = inTime.filter(({ state }) => state !== 'coming');
  const newest = <T>(of: (event: FaxEvent) => T | null): T | null =>
    inTime.reduce<T | null>((known, event) => of(event) ?? known, null);
  return {
    state: ends.at(-1)?.state ?? 'coming',
    told: {
      caller: newest(({ told }) => told.caller),
      callerName: newest(({ told }) => told.callerName),
      station: newest(({ told }) => told.station),
      dialled: newest(({ told }) => told.dialled),
      pages: newest(({ told }) => told.pages),
      error: newest(({ told }) => told.error),
      barcodes: newest(({ told }) => (told.barcodes.length === 0 ? null : told.barcodes)) ?? [],
    },
    mediaUrl: newest(({ mediaUrl }) => mediaUrl),
  };
}

/** An event without a time is older than any that has one: what is dated is known better. */
function byTime({ at: a }: FaxEvent, { at: b }: FaxEvent): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return a - b;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
