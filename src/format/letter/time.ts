import { localIn, MONTHS, sayDay as sayDayOfDate, zoneName } from '../../domain/say-time.ts';
import type { Instant } from '../../domain/time.ts';
import { SECOND } from '../../domain/time.ts';
import type { ServiceHours } from './about.ts';

/*
 * How points in time and stretches of time are said, in mails and on pages alike. Every time is that of the service
 * hours' zone, with its name, whoever reads; a reader who lives by another clock is told theirs beside it.
 */

/** Where and when it is said. */
export type When = {
  readonly now: Instant;
  /** IANA name of the service hours' zone */
  readonly zone: string;
  /** the reader's own zone; null where it is not known */
  readonly readerZone: string | null;
};

/** `13:53 EST` today, `Wed 25 Nov 13:53 EST` on another day, with the year in another year; `· 12:53 your time` where it differs. */
export function sayTime(at: Instant, { now, zone, readerZone }: When): string {
  const there = localIn(zone, at);
  const day = dayBeside(there, localIn(zone, now));
  const said = `${day}${clockOf(there)} ${zoneName(zone, at)}`;
  if (readerZone === null) return said;
  const here = localIn(readerZone, at);
  if (here.toPlainDateTime().equals(there.toPlainDateTime())) return said;
  // The day is said again where the reader's is another, or where "today" is not the reader's today.
  const isSameDay = here.toPlainDate().equals(there.toPlainDate());
  const isTheirToday = here.toPlainDate().equals(localIn(readerZone, now).toPlainDate());
  const theirs = isSameDay && (day !== '' || isTheirToday) ? '' : `${dayOf(here)} `;
  return `${said} · ${theirs}${clockOf(here)} your time`;
}

/** `Mon 23 Nov`: the day of an instant; with the year where it is not that of `now`. */
export function sayDay(at: Instant, { now, zone }: Pick<When, 'now' | 'zone'>): string {
  const local = localIn(zone, at);
  return `${dayOf(local)}${yearBeside(local, localIn(zone, now))}`;
}

/** `31 Mar 2027` of the local date `2027-03-31`. */
export function sayDate(date: string): string {
  const { day, month, year } = Temporal.PlainDate.from(date);
  return `${day} ${MONTHS[month - 1]} ${year}`;
}

/** What is left until a due, or how late it is. */
export type Count = {
  readonly late: boolean;
  /** never negative; counted as the promise is counted */
  readonly seconds: number;
  /** it was counted in service hours, and by the clock on the wall it would be another number */
  readonly working: boolean;
};

/** Counts what is left until `dueAt`, or how late it is at `now`, in service hours unless `clock` is `calendar`. */
export function countTo(
  dueAt: Instant,
  {
    now,
    hours,
    clock,
  }: { readonly now: Instant; readonly hours: ServiceHours; readonly clock: 'business' | 'calendar' },
): Count {
  const late = now > dueAt;
  const [from, to] = late ? [dueAt, now] : [now, dueAt];
  const wall = (to - from) / SECOND;
  if (clock === 'calendar') return { late, seconds: wall, working: false };
  const seconds = hours.worked(from, to);
  return { late, seconds, working: Math.abs(wall - seconds) > 1 }; // instants are whole seconds to the calendar
}

const LONGEST_COUNT = 4 * 3_600; // seconds; beyond half a day nobody thinks in hours, and the date says more

/**
 * `9 min left` (of 9:59), `1 h 05 working left`, `12 min late`, `due now`: rounded toward the worse. Null where the date
 * says more: beyond 4 hours, and for what became late after hours.
 */
export function sayCount(count: Count): string | null {
  if (!count.late && count.seconds < 1) return 'due now';
  const span = saySpan(count);
  return span === null ? null : `${span} ${count.late ? 'late' : 'left'}`;
}

/** The same without "left" or "late". */
export function saySpan({ late, seconds, working }: Count): string | null {
  if (seconds > LONGEST_COUNT || (late && seconds === 0)) return null;
  if (!late && seconds < 60) return 'less than 1 min';
  const minutes = late ? Math.ceil(seconds / 60) : Math.floor(seconds / 60);
  if (!working) return sayMinutes(minutes);
  return minutes <= 60 ? `${minutes} working min` : `${sayMinutes(minutes)} working${late ? ' time' : ''}`;
}

/** `9 min`, `60 min`, `1 h 05`, `24 h 00`. */
export function sayMinutes(minutes: number): string {
  return minutes <= 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`;
}

/** `1 h 12 working`: how long something has been open, rounded up. */
export function sayElapsed(seconds: number, clock: 'business' | 'calendar'): string {
  return `${sayMinutes(Math.ceil(seconds / 60))}${clock === 'business' ? ' working' : ''}`;
}

/** `1 working hour`, `48 working hours`, `90 working minutes`; without "working" for the clock on the wall. */
export function sayTarget(minutes: number, clock: 'business' | 'calendar'): string {
  const [count, unit] = minutes % 60 === 0 && minutes > 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return `${count} ${clock === 'business' ? 'working ' : ''}${unit}${count === 1 ? '' : 's'}`;
}

/** `Wed 25 Nov ` unless it is the same day, so that only what differs is said. */
function dayBeside(local: Temporal.ZonedDateTime, today: Temporal.ZonedDateTime): string {
  return local.toPlainDate().equals(today.toPlainDate()) ? '' : `${dayOf(local)}${yearBeside(local, today)} `;
}

function yearBeside(local: Temporal.ZonedDateTime, today: Temporal.ZonedDateTime): string {
  return local.year === today.year ? '' : ` ${local.year}`;
}

function dayOf(local: Temporal.ZonedDateTime): string {
  return sayDayOfDate(local.toPlainDate());
}

/** Minutes are cut, not rounded: 13:53:59 is not yet 13:54. */
function clockOf({ hour, minute }: Temporal.ZonedDateTime): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
