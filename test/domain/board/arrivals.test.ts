import { expect, test } from 'vitest';
import { arrivalsOf } from '../../../src/domain/board/arrivals.ts';
import { hoursOf, sameWeekdays } from '../../../src/domain/board/times.ts';
import { ny } from '../promise/office.ts';

const zone = 'America/New_York';
const now = ny('2026-11-23 10:30');
const days = sameWeekdays(now, zone, 4);
const begins = hoursOf(days[0]!, zone).map(({ from }) => from);
const day = (nine: number, ten: number, noon = 0): readonly number[] =>
  Array.from({ length: 24 }, (_, hour) => (hour === 9 ? nine : hour === 10 ? ten : hour === 12 ? noon : 0));

test('today against the mean of the same weekdays, hour by hour', () => {
  const counts = [day(5, 1), day(2, 4, 8), day(2, 0), day(0, 0), day(4, 4)];
  const found = arrivalsOf(counts, days, { now, first: ny('2026-01-01 00:00') }, begins);
  expect(found.hours[9]).toEqual({ hour: 9, today: 5, mean: 2 });
  expect(found.hours[10]).toEqual({ hour: 10, today: 1, mean: 2 });
  expect(found.hours[12]).toEqual({ hour: 12, today: null, mean: 2 }); // it has not begun
  // noon is not compared yet: 6 so far, usually 4
  expect(found).toMatchObject({ today: 6, usual: 4, days: 4 });
});

test('days before the first arrival ever are no days', () => {
  const counts = [day(5, 1), day(2, 4), day(0, 0), day(0, 0), day(0, 0)];
  expect(arrivalsOf(counts, days, { now, first: ny('2026-11-16 08:00') }, begins)).toMatchObject({ usual: 6, days: 1 });
  const fresh = arrivalsOf(counts, days, { now, first: ny('2026-11-23 09:00') }, begins);
  expect(fresh).toMatchObject({ today: 6, usual: null, days: 0 });
  expect(fresh.hours[9]?.mean).toBeNull();
});
