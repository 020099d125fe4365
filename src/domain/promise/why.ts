import type { Calendar, Pause } from '../calendar.ts';
import { localIn } from '../say-time.ts';
import { SECOND, type Instant } from '../time.ts';
import { calendarOf, pausesOf, targetOf, type Clock } from './clock.ts';
import type { Standing } from './derive.ts';
import type { Metric } from './event.ts';
import type { Promises } from './terms.ts';

/** A stretch of counted time within one local date. */
export type Stretch = { readonly from: Instant; readonly to: Instant; readonly seconds: number };

/** How a promise was counted. */
export type Why = {
  readonly metric: Metric;
  readonly cycle: number;
  readonly counted: 'business' | 'calendar';
  readonly timezone: string;
  readonly targetMinutes: number | null;
  readonly startedAt: Instant;
  readonly dueAt: Instant | null;
  /** to where it is counted here: the due; where there is none yet, until it was met, or now */
  readonly until: Instant;
  /** the local dates (`2026-11-23`) on which something counted, each with its stretches */
  readonly days: readonly { readonly date: string; readonly seconds: number; readonly stretches: readonly Stretch[] }[];
  /** times in which the clock stood, and how much of them would have counted */
  readonly pauses: readonly (Pause & { readonly seconds: number })[];
  /** the sum of all stretches */
  readonly seconds: number;
};

/**
 * Shows how the due of a clock came about: every stretch that counted, day by day. It asks the calendar itself where
 * time counts, so that what is shown can never differ from what was counted. Pure.
 */
export function whyDue(clock: Clock, standing: Pick<Standing, 'pauses'>, promises: Promises, now: Instant): Why {
  const { metric, cycle, startedAt, dueAt, targetMinutes } = clock;
  const target = targetOf(promises, metric, clock.level);
  const calendar = calendarOf(promises, target);
  const timezone = promises.business.spec.timezone;
  const until = dueAt ?? Math.max(startedAt, wholeSecond(clock.metAt ?? now));
  const pauses = pausesOf(metric, standing.pauses);
  const days = byDate(stretches(calendar, startedAt, until, pauses), timezone);
  return {
    metric,
    cycle,
    counted: target.clock,
    timezone,
    targetMinutes,
    startedAt,
    dueAt,
    until,
    days,
    pauses: pauses
      .filter(({ from, to }) => from < until && (to ?? until) > startedAt)
      .map((pause) => ({
        ...pause,
        seconds: calendar.worked(Math.max(pause.from, startedAt), Math.min(pause.to ?? until, until)),
      })),
    seconds: days.reduce((sum, day) => sum + day.seconds, 0),
  };
}

/** Where time counts in [from, to), found by halving: both questions below change their answer only once on the way. */
function stretches(calendar: Calendar, from: Instant, to: Instant, pauses: readonly Pause[]): readonly Stretch[] {
  const worked = (a: Instant, b: Instant): number => calendar.worked(a, b, pauses);
  const found: Stretch[] = [];
  for (let at = from; at < to && worked(at, to) > 0;) {
    const start = at;
    const begins = firstSecond(start, to, (t) => worked(start, t) > 0) - SECOND;
    const ends = firstSecond(begins, to + SECOND, (t) => worked(begins, t) < (t - begins) / SECOND) - SECOND;
    found.push({ from: begins, to: Math.min(ends, to), seconds: worked(begins, Math.min(ends, to)) });
    at = ends;
  }
  return found;
}

/** The first second in (from, to] at which `is` holds; `to` when it holds nowhere before. */
function firstSecond(from: Instant, to: Instant, is: (at: Instant) => boolean): Instant {
  let [no, yes] = [0, Math.ceil((to - from) / SECOND)];
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2);
    if (is(from + middle * SECOND)) yes = middle;
    else no = middle;
  }
  return from + yes * SECOND;
}

/** Stretches cut at the midnights of a zone. */
function byDate(all: readonly Stretch[], zone: string): Why['days'] {
  const days = new Map<string, Stretch[]>();
  for (const whole of all)
    for (let from = whole.from; from < whole.to;) {
      const date = localIn(zone, from).toPlainDate();
      const midnight = date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
      const to = Math.min(whole.to, midnight);
      const list = days.get(date.toString()) ?? [];
      list.push({ from, to, seconds: (to - from) / SECOND });
      days.set(date.toString(), list);
      from = to;
    }
  return [...days].map(([date, stretches]) => ({
    date,
    stretches,
    seconds: stretches.reduce((sum, one) => sum + one.seconds, 0),
  }));
}

function wholeSecond(at: Instant): Instant {
  return Math.floor(at / SECOND) * SECOND;
}
