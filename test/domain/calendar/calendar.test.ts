import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CalendarSpec, Hours, Pause } from '../../../src/domain/calendar.ts';
import { alwaysOpen, compileCalendar } from '../../../src/domain/calendar/compile.ts';
import { calendarProblems } from '../../../src/domain/calendar/problems.ts';

const NONE: Hours = [];
const EMPTY: CalendarSpec = {
  name: 'never',
  timezone: 'America/New_York',
  weekly: { mon: NONE, tue: NONE, wed: NONE, thu: NONE, fri: NONE, sat: NONE, sun: NONE },
  holidays: [],
  exceptions: {},
};
const at = (iso: string): number => Date.parse(iso);

describe('a calendar that never opens again', () => {
  test('has no due and no next opening, without searching for ever', () => {
    const never = compileCalendar(EMPTY);
    expect([never.due(at('2026-01-05T15:00:00Z'), 1), never.nextOpening(at('2026-01-05T15:00:00Z'))]).toEqual([
      null,
      null,
    ]);
    expect(never.due(at('2026-01-05T15:00:00Z'), 0)).toBe(at('2026-01-05T15:00:00Z'));
    expect(never.worked(at('2026-01-05T15:00:00Z'), at('2027-01-05T15:00:00Z'))).toBe(0);
  });
  test('ends with its last exceptional day', () => {
    const last = compileCalendar({ ...EMPTY, exceptions: { '2026-12-31': [['22:00', '24:00']] } });
    expect(last.due(at('2026-01-05T15:00:00Z'), 120)).toBe(at('2027-01-01T05:00:00Z'));
    expect(last.due(at('2026-01-05T15:00:00Z'), 121)).toBeNull();
  });
});

test('fifteen minutes a week are found however far ahead', () => {
  const sparse = compileCalendar({ ...EMPTY, weekly: { ...EMPTY.weekly, sun: [['03:00', '03:15']] } });
  expect(sparse.due(at('2026-01-05T15:00:00Z'), 15 * 53)).toBe(at('2027-01-10T08:15:00Z'));
});

test('years that are asked for out of order give what they give in order', () => {
  const weekly = { ...EMPTY.weekly, mon: [['08:00', '18:00']] as Hours };
  const whims = compileCalendar({ ...EMPTY, weekly });
  const asked = [2031, 2026, 2028, 2019, 2030].map((year) => at(`${year}-03-10T12:00:00Z`));
  const answers = asked.map((start) => whims.due(start, 1440));
  expect(asked.map((start) => compileCalendar({ ...EMPTY, weekly }).due(start, 1440))).toEqual(answers);
});

test('the wall clock counts every minute', () => {
  expect(alwaysOpen().due(at('2026-03-08T06:30:00Z'), 60)).toBe(at('2026-03-08T07:30:00Z'));
});

describe('what is no calendar is told', () => {
  test.each<[Partial<CalendarSpec>, RegExp]>([
    [{ timezone: 'Mars/Olympus' }, /timezone "Mars\/Olympus" is unknown/u],
    [{ timezone: '-05:00' }, /timezone "-05:00" is unknown/u],
    [{ weekly: { ...EMPTY.weekly, mon: [['18:00', '08:00']] } }, /weekly\.mon: 18:00 does not lie before 08:00/u],
    [{ weekly: { ...EMPTY.weekly, mon: [['24:00', '24:00']] } }, /weekly\.mon: 24:00 does not lie before/u],
    [{ weekly: { ...EMPTY.weekly, tue: [['8:00', '9:00']] } }, /weekly\.tue: \["8:00", "9:00"\] is no time of day/u],
    [{ holidays: ['2026-02-30'] }, /holiday "2026-02-30" is no date/u],
    [{ exceptions: { tomorrow: [] } }, /exception "tomorrow" is no date/u],
  ])('%j', (change, sentence) => {
    expect(calendarProblems({ ...EMPTY, ...change }).join('; ')).toMatch(sentence);
  });
  test('and a sound one is let be', () => expect(calendarProblems(EMPTY)).toEqual([]));
});

/** Zones with a change of an hour, of half an hour, at odd hours, across the date line, and with none. */
const ZONES = [
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Asia/Kolkata',
  'UTC',
];
const time = fc.integer({ min: 0, max: 95 }).map((quarter) => clock(quarter * 15));
const stretch = fc
  .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 96 }))
  .filter(([open, close]) => open < close)
  .map(([open, close]) => [clock(open * 15), clock(close * 15)] as const);
const hours = fc.array(stretch, { maxLength: 3 });
const date = fc
  .integer({ min: 0, max: 120 })
  .map((n) => Temporal.PlainDate.from('2026-01-20').add({ days: n }).toString());
