import type { CalendarSpec } from '../calendar.ts';
import { DAY, type Instant } from '../time.ts';
import { dayOf, hoursOf, type HoursOf } from './hours.ts';

/** The open stretches of a calendar as instants, in order, with the open time before each: what a due is searched in. */
export type Intervals = {
  readonly open: number[];
  readonly close: number[];
  /** open time of all stretches before this one, ms */
  readonly before: number[];
};

/** Open stretches, compiled year by year as far as they are asked for. */
export type Compiled = {
  /** Stretches that cover `at`, which lies in the years 0 to 9999. Throws a RangeError for what is no such instant. */
  around(at: Instant): Intervals;
  /** The same with a further year, or null when the calendar opens no more, or not within the horizon of `since`. */
  further(since: Instant): Intervals | null;
};

/** How far ahead a due is looked for: a thousand years, which no promise outlasts. */
export const HORIZON = 1_000 * 365 * DAY;

const LAST_YEAR = 9_999; // the last one that instants are written with

/** Compiles the calendar lazily. Instants are found from the wall clock of the zone at each of them, never the other way. */
export function compileIntervals(spec: CalendarSpec): Compiled {
  const hours = hoursOf(spec);
  const lastYear = lastYearOf(spec);
  let firstYear = 0;
  let nextYear = 0; // the first one that is not compiled
  let found: Intervals = { open: [], close: [], before: [] };

  function fill(from: number, to: number): void {
    for (let year = from; year < to; year += 1) addYear(found, year, spec.timezone, hours);
    nextYear = to;
  }

  return {
    around(at) {
      const year = new Date(at).getUTCFullYear();
      // Counting towards NaN would not end.
      if (!(year >= 0 && year <= LAST_YEAR)) throw new RangeError(`${at} is no instant of the years 0 to ${LAST_YEAR}`);
      if (found.open.length === 0 && nextYear === 0) {
        firstYear = year;
        fill(year, year + 1);
      } else if (year < firstYear) {
        const until = nextYear;
        found = { open: [], close: [], before: [] };
        firstYear = year;
        fill(year, until);
      } else if (year >= nextYear) fill(nextYear, year + 1);
      return found;
    },
    further(since) {
      if (nextYear > lastYear || beginOf(nextYear) > since + HORIZON) return null;
      fill(nextYear, nextYear + 1);
      return found;
    },
  };
}

/** The last UTC year in which anything may be open. */
function lastYearOf({ weekly, exceptions }: CalendarSpec): number {
  if (Object.values(weekly).some((hours) => hours.length > 0)) return Number.MAX_SAFE_INTEGER;
  const worked = Object.entries(exceptions).flatMap(([date, hours]) => (hours.length > 0 ? [dayOf(date)] : []));
  // A local date may end a day later in UTC.
  return worked.length === 0 ? Number.MIN_SAFE_INTEGER : new Date((Math.max(...worked) + 2) * DAY).getUTCFullYear();
}

/** When a UTC year begins. `Date.UTC` would take the years 0 to 99 for those of the last century. */
function beginOf(year: number): Instant {
  return new Date(0).setUTCFullYear(year, 0, 1);
}

/** Adds the open stretches of one UTC year: cut at the zone's changes of offset, in each piece local time is UTC plus a constant. */
function addYear(intervals: Intervals, year: number, zone: string, hours: HoursOf): void {
  const end = beginOf(year + 1);
  let at = Temporal.Instant.fromEpochMilliseconds(beginOf(year)).toZonedDateTimeISO(zone);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    const until = next === null ? end : Math.min(next.epochMilliseconds, end);
    addPiece(intervals, at.epochMilliseconds, until, at.offsetNanoseconds / 1_000_000, hours);
    if (next === null || next.epochMilliseconds >= end) return;
    at = next;
  }
}

function addPiece(intervals: Intervals, from: Instant, until: Instant, offset: number, hours: HoursOf): void {
  const last = Math.floor((until - 1 + offset) / DAY);
  for (let day = Math.floor((from + offset) / DAY); day <= last; day += 1) {
    for (const [opens, closes] of hours(day)) {
      const open = Math.max(day * DAY + opens - offset, from);
      const close = Math.min(day * DAY + closes - offset, until);
      if (open < close) add(intervals, open, close);
    }
  }
}

function add({ open, close, before }: Intervals, from: Instant, to: Instant): void {
  const last = open.length - 1;
  if (last >= 0 && close[last] === from) close[last] = to;
  else {
    before.push(last < 0 ? 0 : before[last]! + close[last]! - open[last]!);
    open.push(from);
    close.push(to);
  }
}
