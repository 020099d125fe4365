import type { CalendarSpec, Hours, Weekday } from '../calendar.ts';
import { DAY, HOUR, MINUTE } from '../time.ts';

/** A stretch of wall-clock time within a date, ms since its midnight: `from <= t < to`. */
export type Stretch = readonly [from: number, to: number];

/** Monday is the first day after 1969-12-29, so that a day number modulo 7 finds its weekday. */
const WEEKDAYS: readonly Weekday[] = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'];

/** The hours of local dates, by day number (days since 1970-01-01): exceptional ones, else none on a holiday, else the weekday's. */
export type HoursOf = (day: number) => readonly Stretch[];

/** Reads the hours of a calendar once, for many dates. */
export function hoursOf(spec: CalendarSpec): HoursOf {
  const weekly = WEEKDAYS.map((weekday) => stretches(spec.weekly[weekday]));
  const exceptions = new Map(Object.entries(spec.exceptions).map(([date, hours]) => [dayOf(date), stretches(hours)]));
  const holidays = new Set(spec.holidays.map(dayOf));
  return (day) => exceptions.get(day) ?? (holidays.has(day) ? [] : weekly[((day % 7) + 7) % 7]!);
}

/** Number of a local date, days since 1970-01-01. */
export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY;
}

/** Hours of one date as stretches in order, those that touch or overlap joined. */
function stretches(hours: Hours): readonly Stretch[] {
  const joined: [number, number][] = [];
  for (const [from, to] of hours
    .map(([open, close]): Stretch => [clock(open), clock(close)])
    .toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

function clock(text: string): number {
  return Number(text.slice(0, 2)) * HOUR + Number(text.slice(3, 5)) * MINUTE;
}
