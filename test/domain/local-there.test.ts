import { expect, test } from 'vitest';
import { localThere } from '../../src/domain/local-there.ts';
import { regionOf } from '../../src/format/customers/numbers.ts';
import { ny } from './promise/office.ts';

const MONDAY = ny('2026-11-23 09:00');
const SUMMER = ny('2026-07-06 09:00');

test.each([
  ['Europe/Berlin', null, MONDAY, { words: '15:00 CET', isLate: false }],
  ['Europe/Berlin', null, SUMMER, { words: '15:00 CEST', isLate: false }],
  ['America/Los_Angeles', null, MONDAY, { words: '06:00 PST', isLate: true }],
  ['Asia/Kolkata', null, MONDAY, { words: '19:30 IST', isLate: true }],
  [null, 'DE', MONDAY, { words: '15:00 CET', isLate: false }],
  [null, 'SE', ny('2026-11-22 09:00'), { words: '15:00 CET', isLate: true }], // a Sunday
  ['America/Denver', 'DE', MONDAY, { words: '07:00 MST', isLate: true }],
  [null, 'US', MONDAY, null], // which of its zones is anybody's guess
  [null, null, MONDAY, null],
])('%s, %s', (timeZone, region, now, told) => {
  expect(localThere({ timeZone, region }, now)).toEqual(told);
});

test.each([
  ['+4930901820', 'DE'],
  ['+12125550100', 'US'],
  ['+80012345678', null], // free of charge, everywhere
  ['17', null],
])('%s is a number of %s', (number, region) => {
  expect(regionOf(number)).toBe(region);
});
