import type { Calendar, Pause } from '../calendar.ts';
import type { Level } from '../level.ts';
import type { Instant } from '../time.ts';
import type { Metric } from './event.ts';
import type { Promises, Target } from './terms.ts';

/**
 * One promise of a ticket. Whether it was broken is a field of its own, beside the state: a breach stays a fact,
 * whatever becomes of the clock.
 */
export type Clock = {
  readonly metric: Metric;
  /** 1, 2, 3 …: a call-back begins anew when the customer reopens, an update with each word of ours */
  readonly cycle: number;
  readonly level: Level;
  /** working minutes (or minutes, where the terms count by the wall clock); null: no number is promised */
  readonly targetMinutes: number | null;
  readonly startedAt: Instant;
  /** null while it waits without an end in sight, and where no number is promised */
  readonly dueAt: Instant | null;
  readonly metAt: Instant | null;
  /** of a resolution: when it was first resolved; never rewritten */
  readonly firstMetAt: Instant | null;
  /** the due that passed unmet; set from the first second after it */
  readonly breachedAt: Instant | null;
  readonly breachedLevel: Level | null;
  /** from when the ladder is counted: the breach, or the change of level that brought it about; null while nothing is broken */
  readonly chainFrom: Instant | null;
  /** `no_target`: it runs, but nothing can be late */
  readonly state: 'running' | 'waiting' | 'met' | 'cancelled' | 'no_target';
};

/** What the terms say about one promise at a level. */
export function targetOf(promises: Promises, metric: Metric, level: Level): Target {
  const { callBack, update, resolution } = promises.terms.levels[level];
  return { call_back: callBack, update, resolution }[metric];
}

/** The calendar that a promise is counted on. */
export function calendarOf(promises: Promises, target: Target): Calendar {
  return target.clock === 'business' ? promises.business : promises.always;
}

/** The pauses that stop a clock: none stops a call-back, for one must have reached the customer to wait for an answer. */
export function pausesOf(metric: Metric, pauses: readonly Pause[]): readonly Pause[] {
  return metric === 'call_back' ? [] : pauses;
}

/** A clock that begins at `at`. */
export function startClock(
  { metric, cycle, level, at }: { metric: Metric; cycle: number; level: Level; at: Instant },
  promises: Promises,
  pauses: readonly Pause[],
): Clock {
  const fresh: Clock = {
    metric,
    cycle,
    level,
    targetMinutes: targetOf(promises, metric, level).minutes,
    startedAt: at,
    dueAt: null,
    metAt: null,
    firstMetAt: null,
    breachedAt: null,
    breachedLevel: null,
    chainFrom: null,
    state: 'running',
  };
  return dueOf(fresh, promises, pauses);
}

/** The same clock with its due and state counted anew from its start, target and all pauses. */
export function dueOf(clock: Clock, promises: Promises, pauses: readonly Pause[]): Clock {
  const target = targetOf(promises, clock.metric, clock.level);
  const stops = pausesOf(clock.metric, pauses);
  const dueAt = calendarOf(promises, target).due(clock.startedAt, clock.targetMinutes, stops);
  const isWaiting = stops.some(({ to }) => to === null);
  return {
    ...clock,
    dueAt,
    state: isWaiting ? 'waiting' : clock.targetMinutes === null ? 'no_target' : 'running',
  };
}

/** Another level at `at`: start and pauses stay, only the target is replaced. A due that lies before `at` is a breach by re-rating. */
export function retarget(clock: Clock, level: Level, promises: Promises, pauses: readonly Pause[], at: Instant): Clock {
  const { minutes } = targetOf(promises, clock.metric, level);
  const moved = dueOf({ ...clock, level, targetMinutes: minutes }, promises, pauses);
  return moved.breachedAt === null && isLate(moved, at)
    ? { ...moved, breachedAt: moved.dueAt, breachedLevel: level, chainFrom: at }
    : moved;
}

/** The clock with its breach noted, if its due passed unmet before `at`. */
export function closeIfLate(clock: Clock, at: Instant): Clock {
  return clock.breachedAt === null && isLate(clock, at)
    ? { ...clock, breachedAt: clock.dueAt, breachedLevel: clock.level, chainFrom: clock.dueAt }
    : clock;
}

/** Kept at `at`. */
export function meet(clock: Clock, at: Instant): Clock {
  return { ...clock, metAt: at, firstMetAt: clock.firstMetAt ?? at, state: 'met' };
}

/** Overdue begins with the first second after the due. */
function isLate(clock: Clock, at: Instant): boolean {
  return clock.state === 'running' && clock.metAt === null && clock.dueAt !== null && at > clock.dueAt;
}
