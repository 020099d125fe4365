import type { Calendar } from '../calendar.ts';
import { localIn } from '../say-time.ts';
import type { Instant } from '../time.ts';

/** `from <= t < until`, midnights of the zone; `first` and `last` are its local dates, both within it. */
export type Days = {
  readonly first: string;
  readonly last: string;
  readonly from: Instant;
  readonly until: Instant;
};

const HOURS = 24;
/** No office is closed for longer, days. */
const LONGEST_CLOSURE = 60;

/** The stretch from one local date to another, both included. */
export function daysFrom(first: Temporal.PlainDate, last: Temporal.PlainDate, zone: string): Days {
  return {
    first: first.toString(),
    last: last.toString(),
    from: begin(first, zone),
    until: begin(last.add({ days: 1 }), zone),
  };
}

/** Today, and its week from Monday to Sunday. */
export function todayAndWeek(now: Instant, zone: string): { readonly today: Days; readonly week: Days } {
  const date = localIn(zone, now).toPlainDate();
  const monday = date.subtract({ days: date.dayOfWeek - 1 });
  return { today: daysFrom(date, date, zone), week: daysFrom(monday, monday.add({ days: 6 }), zone) };
}

/** Today and the same weekday of the weeks before it, today first. */
export function sameWeekdays(now: Instant, zone: string, weeks: number): readonly Days[] {
  const date = localIn(zone, now).toPlainDate();
  return Array.from({ length: weeks + 1 }, (_, n) => date.subtract({ days: 7 * n })).map((day) =>
    daysFrom(day, day, zone),
  );
}

/** The hours 0 to 23 of a day by the clock on the wall: one that the clock skips is empty, one that it repeats is two hours long. */
export function hoursOf(day: Days, zone: string): readonly { readonly from: Instant; readonly until: Instant }[] {
  const date = Temporal.PlainDate.from(day.first);
  const at = (hour: number): Instant =>
    hour === HOURS
      ? day.until
      : date.toZonedDateTime({ timeZone: zone, plainTime: new Temporal.PlainTime(hour) }).epochMilliseconds;
  return Array.from({ length: HOURS }, (_, hour) => ({ from: at(hour), until: at(hour + 1) }));
}

/** When the office closes next: today, or at the end of the next day on which it opens; null when it never does again. */
export function nextClosing(now: Instant, calendar: Calendar): Instant | null {
  const opening = calendar.nextOpening(now);
  if (opening === null) return null;
  const zone = calendar.spec.timezone;
  const date = localIn(zone, opening).toPlainDate();
  const [from, until] = [begin(date, zone), begin(date.add({ days: 1 }), zone)];
  return calendar.due(from, calendar.worked(from, until) / 60);
}

/** The beginning of the `count`th day before today on which the office opened. */
export function workingDaysBefore(now: Instant, calendar: Calendar, count: number): Instant {
  const zone = calendar.spec.timezone;
  let date = localIn(zone, now).toPlainDate();
  let left = count;
  for (let n = 0; n < count + LONGEST_CLOSURE && left > 0; n += 1) {
    date = date.subtract({ days: 1 });
    if (calendar.worked(begin(date, zone), begin(date.add({ days: 1 }), zone)) > 0) left -= 1;
  }
  return begin(date, zone);
}

function begin(date: Temporal.PlainDate, zone: string): Instant {
  return date.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
}
