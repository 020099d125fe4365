import type { Instant } from '../time.ts';
import { calendarOf, pausesOf, targetOf, type Clock } from './clock.ts';
import type { Standing } from './derive.ts';
import type { Metric } from './event.ts';
import type { Promises } from './terms.ts';

/** A clock as people and programs are shown it. */
export type ClockView = {
  readonly metric: Metric;
  readonly cycle: number;
  readonly state: 'running' | 'waiting' | 'outside_hours' | 'met' | 'cancelled' | 'no_target';
  /** late now, or kept too late */
  readonly overdue: boolean;
  readonly startedAt: Instant;
  readonly dueAt: Instant | null;
  readonly targetMinutes: number | null;
  readonly metAt: Instant | null;
  readonly firstMetAt: Instant | null;
  readonly breachedAt: Instant | null;
  /** counted time since the start, until met or now, seconds */
  readonly elapsedSeconds: number;
  /** what is left of the target, negative when late; null where there is no number */
  readonly remainingSeconds: number | null;
};

/** Shows a clock at `now`. Pure. */
export function viewClock(clock: Clock, standing: Standing, promises: Promises, now: Instant): ClockView {
  const calendar = calendarOf(promises, targetOf(promises, clock.metric, clock.level));
  const until = Math.max(clock.metAt ?? now, clock.startedAt);
  const elapsed = calendar.worked(clock.startedAt, until, pausesOf(clock.metric, standing.pauses));
  const isCounting = clock.state === 'running' || clock.state === 'no_target';
  const { metric, cycle, startedAt, dueAt, targetMinutes, metAt, firstMetAt, breachedAt } = clock;
  return {
    metric,
    cycle,
    state: isCounting && !calendar.isOpen(now) ? 'outside_hours' : clock.state,
    overdue: breachedAt !== null,
    startedAt,
    dueAt,
    targetMinutes,
    metAt,
    firstMetAt,
    breachedAt,
    elapsedSeconds: elapsed,
    remainingSeconds: targetMinutes === null ? null : targetMinutes * 60 - elapsed,
  };
}
