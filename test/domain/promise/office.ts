import { compileTerms } from '../../../src/domain/promise/compile.ts';
import type { LevelTerms, Promises, Terms } from '../../../src/domain/promise/terms.ts';
import type { Level } from '../../../src/domain/level.ts';

const business = (minutes: number | null) => ({ minutes, clock: 'business' as const });
const level = (
  callBack: number,
  update: number,
  resolution: number | null,
  unnumberedRungs: readonly number[] = [],
): LevelTerms => ({
  callBack: business(callBack),
  update: business(update),
  resolution: business(resolution),
  unnumberedRungs,
});
const DAY = [['08:00', '18:00']] as const;

/** The published support policy: 8 to 18 New York, Monday to Friday, no holidays. */
export const TERMS: Terms = {
  calendar: {
    name: 'office',
    timezone: 'America/New_York',
    weekly: { mon: DAY, tue: DAY, wed: DAY, thu: DAY, fri: DAY, sat: [], sun: [] },
    holidays: [],
    exceptions: {},
  },
  levels: {
    1: level(60, 60, null, [240, 600, 1200]),
    2: level(60, 120, null, [240, 600, 1200]),
    3: level(60, 480, 2880),
    4: level(240, 1200, 4320),
    5: level(240, 1200, null),
    6: level(1440, 3000, 4320),
  } satisfies Record<Level, LevelTerms>,
  warnAt: [50, 75],
  rungsAfterBreach: [0, 1, 2],
  nudgesAfter: [1200, 3000],
};

export const promises: Promises = compileTerms(1, TERMS);

/** An instant from New York wall-clock time, e.g. `2026-04-10 17:30`. */
export function ny(text: string): number {
  const zoned = Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime('America/New_York');
  return zoned.epochMilliseconds;
}

/** New York wall-clock time of an instant, `Fri 2026-04-10 17:30:00`; `-` for none. */
export function inNy(at: number | null): string {
  if (at === null) return '-';
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('America/New_York');
  const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][zoned.dayOfWeek - 1];
  return `${day} ${zoned.toPlainDate().toString()} ${zoned.toPlainTime().toString({ smallestUnit: 'second' })}`;
}
