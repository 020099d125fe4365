import fc from 'fast-check';
import { expect, test } from 'vitest';
import { marksOnPages, referencesOnPages } from '../../../src/domain/fax/reference.ts';
import { referenceOf } from '../../../src/domain/reference.ts';

const read = (text: string) => referencesOnPages([{ n: 1, text }]);
const names = (text: string) => read(text).map(({ reference, exact }) => `${reference}${exact ? '' : '?'}`);

test.each([
  ['Your number: [#K7Q-2M4]', ['K7Q-2M4']],
  ['[#K7Q2M4]', ['K7Q-2M4']],
  ['[H K7Q—2M4', ['K7Q-2M4']],
  ['(#K7Q:2M4)', ['K7Q-2M4']],
  ['Reference K7Q 2M4', ['K7Q-2M4']],
  ['Ticket: k7q-2m4.', ['K7Q-2M4']],
  ['{#K7Q-ZM4]', ['K7Q-2M4?', 'K7Q-7M4?']],
  ['Nummer K7Q-2M4', ['K7Q-2M4']],
  ['[#K7Q-2 M4]', ['K7Q-2M4']],
  ['[# K 7Q - 2M4]', ['K7Q-2M4']],
  ['Your number: K7Q–2M 4', ['K7Q-2M4']],
  ['[4K7Q-2M4]', ['K7Q-2M4']],
  ['[4K7-Q2M]', ['4K7-Q2M']], // the 4 is no # here
  ['ticket K7Q-2l4', ['K7Q-2J4?', 'K7Q-274?', 'K7Q-2T4?']],
  ['re the new one', []],
  ['no. a bc d ef', []],
  ['Re: manage', []],
  ['[#MANAGE]', ['MAN-AGE']],
  ['K7Q-2M4 stands alone', []],
  ['call extension K7Q-2M4', []],
  ['reference letters', []],
  ['ref: invoice', []],
  ['[#K7Q-2M4X]', []],
])('%s names %j', (text, found) => expect(names(text)).toEqual(found));

test('every reference is found in our own brackets, and one letter misread is guessed', () => {
  const reference = fc.array(fc.nat(23), { minLength: 6, maxLength: 6 }).map(referenceOf);
  fc.assert(
    fc.property(reference, (name) => {
      expect(read(`see [#${name}], please`)[0]).toEqual({ reference: name, exact: true, page: 1 });
      const misread = name.replace('2', 'Z').replace('6', 'S').replace('D', 'O');
      expect(read(`see [#${misread}]`).map((one) => one.reference)).toContain(name);
    }),
  );
});

test('only codes that may be marks of ours are looked at', () => {
  const codes = ['PR1.K7Q-2M4.ABCDEFGHIJ', 'https://example.com', 'PR1.K7Q-2M4.ABCDEFGHIJ'];
  expect(marksOnPages(codes.map((value) => ({ page: 1, type: 'DataMatrix', value })))).toEqual([codes[0]]);
});

test('much text takes no time, and makes few guesses', () => {
  expect(read('[# ref no '.repeat(20_000))).toEqual([]);
  expect(read('[#OOO-OOO] '.repeat(2_000)).length).toBeLessThanOrEqual(20);
});

test('numbers of all kinds do not crowd out what looks like ours', () => {
  const prose = Array.from({ length: 40 }, (_, i) => `Invoice no. ${447_100 + i} of ${i}`);
  const found = read([...prose, 'Your number: [#K7Q-ZM4]'].join('\n'));
  expect(found).toHaveLength(20);
  expect(found.slice(0, 2).map(({ reference }) => reference)).toEqual(['K7Q-2M4', 'K7Q-7M4']);
});
