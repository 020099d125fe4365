import { describe, expect, test } from 'vitest';
import { isAway, isOnDuty, nextOnDuty } from '../../../src/domain/staff/duty.ts';
import { gaps } from '../../../src/domain/staff/gaps.ts';
import { momentOf, NEVER, ny, person, week } from './office.ts';

const plain = person('ana');
const ill = person('ben', {
  absent: [
    ['2026-11-24 00:00', '2026-11-26 00:00'],
    ['2026-11-25 12:00', '2026-11-27 09:30'],
  ],
});
const gone = person('cy', { absent: [['2026-11-24 00:00', '2126-01-01 00:00']] });
const berlin = person('dora', { zone: 'Europe/Berlin' });
const never = person('eve', { weekly: NEVER });

/** on duty, away, and when next */
test.each<[string, typeof plain, string, boolean, boolean, string | null]>([
  ['within hours', plain, '2026-11-23 08:00', true, false, '2026-11-23 08:00'],
  ['at closing', plain, '2026-11-23 18:00', false, false, '2026-11-24 08:00'],
  ['at night', plain, '2026-11-23 03:00', false, false, '2026-11-23 08:00'],
  ['at the weekend', plain, '2026-11-28 12:00', false, false, '2026-11-30 08:00'],
  ['before an absence', ill, '2026-11-23 17:59', true, false, '2026-11-23 17:59'],
  ['gone home, an absence begins before the next morning', ill, '2026-11-23 18:00', false, true, '2026-11-27 09:30'],
  ['in an absence', ill, '2026-11-24 10:00', false, true, '2026-11-27 09:30'],
  ['in two absences that overlap', ill, '2026-11-25 13:00', false, true, '2026-11-27 09:30'],
  ['the minute before an absence ends', ill, '2026-11-27 09:29', false, true, '2026-11-27 09:30'],
  ['when it has ended', ill, '2026-11-27 09:30', true, false, '2026-11-27 09:30'],
  ['by the clock of another zone', berlin, '2026-11-23 02:00', true, false, '2026-11-23 02:00'],
  ['after hours in another zone', berlin, '2026-11-23 12:00', false, false, '2026-11-24 02:00'],
  ['who never works', never, '2026-11-23 12:00', false, false, null],
])('%s', (_case, who, at, duty, away, next) => {
  const moment = ny(at);
  expect([isOnDuty(who, moment), isAway(who, moment), nextOnDuty(who, moment)]).toEqual([
    duty,
    away,
    next === null ? null : ny(next),
  ]);
});

test('an absence of a hundred years ends too', () => {
  expect(nextOnDuty(gone, ny('2026-11-25 12:00'))).toBe(ny('2126-01-01 08:00'));
});

describe('service hours in which nobody works', () => {
  const service = plain.hours;
  const [from, until] = [ny('2026-11-23 00:00'), ny('2026-11-25 00:00')];
  const stretches = (...people: readonly (typeof plain)[]) =>
    gaps(service, people, from, until).map(({ from, until }) => [momentOf(from), momentOf(until).slice(6)]);

  test('are none when somebody always does', () => expect(stretches(plain, ill)).toEqual([]));
  test('are all of them when nobody does', () =>
    expect(stretches()).toEqual([
      ['11-23 08:00', '18:00'],
      ['11-24 08:00', '18:00'],
    ]));
  test('are named to the minute, absences included', () => {
    const early = person('early', { weekly: week([['07:00', '12:07']]) });
    const late = person('late', {
      weekly: week([['13:30', '18:00']]),
      absent: [['2026-11-24 00:00', '2026-11-25 00:00']],
    });
    expect(stretches(early, late)).toEqual([
      ['11-23 12:07', '13:30'],
      ['11-24 12:07', '18:00'],
    ]);
  });
});
