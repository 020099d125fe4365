import { expect, test } from 'vitest';
import { findCompleted, findRedial, type EarlierFax, type KnownPage } from '../../../src/domain/fax/duplicate.ts';
import { hashDistance } from '../../../src/domain/fax/page-hash.ts';

const HOUR = 3_600_000;
const AT = 100 * HOUR;

/** A hash that differs from `base` in so many bits. */
function hash(base: string, bits = 0): string {
  const digits = Array.from(base.repeat(64).slice(0, 64), (digit) => Number.parseInt(digit, 16));
  for (let i = 0; i < bits; i += 1) digits[i >> 2]! ^= 1 << (i & 3);
  return digits.map((digit) => digit.toString(16)).join('');
}
const page = (base: string, bits = 0, change: Partial<KnownPage> = {}): KnownPage => ({
  hash: hash(base, bits),
  blank: false,
  cut: false,
  ...change,
});
const earlier = (pages: readonly KnownPage[], change: Partial<EarlierFax> = {}): EarlierFax => ({
  inboundId: '1',
  ticketId: '7',
  reference: 'K7Q-2M4',
  acceptedAt: AT - HOUR,
  status: 'received',
  pages,
  ...change,
});
const redial = (pages: readonly KnownPage[], ...known: EarlierFax[]) =>
  findRedial(pages, { at: AT, earlier: known, within: 24 * HOUR })?.inboundId ?? null;
const completed = (pages: readonly KnownPage[], ...known: EarlierFax[]) =>
  findCompleted(pages, { at: AT, earlier: known, within: HOUR })?.inboundId ?? null;

test('the distance counts bits', () => {
  expect([0, 1, 10, 255].map((bits) => hashDistance(hash('5'), hash('5', bits)))).toEqual([0, 1, 10, 255]);
  expect(hashDistance('', hash('5'))).toBe(256);
});

test.each([
  ['the same pages', [page('1'), page('2')], '1'],
  ['ten bits off', [page('1', 10), page('2')], '1'],
  ['eleven bits off', [page('1', 11), page('2')], null],
  ['in another order', [page('2'), page('1')], null],
  ['a page more', [page('1'), page('2'), page('3')], null],
  ['a page less', [page('1')], null],
  ['a page cut off', [page('1'), page('2', 0, { cut: true })], null],
  ['a blank page in place of one', [page('1'), page('2', 0, { blank: true })], null],
])('sent again: %s', (_name, pages, found) => {
  expect(redial(pages, earlier([page('1'), page('2')]))).toBe(found);
});

test('sent again: not when it is too long ago, came later, broke off, or is nothing but blank pages', () => {
  const pages = [page('1')];
  expect(redial(pages, earlier(pages, { acceptedAt: AT - 25 * HOUR }))).toBeNull();
  expect(redial(pages, earlier(pages, { acceptedAt: AT + 1 }))).toBeNull();
  expect(redial(pages, earlier(pages, { status: 'partial' }))).toBeNull();
  const blank = [page('0', 0, { blank: true })];
  expect(redial(blank, earlier(blank))).toBeNull();
  expect(redial([], earlier([]))).toBeNull();
});

test('sent again: the newest of several', () => {
  const pages = [page('1')];
  const old = earlier(pages, { inboundId: 'old', acceptedAt: AT - 9 * HOUR });
  expect(redial(pages, old, earlier(pages, { inboundId: 'new' }))).toBe('new');
});

test.each([
  ['of which page 2 was cut', [page('1'), page('9', 0, { cut: true })], '1'],
  ['of which the last page came whole as far as anybody knows', [page('1'), page('9')], '1'],
  ['of which nothing came', [], '1'],
  ['with another first page', [page('8'), page('2', 0, { cut: true })], null],
  ['with more pages', [page('1'), page('2'), page('3'), page('4', 0, { cut: true })], null],
])('completes a fax %s', (_name, pages, found) => {
  expect(completed([page('1'), page('2'), page('3')], earlier(pages, { status: 'partial' }))).toBe(found);
});

test('a fax that came whole is not completed, nor one of long ago', () => {
  expect(completed([page('1'), page('2')], earlier([page('1')]))).toBeNull();
  expect(completed([page('1')], earlier([], { status: 'failed', acceptedAt: AT - 2 * HOUR }))).toBeNull();
});
