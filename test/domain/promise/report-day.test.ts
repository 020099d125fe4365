import { describe, expect, test } from 'vitest';
import { compileCalendar } from '../../../src/domain/calendar/compile.ts';
import { reportDay, weeksBefore } from '../../../src/domain/promise/report-day.ts';
import { inNy, ny, TERMS } from './office.ts';

const office = compileCalendar({ ...TERMS.calendar, holidays: ['2026-11-26', '2026-11-30'] });
const day = (at: string) => reportDay(ny(at), office, { at: '08:00', weeklyOn: 'monday' });

describe('the day', () => {
  test.each([
    ['2026-11-23 07:59', 'before the hour'],
    ['2026-11-23 12:00', 'the morning is over'],
    ['2026-11-26 08:00', 'a holiday'],
    ['2026-11-28 08:00', 'a Saturday'],
  ])('%s is none: %s', (at) => expect(day(at)).toBeNull());

  test('covers itself, and looks back on the last day on which the office opened', () => {
    const friday = day('2026-11-27 08:00')!;
    expect([friday.date, inNy(friday.endOfDay)]).toEqual(['2026-11-27', 'Sat 2026-11-28 00:00:00']);
    expect([inNy(friday.before!.from), inNy(friday.before!.until)]).toEqual([
      'Wed 2026-11-25 00:00:00',
      'Thu 2026-11-26 00:00:00',
    ]);
    expect(friday.week).toBeNull();
  });
});

describe('the week', () => {
  test('is reported on its day', () => {
    const { week } = day('2026-11-23 08:00')!;
    expect([inNy(week!.from), inNy(week!.until), week!.number]).toEqual([
      'Mon 2026-11-16 00:00:00',
      'Mon 2026-11-23 00:00:00',
      47,
    ]);
  });
  test('or on the first day after it on which the office opens', () => {
    const { week } = day('2026-12-01 08:00')!;
    expect([week!.date, inNy(week!.from), week!.number]).toEqual(['2026-11-30', 'Mon 2026-11-23 00:00:00', 48]);
    expect(day('2026-12-02 08:00')!.week).toBeNull();
  });
  test('weeks of a change of the clock have an hour more or less', () => {
    const weeks = weeksBefore(ny('2026-11-09 00:00'), 'America/New_York', 3);
    expect(weeks.map(({ number }) => number)).toEqual([43, 44, 45]);
    expect(weeks.map(({ from, until }) => (until - from) / 3_600_000)).toEqual([168, 169, 168]);
    expect(inNy(weeks[0]!.from)).toBe('Mon 2026-10-19 00:00:00');
  });
});
