import type { CalendarSpec, Hours } from '../calendar.ts';

const TIME = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/u;
const DATE = /^\d{4}-\d\d-\d\d$/u;

/** What is wrong with a calendar, one sentence each; it may be compiled when there is nothing. */
export function calendarProblems(spec: CalendarSpec): readonly string[] {
  return [
    ...(isZone(spec.timezone)
      ? []
      : [`timezone "${spec.timezone}" is unknown; use an IANA name such as America/New_York`]),
    ...Object.entries(spec.weekly).flatMap(([day, hours]) => hoursProblems(`weekly.${day}`, hours)),
    ...spec.holidays
      .filter((date) => !isDate(date))
      .map((date) => `holiday "${date}" is no date; write it as 2026-12-25`),
    ...Object.entries(spec.exceptions).flatMap(([date, hours]) => [
      ...(isDate(date) ? [] : [`exception "${date}" is no date; write it as 2026-12-24`]),
      ...hoursProblems(`exceptions.${date}`, hours),
    ]),
  ];
}

function hoursProblems(where: string, hours: Hours): readonly string[] {
  return hours.flatMap(([open, close]) => {
    if (!TIME.test(open) || !TIME.test(close))
      return [`${where}: ["${open}", "${close}"] is no time of day; write it as ["08:00", "18:00"]`];
    // Both are HH:MM, so text order is time order; and 24:00 can only come last.
    return open < close ? [] : [`${where}: ${open} does not lie before ${close}; split a shift over midnight at 24:00`];
  });
}

function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

/**
 * Known by name to Intl, and to Temporal, which counts: each knows names that the other does not. An offset such as
 * +05:00 is taken for a zone in places, but knows no summer time.
 */
function isZone(name: string): boolean {
  if (/^[+-]/u.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
