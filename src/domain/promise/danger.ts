import type { Instant } from '../time.ts';
import { calendarOf, pausesOf, targetOf, type Clock } from './clock.ts';
import type { Standing } from './derive.ts';
import type { Promises } from './terms.ts';
import { NOW_MINUTES, NOW_SHARE, SOON_SHARE } from './risk.ts';

/** From when a promise is `soon` and `now` in the sense of `riskOf`: instants on its own calendar. Null where nothing can become late. */
export function dangerOf(
  clock: Clock,
  standing: Pick<Standing, 'pauses'>,
  promises: Promises,
): { readonly soonAt: Instant; readonly nowAt: Instant } | null {
  const { state, targetMinutes, startedAt, dueAt } = clock;
  if (state !== 'running' || targetMinutes === null || dueAt === null) return null;
  const calendar = calendarOf(promises, targetOf(promises, clock.metric, clock.level));
  const stops = pausesOf(clock.metric, standing.pauses);
  const after = (minutes: number): Instant => calendar.due(startedAt, Math.max(minutes, 0), stops) ?? dueAt;
  const nowAfter = Math.min(targetMinutes * (1 - NOW_SHARE), targetMinutes - NOW_MINUTES);
  return { soonAt: after(targetMinutes * (1 - SOON_SHARE)), nowAt: after(nowAfter) };
}
