import { SECOND, type Instant } from '../time.ts';
import { calendarOf, pausesOf, targetOf, type Clock } from './clock.ts';
import type { Standing } from './derive.ts';
import type { Metric } from './event.ts';
import type { Promises } from './terms.ts';

/** What is to be said: `notice`, `warn_50`, `due` to the rep; `rung_1`, `rung_2` … up the ladder; `nudge_1` … to the customer. */
export type AlarmKind = 'notice' | `warn_${number}` | 'due' | `rung_${number}` | `nudge_${number}`;

/** A moment at which somebody must be told something. Metric, cycle and kind are said once each, however the due moves. */
export type Alarm = {
  readonly metric: Metric;
  readonly cycle: number;
  readonly kind: AlarmKind;
  readonly at: Instant;
  /** of the promise, as it stands now; the start of a promise without a number; the beginning of a wait */
  readonly dueAt: Instant;
};

/** The name under which an alarm is said once. */
export function alarmKey({ metric, cycle, kind }: Pick<Alarm, 'metric' | 'cycle' | 'kind'>): string {
  return `${metric}:${cycle}:${kind}`;
}

/** Every alarm of a ticket's open promises, whether its time has come or not. While a clock stands, nothing is due on it. */
export function alarmsOf(standing: Standing, promises: Promises): readonly Alarm[] {
  if (standing.merged || standing.resolvedAt !== null) return [];
  return [
    ...standing.clocks
      .filter(({ metAt }) => metAt === null)
      .flatMap((clock) => alarmsOfClock(clock, standing, promises)),
    ...nudges(standing, promises),
  ];
}

/** The alarms of one clock. */
export function alarmsOfClock(clock: Clock, standing: Standing, promises: Promises): readonly Alarm[] {
  const { metric, cycle, startedAt, dueAt } = clock;
  const alarm = (kind: AlarmKind, at: Instant | null, due: Instant): readonly Alarm[] =>
    at === null ? [] : [{ metric, cycle, kind, at, dueAt: due }];
  const notice = metric === 'call_back' ? alarm('notice', startedAt, dueAt ?? startedAt) : [];
  if (clock.state === 'no_target') return [...notice, ...unnumbered(clock, standing, promises)];
  if (clock.state !== 'running' || dueAt === null || clock.targetMinutes === null) return notice;

  const calendar = calendarOf(promises, targetOf(promises, metric, clock.level));
  const stops = pausesOf(metric, standing.pauses);
  // An update is our own rhythm: one reminder before it is enough.
  const warnAt = metric === 'update' ? promises.terms.warnAt.slice(-1) : promises.terms.warnAt;
  return [
    ...notice,
    ...warnAt.flatMap((percent) => {
      const minutes = Math.ceil((clock.targetMinutes! * percent) / 100);
      return alarm(`warn_${percent}`, calendar.due(startedAt, minutes, stops), dueAt);
    }),
    ...alarm('due', dueAt, dueAt),
    ...(metric === 'update'
      ? []
      : rungs(clock, standing, promises).flatMap(([kind, at]) => alarm(kind, at, clock.breachedAt ?? dueAt))),
  ];
}

/** The first alarm time that is not said yet, or null. `said` holds alarm keys. */
export function nextAlarmAt(alarms: readonly Alarm[], said: ReadonlySet<string>): Instant | null {
  const open = alarms.filter((alarm) => !said.has(alarmKey(alarm))).map(({ at }) => at);
  return open.length === 0 ? null : Math.min(...open);
}

/** When each rung is told that a promise is broken: counted from the breach, or from the re-rating that brought it about. */
function rungs(
  clock: Clock,
  standing: Standing,
  promises: Promises,
): readonly (readonly [AlarmKind, Instant | null])[] {
  const from = clock.chainFrom ?? clock.dueAt!;
  const step = targetOf(promises, 'call_back', clock.level);
  return promises.terms.rungsAfterBreach.map((times, i) => {
    const at =
      times === 0 || step.minutes === null
        ? from + SECOND
        : calendarOf(promises, step).due(
            from,
            Math.ceil(times * step.minutes),
            pausesOf(clock.metric, standing.pauses),
          );
    return [`rung_${i + 1}`, at];
  });
}

/** Where the solution has no number, the ladder is told by how long it has been worked on. */
function unnumbered(clock: Clock, standing: Standing, promises: Promises): readonly Alarm[] {
  if (clock.metric !== 'resolution') return [];
  const { metric, cycle, startedAt } = clock;
  return promises.terms.levels[clock.level].unnumberedRungs.flatMap((minutes, i) => {
    const at = promises.business.due(startedAt, minutes, standing.pauses);
    return at === null ? [] : [{ metric, cycle, kind: `rung_${i + 1}` as const, at, dueAt: startedAt }];
  });
}

/** The customer who was asked for something is reminded; each wait has its own reminders. */
function nudges({ waitingSince: since, clocks, pauses }: Standing, promises: Promises): readonly Alarm[] {
  const resolution = clocks.findLast(({ metric }) => metric === 'resolution');
  if (since === null || resolution === undefined) return [];
  const wait = pauses.length; // the how-manieth wait of this ticket: the cycle of its reminders
  return promises.terms.nudgesAfter.flatMap((minutes, i) => {
    const at = promises.business.due(since, minutes);
    return at === null
      ? []
      : [{ metric: 'resolution' as const, cycle: wait, kind: `nudge_${i + 1}` as const, at, dueAt: since }];
  });
}
