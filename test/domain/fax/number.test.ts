import { expect, test } from 'vitest';
import { isWithheld, sameNumber } from '../../../src/domain/fax/number.ts';

test.each([
  '',
  null,
  'UNAVAILABLE',
  'anonymous',
  '<NONE>',
  'Unknown',
  '0000000000',
  '10000000',
  'P',
  ' private ',
  '+266696687',
  '1266696687',
  '+7378742833',
  '+86282452253',
  '+8656696',
])('%s tells no number', (text) => expect(isWithheld(text)).toBe(true));

test.each(['5550100000', '+1 555 010 2231', '911', '8656696', '+12666966871'])('%s tells one', (text) =>
  expect(isWithheld(text)).toBe(false),
);

test.each([
  ['+1 555 010 2231', '5550102231', true],
  ['(555) 010-2231', '+15550102231', true],
  ['011 1 555 010 2231', '+1 555 010 2231', true],
  ['+49 30 555010', '030555010', true],
  ['5550102231', '5550102232', false],
  ['911', '911', true],
  ['911', '+15550100911', false],
  ['anonymous', 'anonymous', false],
  [null, null, false],
])('%s and %s are the same: %s', (a, b, same) => {
  expect(sameNumber(a, b)).toBe(same);
  expect(sameNumber(b, a)).toBe(same);
});
