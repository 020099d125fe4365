import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  findCompleted,
  findRedial,
  type Again,
  type EarlierFax,
  type KnownPage,
} from '../../../src/domain/fax/duplicate.ts';
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
/** `1` for the earlier fax 1; `1?` where its words do not bear it out. */
const named = (again: Again | null) => (again === null ? null : `${again.fax.inboundId}${again.isSure ? '' : '?'}`);
const redial = (pages: readonly KnownPage[], ...known: EarlierFax[]) =>
  named(findRedial(pages, { at: AT, earlier: known, within: 24 * HOUR }));
const completed = (pages: readonly KnownPage[], ...known: EarlierFax[]) =>
  named(findCompleted(pages, { at: AT, earlier: known, within: HOUR, hasNumber: true }));

test('the distance counts bits', () => {
  expect([0, 1, 10, 255].map((bits) => hashDistance(hash('5'), hash('5', bits)))).toEqual([0, 1, 10, 255]);
  expect(hashDistance('', hash('5'))).toBe(256);
});

test.each([
  ['the same pages', [page('1'), page('2')], '1'],
  ['forty bits off', [page('1', 40), page('2')], '1'],
  ['one more', [page('1', 41), page('2')], null],
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

const said = (base: string, text: string, change: Partial<KnownPage> = {}) =>
  page(base, 0, { text, needsHuman: false, ...change });

test('sent again: pages that look alike must say the same, or nobody is sure', () => {
  const form = 'Patient Anna Keller, device 88123, display is dark';
  const before = earlier([said('1', form)]);
  expect(redial([said('1', form)], before)).toBe('1');
  expect(redial([said('1', form.replace('Keller', 'Ke1ler'))], before)).toBe('1');
  expect(redial([said('1', form.replace('88123', '88132'))], before)).toBe('1?');
  expect(redial([said('1', form.replace('display is dark', 'alarm rings'))], before)).toBe('1?');
  expect(redial([said('1', form, { needsHuman: true })], before)).toBe('1?');
  expect(redial([said('1', form)], earlier([said('1', form, { needsHuman: true })]))).toBe('1?');
  expect(redial([said('1', '')], earlier([said('1', '')]))).toBe('1?'); // a picture without words
});

test('sent again: the surest of several, though others are newer', () => {
  const sure = earlier([said('1', 'device 88123')], { inboundId: 'sure', acceptedAt: AT - 2 * HOUR });
  const newer = earlier([said('1', 'device 90417')], { inboundId: 'newer' });
  expect(redial([said('1', 'device 88123')], newer, sure)).toBe('sure');
});

test('where nobody looked what the earlier fax says, its hashes decide alone', () => {
  const own = [said('1', 'cover of Contoso'), said('2', 'invoice 88123 is wrong')];
  expect(redial(own, earlier([page('1'), page('2')]))).toBe('1');
  expect(completed(own, earlier([page('1'), page('9', 0, { cut: true })], { status: 'partial' }))).toBe('1');
});

test('a blank page needs no words', () => {
  const pages = [said('1', 'device 88123'), page('0', 0, { blank: true, text: '', needsHuman: true })];
  expect(redial(pages, earlier(pages))).toBe('1');
});

test('completed: words on the page where it broke off, and on whole ones, may speak against it', () => {
  const partial = (...pages: KnownPage[]) => earlier(pages, { status: 'partial' });
  const whole = [said('1', 'cover of Contoso'), said('2', 'invoice 88123 is wrong, and nobody can log in')];
  expect(completed(whole, partial(said('7', 'cover of', { cut: true })))).toBe('1');
  expect(completed(whole, partial(said('7', 'the pump rings since today', { cut: true })))).toBeNull();
  expect(completed(whole, partial(said('7', '~~ rnvoce', { cut: true, needsHuman: true })))).toBe('1');
  expect(completed(whole, partial(whole[0]!, said('7', 'invoice 88123 is wr', { cut: true })))).toBe('1');
  expect(completed(whole, partial(said('1', 'cover of Fabrikam'), said('7', 'invoice', { cut: true })))).toBe('1?');
});

test('completed: without a number some whole page must be the same, and each fax is completed once', () => {
  const cut = page('9', 0, { cut: true });
  const pages = [page('1'), page('2')];
  const anonymous = (...known: KnownPage[]) =>
    named(
      findCompleted(pages, {
        at: AT,
        earlier: [earlier(known, { status: 'partial' })],
        within: HOUR,
        hasNumber: false,
      }),
    );
  expect([anonymous(), anonymous(cut), anonymous(page('1'), cut)]).toEqual([null, null, '1']);
  expect(anonymous(page('0', 0, { blank: true }), cut)).toBeNull();
  const broken = earlier([cut], { status: 'partial', acceptedAt: AT - 600_000 });
  expect(completed(pages, broken)).toBe('1');
  expect(completed(pages, broken, earlier([page('5')], { inboundId: '2', acceptedAt: AT - 300_000 }))).toBeNull();
  expect(
    completed(pages, broken, earlier([page('5')], { inboundId: '2', ticketId: '8', acceptedAt: AT - 300_000 })),
  ).toBe('1');
  expect(completed([], earlier([], { status: 'failed' }))).toBeNull(); // nothing was read, so nothing is complete
});

test('whatever the hashes: a fax is always its own redial, and the order of the earlier ones decides nothing', () => {
  const digits = fc.stringMatching(/^[0-9a-f]{64}$/u);
  const pages = fc.array(
    digits.map((each) => page('0', 0, { hash: each })),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(pages, fc.array(pages, { maxLength: 4 }), (own, others) => {
      const known = [own, ...others].map((each, i) => earlier(each, { inboundId: `${i}`, acceptedAt: AT - HOUR - i }));
      expect(redial(own, ...known)).toBe('0');
      expect(redial(own, ...known.toReversed())).toBe('0');
    }),
  );
});
