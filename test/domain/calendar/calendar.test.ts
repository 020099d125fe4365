import { describe, expect, test } from 'vitest';
import type { Calendar, CalendarSpec, Hours } from '../../../src/domain/calendar.ts';
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

describe('years far away', () => {
  const MILLENNIUM = 1_000 * 53 * 600; // minutes: the Mondays of more than a thousand years, which are not searched
  const office = { ...EMPTY, weekly: { ...EMPTY.weekly, mon: [['08:00', '18:00']] } } as const satisfies CalendarSpec;
  test.each(['0900-06-01T12:00:00Z', '4000-06-01T12:00:00Z'])('asked for before, %s changes no answer', (far) => {
    const [asked, fresh] = [compileCalendar(office), compileCalendar(office)];
    asked.isOpen(at(far));
    const newYear = at('2026-12-31T20:00:00Z');
    const due = (calendar: Calendar): readonly unknown[] =>
      [600, 900 * 52 * 600, MILLENNIUM].map((minutes) => calendar.due(newYear, minutes));
    expect(due(fresh)).toEqual([at('2027-01-04T23:00:00Z'), expect.any(Number), null]);
    expect(due(asked)).toEqual(due(fresh));
    expect(asked.nextOpening(newYear)).toBe(at('2027-01-04T13:00:00Z'));
  });
  test('the first hundred are not those of the last century', () => {
    const always = compileCalendar(alwaysOpen().spec);
    expect(always.due(at('0050-01-05T00:00:00Z'), 60)).toBe(at('0050-01-05T01:00:00Z'));
    const [from, to] = [at('0099-01-01T00:00:00Z'), at('0101-01-01T00:00:00Z')];
    expect(always.worked(from, to)).toBe((to - from) / 1000);
  });
  test.each([Number.NaN, at('0000-01-01T00:00:00Z') - 1, at('9999-12-31T23:59:59Z') + 1000])(
    '%d is no instant, and is refused instead of searched for',
    (never) => {
      const calendar = compileCalendar(office);
      expect(() => calendar.due(never, 60)).toThrow(/no instant of the years 0 to 9999/u);
      expect(() => calendar.isOpen(never)).toThrow(/no instant of the years 0 to 9999/u);
    },
  );
});

test('the wall clock counts every minute', () => {
  expect(alwaysOpen().due(at('2026-03-08T06:30:00Z'), 60)).toBe(at('2026-03-08T07:30:00Z'));
});

describe('what is no calendar is told', () => {
  test.each<[Partial<CalendarSpec>, RegExp]>([
    [{ timezone: 'Mars/Olympus' }, /timezone "Mars\/Olympus" is unknown/u],
    // known to Intl, not to Temporal
    [{ timezone: 'SystemV/EST5' }, /timezone "SystemV\/EST5" is unknown/u],
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
