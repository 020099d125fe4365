import { calendarOf, pausesOf, targetOf, type Clock } from '../promise/clock.ts';
import type { Standing } from '../promise/derive.ts';
import type { Promises } from '../promise/terms.ts';
import type { Instant } from '../time.ts';

/**
 * By how much a broken promise was kept too late, or is late by now: seconds on its own calendar, without pauses. Null
 * when it ended unkept, since the ticket was merged or put away.
 */
export function lateBy(
  {
    clock,
    standing,
    promises,
  }: { readonly clock: Clock; readonly standing: Pick<Standing, 'pauses'>; readonly promises: Promises },
  dueAt: Instant,
  now: Instant,
): number | null {
  if (clock.metAt === null && clock.state === 'cancelled') return null;
  const calendar = calendarOf(promises, targetOf(promises, clock.metric, clock.level));
  return calendar.worked(dueAt, clock.metAt ?? now, pausesOf(clock.metric, standing.pauses));
}