const spec: fc.Arbitrary<CalendarSpec> = fc.record({
  name: fc.constant('any'),
  timezone: fc.constantFrom(...ZONES),
  weekly: fc.record({ mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours }),
  holidays: fc.array(date, { maxLength: 4 }),
  exceptions: fc.dictionary(date, hours, { maxKeys: 3 }),
});
const START = at('2026-02-01T00:00:00Z');
const moment = fc.integer({ min: 0, max: 70 * 86_400 }).map((seconds) => START + seconds * 1000);
const pause: fc.Arbitrary<Pause> = fc
  .tuple(moment, fc.option(fc.integer({ min: 0, max: 10 * 86_400 }), { freq: 8 }))
  .map(([from, length]) => ({ from, to: length === null ? null : from + length * 1000 }));
const pauses = fc.array(pause, { maxLength: 3 });

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

describe('for any calendar', () => {
  test('due and worked are inverse, and nothing earlier would do', () => {
    fc.assert(
      fc.property(spec, moment, fc.integer({ min: 1, max: 6_000 }), pauses, (any, start, minutes, stops) => {
        const calendar = compileCalendar(any);
        const due = calendar.due(start, minutes, stops);
        if (due === null) return;
        expect(calendar.worked(start, due, stops)).toBe(minutes * 60);
        expect(calendar.worked(start, due - 1000, stops)).toBe(minutes * 60 - 1);
      }),
    );
  });
  test('working time adds up', () => {
    fc.assert(
      fc.property(spec, fc.tuple(moment, moment, moment), pauses, (any, moments, stops) => {
        const calendar = compileCalendar(any);
        const [a, b, c] = moments.toSorted((x, y) => x - y) as [number, number, number];
        expect(calendar.worked(a, b, stops) + calendar.worked(b, c, stops)).toBe(calendar.worked(a, c, stops));
      }),
    );
  });
  test('a pause never shortens, and neither does a holiday', () => {
    fc.assert(
      fc.property(
        spec,
        moment,
        fc.integer({ min: 0, max: 6_000 }),
        pauses,
        pause,
        date,
        (any, start, minutes, stops, more, free) => {
          const calendar = compileCalendar(any);
          const due = calendar.due(start, minutes, stops) ?? Number.POSITIVE_INFINITY;
          expect(calendar.due(start, minutes, [...stops, more]) ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(
            due,
          );
          const holiday = compileCalendar({ ...any, holidays: [...any.holidays, free] });
          expect(holiday.due(start, minutes, stops) ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(due);
        },
      ),
    );
  });
  test('it is open just where the clock on the wall of the zone says so', () => {
    fc.assert(
      fc.property(spec, moment, (any, from) => {
        const calendar = compileCalendar(any);
        // Half a day, minute by minute, as people would read it.
        let seconds = 0;
        for (let t = from; t < from + 43_200_000; t += 60_000) {
          const open = readOff(any, t);
          expect(calendar.isOpen(t), new Date(t).toISOString()).toBe(open);
          const next = calendar.nextOpening(t);
          if (open) expect(next).toBe(t);
          else if (next !== null) expect(readOff(any, next)).toBe(true);
          // Hours lie on quarters and zones on minutes, so a minute is open as a whole when both begin with it.
          if (from % 60_000 === 0 && open) seconds += 60;
        }
        if (from % 60_000 === 0) expect(calendar.worked(from, from + 43_200_000)).toBe(seconds);
      }),
      { numRuns: 40 },
    );
  });
  test('both nights of the clock change are counted as they were', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), time, (timezone, open) => {
        const any: CalendarSpec = {
          ...EMPTY,
          timezone,
          weekly: { ...EMPTY.weekly, sun: open < '23:00' ? [[open, '23:00']] : NONE },
        };
        const calendar = compileCalendar(any);
        for (const from of [at('2026-03-07T00:00:00Z'), at('2026-10-31T00:00:00Z'), at('2026-04-04T00:00:00Z')]) {
          let minutes = 0;
          for (let t = from; t < from + 3 * 86_400_000; t += 60_000) if (readOff(any, t)) minutes += 1;
          expect(calendar.worked(from, from + 3 * 86_400_000)).toBe(minutes * 60);
        }
      }),
      { numRuns: 30 },
    );
  });
});

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Whether a calendar is open, read off the zone's wall clock at that instant: the rule itself, and nothing faster. */
function readOff({ timezone, weekly, holidays, exceptions }: CalendarSpec, instant: number): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone);
  const day = local.toPlainDate().toString();
  const now = local.toPlainTime().toString({ smallestUnit: 'second' });
  const worked = exceptions[day] ?? (holidays.includes(day) ? [] : weekly[DAYS[local.dayOfWeek - 1]!]);
  return worked.some(([open, close]) => `${open}:00` <= now && (close === '24:00' || now < `${close}:00`));
}
