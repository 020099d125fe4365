import type { CalendarSpec } from '../calendar.ts';
import { alwaysOpen, compileCalendar } from '../calendar/compile.ts';
import type { Promises, Terms } from './terms.ts';

/** Makes terms ready to be counted by. Throws for a calendar that is none. */
export function compileTerms(version: number, terms: Terms): Promises {
  return { version, terms, business: compileCalendar(terms.calendar), always: alwaysOpen() };
}

/**
 * Whether `next` differs from `old` only in holidays and exceptional hours after `today` (a local date): such days may be
 * added to running promises. Anything else, a past day included, would rewrite what was promised, and is a new version.
 */
export function differsOnlyAhead(old: Terms, next: Terms, today: string): boolean {
  return canonical(past(old, today)) === canonical(past(next, today));
}

/** The terms with everything left out that lies after a day. */
function past(terms: Terms, today: string): Terms {
  const { calendar } = terms;
  const cut: CalendarSpec = {
    ...calendar,
    holidays: calendar.holidays.filter((date) => date <= today).toSorted(),
    exceptions: Object.fromEntries(
      Object.entries(calendar.exceptions)
        .filter(([date]) => date <= today)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
  return { ...terms, calendar: cut };
}

/** JSON with the keys of every object in order, so that equal data are equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
