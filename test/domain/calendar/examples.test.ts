import { describe, expect, test } from 'vitest';
import type { CalendarSpec, Hours, Pause } from '../../../src/domain/calendar.ts';
import { compileCalendar } from '../../../src/domain/calendar/compile.ts';
import { inNy, ny, TERMS } from '../promise/office.ts';

/* Worked by hand: 8:00 to 18:00 New York, Monday to Friday. */

const HOUR = 60; // minutes
const office = compileCalendar(TERMS.calendar);
const withThanksgiving = compileCalendar({ ...TERMS.calendar, holidays: ['2025-11-27'] });

test.each<[what: string, start: string, minutes: number, due: string]>([
  ['the rest of an hour on Monday', '2026-04-10 17:30', HOUR, 'Mon 2026-04-13 08:30:00'],
  ['a due at closing stays there', '2026-04-07 17:00', HOUR, 'Tue 2026-04-07 18:00:00'],
  ['a start at closing counts from the next opening', '2026-04-07 18:00', HOUR, 'Wed 2026-04-08 09:00:00'],
  ['from a Saturday', '2026-04-11 11:00', 4 * HOUR, 'Mon 2026-04-13 12:00:00'],
  ['seconds are kept over a night', '2026-04-09 16:15:20', 4 * HOUR, 'Fri 2026-04-10 10:15:20'],
  ['seconds are kept over 72 hours', '2026-04-09 16:15:20', 72 * HOUR, 'Tue 2026-04-21 08:15:20'],
  ['24 hours are more than two days', '2026-04-07 10:00', 24 * HOUR, 'Thu 2026-04-09 14:00:00'],
  ['24 hours over a weekend', '2026-04-10 10:00', 24 * HOUR, 'Tue 2026-04-14 14:00:00'],
  ['72 hours from a Friday', '2026-04-10 10:00', 72 * HOUR, 'Tue 2026-04-21 12:00:00'],
  ['48 hours from a Friday', '2026-04-10 16:00', 48 * HOUR, 'Fri 2026-04-17 14:00:00'],
  ['clocks go forward on Sunday', '2026-03-06 17:59:30', HOUR, 'Mon 2026-03-09 08:59:30'],
  ['clocks go back on Sunday', '2025-10-31 17:00', 4 * HOUR, 'Mon 2025-11-03 11:00:00'],
  ['before a due on Monday, a warning on Friday', '2026-04-10 14:05', 225, 'Fri 2026-04-10 17:50:00'],
  ['a target of nothing is due at once, open or not', '2026-04-11 11:00', 0, 'Sat 2026-04-11 11:00:00'],
])('%s: %s + %i min = %s', (_what, start, minutes, due) => {
  expect(inNy(office.due(ny(start), minutes))).toBe(due);
});

test('the hour that clocks leave out or repeat moves the instant, not the time of day', () => {
  expect(office.due(ny('2026-03-06 17:59:30'), HOUR)).toBe(Date.parse('2026-03-09T12:59:30Z'));
  expect(office.due(ny('2025-10-31 17:00'), 4 * HOUR)).toBe(Date.parse('2025-11-03T16:00:00Z'));
});

test('a holiday is passed over', () => {
  expect(inNy(withThanksgiving.due(ny('2025-11-26 17:30'), HOUR))).toBe('Fri 2025-11-28 08:30:00');
});

test('no number has no due', () => expect(office.due(ny('2026-04-07 10:00'), null)).toBeNull());

describe('while the customer is asked', () => {
  const waiting: Pause = { from: ny('2026-04-08 16:00'), to: ny('2026-04-13 09:30') };
  const start = ny('2026-04-07 10:00');
  test('only the opening hours of the pause count', () => {
    expect(office.worked(waiting.from, waiting.to!)).toBe(23.5 * 3600);
    expect(inNy(office.due(start, 48 * HOUR))).toBe('Mon 2026-04-13 18:00:00');
    expect(inNy(office.due(start, 48 * HOUR, [waiting]))).toBe('Thu 2026-04-16 11:30:00');
  });
  test('another level keeps the pause', () => {
    expect(inNy(office.due(start, 72 * HOUR, [waiting]))).toBe('Mon 2026-04-20 15:30:00');
  });
  test('pauses that overlap count once, in any order', () => {
    const [from, to] = [ny('2026-04-07 10:00'), ny('2026-04-07 17:00')];
    const both: readonly Pause[] = [
      { from: ny('2026-04-07 12:50'), to: ny('2026-04-07 14:00') },
      { from: ny('2026-04-07 12:00'), to: ny('2026-04-07 13:00') },
    ];
    expect(office.worked(from, to, both)).toBe(5 * 3600);
    expect(inNy(office.due(from, 5 * HOUR, both))).toBe('Tue 2026-04-07 17:00:00');
  });
  test('a pause that is not over has no due behind it', () => {
    expect(office.due(start, 48 * HOUR, [{ ...waiting, to: null }])).toBeNull();
    expect(inNy(office.due(start, 6 * HOUR, [{ ...waiting, to: null }]))).toBe('Tue 2026-04-07 16:00:00');
    expect(inNy(office.due(start, 16 * HOUR, [{ ...waiting, to: null }]))).toBe('Wed 2026-04-08 16:00:00');
  });
});

test.each<[at: string, open: boolean, next: string]>([
  ['2026-04-10 07:59:59', false, 'Fri 2026-04-10 08:00:00'],
  ['2026-04-10 08:00:00', true, 'Fri 2026-04-10 08:00:00'],
  ['2026-04-10 17:59:59', true, 'Fri 2026-04-10 17:59:59'],
  ['2026-04-10 18:00:00', false, 'Mon 2026-04-13 08:00:00'],
])('at %s it is open: %s, and opens at %s', (at, open, next) => {
  expect(office.isOpen(ny(at))).toBe(open);
  expect(inNy(office.nextOpening(ny(at)))).toBe(next);
});

test.each<[date: string, hours: Hours, minutes: number]>([
  ['2025-11-02', [['00:30', '02:30']], 180],
  ['2025-03-09', [['01:30', '04:00']], 90],
  ['2026-03-08', [['02:00', '03:00']], 0],
  ['2026-11-01', [['01:15', '01:45']], 60],
])('on %s the hours %j are %i minutes', (date, hours, minutes) => {
  const night: CalendarSpec = { ...TERMS.calendar, exceptions: { [date]: hours } };
  const midnight = ny(`${date} 00:00`);
  expect(compileCalendar(night).worked(midnight, midnight + 26 * 3_600_000)).toBe(minutes * 60);
});
