import { describe, expect, test } from 'vitest';
import { fit, readPattern, type Pattern } from '../../../src/domain/fax/pattern.ts';

function pattern(text: string): Pattern {
  const read = readPattern(text);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

describe('what fits', () => {
  test.each([
    [
      'New Fax Message from {caller} on {received}',
      'New Fax Message from (469) 555-0101 on 07/01/2026 6:03 PM',
      { caller: '(469) 555-0101', received: '07/01/2026 6:03 PM' },
    ],
    [
      'MyFax message from "{station}" - {pages} page(s)',
      '  MyFax  message from “8005550164” – 3 page(s)',
      { station: '8005550164', pages: '3' },
    ],
    [
      'fax from {caller}[ {caller_name}]',
      'FAX FROM 5550100 Contoso Clinic',
      { caller: '5550100', caller_name: 'Contoso Clinic' },
    ],
    ['fax from {caller}[ {caller_name}]', 'fax from 5550100', { caller: '5550100' }],
    ['\\[FAILED\\] {any} from {caller}', '[failed] Fax Received from 0312345678', { caller: '0312345678' }],
    ['fax from "{station}"', 'fax from ""', { station: '' }],
    [
      'on {received} on {caller}',
      'on Monday on Tuesday on 5550100',
      { received: 'Monday', caller: 'Tuesday on 5550100' },
    ],
  ])('%s: %s', (written, line, found) => {
    expect(fit(pattern(written), line)).toEqual(found);
  });

  test('a hole takes as little as will do, and a part that may be missing is taken when it is there', () => {
    expect(fit(pattern('fax [message ]from {any}, {caller}'), 'fax message from a, b, c')).toEqual({ caller: 'b, c' });
    expect(fit(pattern('fax from {station}[ - {pages} pages]'), 'fax from A - B - 12 pages')).toEqual({
      station: 'A - B',
      pages: '12',
    });
  });
});

describe('what does not', () => {
  test.each([
    ['Pages: {pages}', 'Pages: two'],
    ['Pages: {pages}', 'Pages:'],
    ['Pages: {pages}', 'Pages: 2 of 3'],
    ['fax from {caller}', 'Fwd: fax from 5550100'],
    ['fax from {caller} on', 'fax from 5550100'],
  ])('%s: %s', (written, line) => {
    expect(fit(pattern(written), line)).toBeNull();
  });

  test('what lies beyond 300 characters', () => {
    const line = `fax from ${'1'.repeat(400)} end`;
    expect(fit(pattern('fax from {caller} end'), line)).toBeNull();
    expect(fit(pattern('fax from {caller}'), line)?.caller).toHaveLength(300 - 'fax from '.length);
  });
});

test.each([
  ['fax {number}', 'a hole is one of'],
  ['fax {caller', 'a hole is one of'],
  ['fax caller}', 'a } has no {'],
  ['fax {caller}{pages}', 'nothing tells where {pages} begins'],
  ['fax {caller} and {caller}', '{caller} stands in it twice'],
  ['fax [from [a]]', 'cannot hold another'],
  ['fax [from', 'never closed'],
  ['fax from]', 'a ] has no ['],
  ['{any}', 'at least 3 letters'],
  ['[fax from ]{caller}', 'at least 3 letters'],
])('%s is no pattern', (written, why) => {
  expect(readPattern(written)).toContain(why);
});

test('neither pattern nor mail can make it slow: with many holes, it still asks about each place once', () => {
  const holes = pattern('{any}a{any}a{any}a{any}a{any}a{any}a{any}a{any}a{any}a{any}b');
  const line = 'a'.repeat(300);
  const started = process.cpuUsage();
  for (let n = 0; n < 100; n += 1) expect(fit(holes, line)).toBeNull();
  const { user, system } = process.cpuUsage(started);
  // 100 × 31 steps × 300 places; a matcher that goes back and forth needs years for one
  expect((user + system) / 1e6).toBeLessThan(5);
});
