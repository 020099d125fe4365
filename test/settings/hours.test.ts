import { expect, test } from 'vitest';
import { hoursOf, intersection, isOverMidnight, weekly } from '../../src/settings/hours.ts';
import { week } from '../../src/settings/kinds.ts';

const hours = (days: Record<string, readonly string[]>) => weekly(week.parse(days));

test.each<[string, Record<string, readonly string[]>, Record<string, unknown>]>([
  [
    'a lunch break',
    { monday: ['08:00-12:00', '13:00-18:00'] },
    {
      mon: [
        ['08:00', '12:00'],
        ['13:00', '18:00'],
      ],
    },
  ],
  [
    'in any order, merged where they touch or overlap',
    { monday: ['13:00-18:00', '08:00-12:00', '11:00-13:00'] },
    { mon: [['08:00', '18:00']] },
  ],
  ['one within another', { monday: ['08:00-18:00', '09:00-10:00'] }, { mon: [['08:00', '18:00']] }],
  ['a shift over midnight', { friday: ['22:00-06:00'] }, { fri: [['22:00', '24:00']], sat: [['00:00', '06:00']] }],
  [
    'from Sunday into Monday',
    { sunday: ['22:00-06:00'], monday: ['05:00-10:00'] },
    { sun: [['22:00', '24:00']], mon: [['00:00', '10:00']] },
  ],
  [
    'till midnight, in both spellings',
    { monday: ['20:00-24:00'], tuesday: ['20:00-00:00'] },
    { mon: [['20:00', '24:00']], tue: [['20:00', '24:00']] },
  ],
  [
    'every night',
    { monday: ['22:00-06:00'], tuesday: ['22:00-06:00'] },
    {
      mon: [['22:00', '24:00']],
      tue: [
        ['00:00', '06:00'],
        ['22:00', '24:00'],
      ],
      wed: [['00:00', '06:00']],
    },
  ],
])('%s', (_name, days, expected) => {
  const none = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  expect(hours(days)).toEqual({ ...none, ...expected });
});

test('what lies in both', () => {
  const both = intersection(
    [
      ['08:00', '12:00'],
      ['13:00', '18:00'],
    ],
    [
      ['10:00', '14:00'],
      ['18:00', '24:00'],
    ],
  );
  expect(both).toEqual([
    ['10:00', '12:00'],
    ['13:00', '14:00'],
  ]);
  expect(intersection([['08:00', '12:00']], [])).toEqual([]);
});

test('the hours of one date', () => {
  expect(hoursOf(['13:00-24:00', '08:00-12:00'])).toEqual([
    ['08:00', '12:00'],
    ['13:00', '24:00'],
  ]);
  expect(['22:00-06:00', '22:00-00:00', '08:00-24:00', '00:00-24:00'].map(isOverMidnight)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
