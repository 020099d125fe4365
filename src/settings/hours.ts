import type { Hours, Weekday } from '../domain/calendar.ts';
import type { Week } from './kinds.ts';

const DAYS = [
  ['monday', 'mon'],
  ['tuesday', 'tue'],
  ['wednesday', 'wed'],
  ['thursday', 'thu'],
  ['friday', 'fri'],
  ['saturday', 'sat'],
  ['sunday', 'sun'],
] as const satisfies readonly (readonly [keyof Week, Weekday])[];

/** Names of the days of a week, from Monday, as the settings write them and as calendars do. */
export const WEEKDAYS: Readonly<Record<Weekday, keyof Week>> = Object.fromEntries(
  DAYS.map(([long, short]) => [short, long]),
) as Record<Weekday, keyof Week>;

/** The hours of a week as calendars know them: in order, merged where they touch; a shift over midnight becomes two. */
export function weekly(week: Week): Readonly<Record<Weekday, Hours>> {
  const hours = DAYS.map(([long], n) => {
    const before = DAYS[(n + DAYS.length - 1) % DAYS.length]![0];
    return [...week[long].map(tillMidnight), ...week[before].flatMap(afterMidnight)];
  });
  return Object.fromEntries(DAYS.map(([, short], n) => [short, merged(hours[n]!)])) as Record<Weekday, Hours>;
}

/** The hours of one date; shifts over midnight are not allowed there. */
export function hoursOf(shifts: readonly string[]): Hours {
  return merged(shifts.map(tillMidnight));
}

/** Whether a shift goes on after midnight. */
export function isOverMidnight(shift: string): boolean {
  const [open, close] = ends(shift);
  return close < open;
}

/** What lies in both. */
export function intersection(a: Hours, b: Hours): Hours {
  return merged(
    a.flatMap(([openA, closeA]) =>
      b.map(([openB, closeB]): Interval => [openA > openB ? openA : openB, closeA < closeB ? closeA : closeB]),
    ),
  );
}

// Times of the day compare as text: all are two digits, a colon, two digits.
type Interval = readonly [open: string, close: string];

function ends(shift: string): Interval {
  return [shift.slice(0, 5), shift.slice(6)];
}

function tillMidnight(shift: string): Interval {
  const [open, close] = ends(shift);
  return [open, isOverMidnight(shift) ? '24:00' : close];
}

function afterMidnight(shift: string): readonly Interval[] {
  return isOverMidnight(shift) ? [['00:00', ends(shift)[1]]] : [];
}

function merged(intervals: readonly Interval[]): Hours {
  const found: [string, string][] = [];
  const sorted = intervals.filter(([open, close]) => open < close).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  for (const [open, close] of sorted) {
    const last = found.at(-1);
    if (last === undefined || last[1] < open) found.push([open, close]);
    else if (last[1] < close) last[1] = close;
  }
  return found;
}
