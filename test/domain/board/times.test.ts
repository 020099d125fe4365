import { expect, test } from 'vitest';
import {
  hoursOf,
  nextClosing,
  sameWeekdays,
  todayAndWeek,
  workingDaysBefore,
} from '../../../src/domain/board/times.ts';
import { compileCalendar } from '../../../src/domain/calendar/compile.ts';
import { HOUR } from '../../../src/domain/time.ts';
import { inNy, ny, promises, TERMS } from '../promise/office.ts';

const zone = 'America/New_York';

test.each([
  ['2026-11-25 14:05', '2026-11-25', '2026-11-23', '2026-11-29'],
  ['2026-11-23 00:00', '2026-11-23', '2026-11-23', '2026-11-29'],
  ['2026-11-29 23:59', '2026-11-29', '2026-11-23', '2026-11-29'],
  ['2027-01-01 10:00', '2027-01-01', '2026-12-28', '2027-01-03'],
])('at %s today is %s and the week runs from %s to %s', (now, date, monday, sunday) => {
  const { today, week } = todayAndWeek(ny(now), zone);
  expect([today.first, today.last]).toEqual([date, date]);
  expect([week.first, week.last]).toEqual([monday, sunday]);
  expect(today.from).toBe(ny(`${date} 00:00`));
  expect(week.until).toBe(ny(`${Temporal.PlainDate.from(sunday).add({ days: 1 }).toString()} 00:00`));
});

test('the same weekdays before today, over the change of the clocks', () => {
  expect(sameWeekdays(ny('2026-11-12 09:00'), zone, 4).map(({ first }) => first)).toEqual([
    '2026-11-12',
    '2026-11-05',
    '2026-10-29',
    '2026-10-22',
    '2026-10-15',
  ]);
});

test('a day has 24 hours by the clock on the wall: the skipped one is empty, the repeated one is long', () => {
  const lengths = (date: string): readonly number[] =>
    hoursOf(todayAndWeek(ny(`${date} 12:00`), zone).today, zone).map(({ from, until }) => (until - from) / HOUR);
  expect(lengths('2026-11-25')).toEqual(Array.from({ length: 24 }, () => 1));
  expect(lengths('2026-03-08')[2]).toBe(0);
  expect(lengths('2026-11-01')[1]).toBe(2);
  expect(lengths('2026-03-08').reduce((a, b) => a + b)).toBe(23);
});

test.each([
  ['2026-11-23 09:00', 'Mon 2026-11-23 18:00:00'],
  ['2026-11-23 07:00', 'Mon 2026-11-23 18:00:00'],
  ['2026-11-23 17:59', 'Mon 2026-11-23 18:00:00'],
  ['2026-11-23 18:00', 'Tue 2026-11-24 18:00:00'],
  ['2026-11-27 19:00', 'Mon 2026-11-30 18:00:00'],
])('at %s the office closes next on %s', (now, closing) => {
  expect(inNy(nextClosing(ny(now), promises.business))).toBe(closing);
});

test('an office that closes at noon is not open until the evening, and one that never opens never closes', () => {
  const split = compileCalendar({ ...TERMS.calendar, exceptions: { '2026-11-24': [['08:00', '12:00']] } });
  expect(inNy(nextClosing(ny('2026-11-24 09:00'), split))).toBe('Tue 2026-11-24 12:00:00');
  const { weekly } = TERMS.calendar;
  const never = compileCalendar({
    ...TERMS.calendar,
    weekly: { ...weekly, mon: [], tue: [], wed: [], thu: [], fri: [] },
  });
  expect(nextClosing(ny('2026-11-24 09:00'), never)).toBeNull();
});

test('working days are counted back over weekends and holidays', () => {
  expect(inNy(workingDaysBefore(ny('2026-11-23 09:00'), promises.business, 10))).toBe('Mon 2026-11-09 00:00:00');
  const holiday = compileCalendar({ ...TERMS.calendar, holidays: ['2026-11-11'] });
  expect(inNy(workingDaysBefore(ny('2026-11-23 09:00'), holiday, 10))).toBe('Fri 2026-11-06 00:00:00');
});
