import { lateBy } from '../../domain/board/late-by.ts';
import type { Instant } from '../../domain/time.ts';
import type { PromiseRow } from '../../store/desk/board-promises.ts';
import { countPromises } from '../../store/promises.ts';
import type { DeskDeps } from '../desk.ts';

/** Tickets whose clocks are counted at once. */
const BATCH = 500;

/** By how many seconds of its own time each broken promise was or is late, by `keyOf`; those that ended unkept have none. */
export async function latenessOf(
  { acts: { db, terms } }: DeskDeps,
  rows: readonly PromiseRow[],
  now: Instant,
): Promise<ReadonlyMap<string, number>> {
  const late = new Map<string, number>();
  const broken = rows.filter(({ isBroken }) => isBroken);
  for (let n = 0; n < broken.length; n += BATCH) {
    const some = broken.slice(n, n + BATCH);
    const ids = some.map(({ ticketId }) => ticketId);
    const counted = new Map((await countPromises(db, ids, terms, now)).map((one) => [one.ticketId, one]));
    for (const row of some) {
      const found = counted.get(row.ticketId);
      const clock = found?.standing.clocks.find(({ metric, cycle }) => metric === row.metric && cycle === row.cycle);
      if (found === undefined || clock === undefined) continue;
      const seconds = lateBy({ clock, standing: found.standing, promises: found.promises }, row.dueAt, now);
      if (seconds !== null) late.set(keyOf(row), seconds);
    }
  }
  return late;
}

/** The name of a promise. */
export function keyOf({ ticketId, metric, cycle }: Pick<PromiseRow, 'ticketId' | 'metric' | 'cycle'>): string {
  return `${ticketId}:${metric}:${cycle}`;
}
