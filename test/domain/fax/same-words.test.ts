import fc from 'fast-check';
import { expect, test } from 'vitest';
import { saySame, shareOf } from '../../../src/domain/fax/same-words.ts';

/** As the readers really read one form, typed, fine and in standard resolution with specks. */
const FORM = `Mon Nov 23 06:04:27 2026 410555 010 2231 Pld
SERVICE REQUEST FORM

Clinic: Contoso Clinic
Patient name: Anna Keller
Date of birth: 03/04/1951
Device number: 88123
[ ]no power [ ] no network | ] wrong result [x] other
Description: display is dark
Please call us back on +1 555 010 2230 between 8 and 17 hours.`;

test.each([
  ['itself', (text: string) => text],
  ['another line of the machine', (text: string) => text.replace('06:04:27', '06:16:01').replace('Pld', 'P. 1')],
  ['letters misread', (text: string) => text.replace('Clinic: Contoso', 'C1inic: Cantoso').replace('Device', 'Devlce')],
  ['digits taken for letters', (text: string) => text.replace('88123', '8Bl23')],
  ['a blank lost', (text: string) => text.replace('wrong result', 'wrongresult')],
  [
    'other lines and signs',
    (text: string) => text.replaceAll('\n\n', '\n').replace('other', 'other.').replace('[ ]no', '{} no'),
  ],
])('the same form with %s says the same', (_name, change) => {
  expect(saySame(FORM, change(FORM))).toBe(true);
  expect(saySame(change(FORM), FORM)).toBe(true);
});

test.each([
  ['another patient', 'Anna Keller', 'Paul Brandt'],
  ['two digits exchanged', '88123', '88132'],
  ['another fault', 'display is dark', 'pump stopped in surgery, urgent'],
  ['a word more', 'display', 'display always'],
  ['a short word that is another', 'call us now', 'call us not'],
  ['a field left empty', 'Anna Keller', ''],
  ['a number taken away', '03/04/1951', '03/04'],
])('the same form with %s says something else', (_name, from, to) => {
  const before = FORM.replace('call us back', 'call us now');
  expect(before).toContain(from);
  expect(saySame(before, before.replace(from, to))).toBe(false);
  expect(saySame(before.replace(from, to), before)).toBe(false);
});

test('where there are no words, nobody can say', () => {
  expect([saySame('', ''), saySame('~ .', '~ .'), shareOf('', FORM)]).toEqual([false, false, null]);
});

test('a part of a page has its words there, and hardly any on another', () => {
  expect(shareOf(FORM.slice(0, 130), FORM)).toBeGreaterThan(0.8);
  expect(shareOf('the pump rings since today', FORM)).toBe(0);
});

const word = fc.stringMatching(/^[a-z]{3,9}$|^[0-9]{2,6}$/u);

test('whatever stands there: order decides nothing, and a number more is something else', () => {
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 10, max: 99_999 }),
      (words, number) => {
        expect(saySame(words.join(' '), words.toReversed().join(' '))).toBe(true);
        expect(saySame(words.join(' '), [...words, `${number}`].join('\n'))).toBe(false);
      },
    ),
  );
});

test('hostile pages take no time', () => {
  const page = (letter: string) =>
    Array.from({ length: 2_000 }, (_, i) => `${String.fromCodePoint(0x4e00 + i)}${letter.repeat(39)}`).join(' ');
  expect(saySame(page('a'), page('b'))).toBe(false);
  expect(saySame('ab '.repeat(100_000), 'abc')).toBe(false);
});
