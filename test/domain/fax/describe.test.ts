import { expect, test } from 'vitest';
import { faxMessage, shortcomings, subjectOf } from '../../../src/domain/fax/describe.ts';
import { textForRules } from '../../../src/domain/message.ts';
import { fax, page, reading } from './case.ts';

const rulesRead = (...texts: string[]) =>
  textForRules(faxMessage(fax({ reading: reading(texts.map((text, i) => page(i + 1, { text }))) }), null)).trim();

test.each([
  'Urgent: server down since 14:30, nobody can work',
  'The pump is in error, patients at risk',
  'Confidential data of patients was leaked by your portal, call us now',
])('the rules read a request, whatever line it stands on: %s', (text) => {
  expect(rulesRead(text)).toBe(text);
  expect(rulesRead('Nov 26 2026 09:04 +1 555 010 2231 P. 1/2\nDear all,', text)).toContain(text);
});

test('the line of a machine is no request, whoever it names, nor is one of the receiver’s below it', () => {
  const text = '26/11/2026 09:04 URGENT CARE CLINIC P. 1/1\n26/11/2026 09:05 5550104477 P. 1\nHello';
  expect(rulesRead(text)).toBe('Hello');
});

test.each([
  ['by the cover', [page(1)], /, 1 of 2 pages$/u, '1 of 2 pages is missing: 1 came'],
  [
    'by the machine, where the cover is silent',
    [page(1, { text: '26/11/2026 09:04 5550102231 P. 1/3\nDear all' }), page(2)],
    /, 2 of 3 pages$/u,
    '1 of 3 pages is missing: 2 came',
  ],
  [
    'by whichever counted more',
    [page(1, { text: '26/11/2026 09:04 5550102231 P. 1/5\nFAX\nTo: A\nPages: 3' })],
    /, 1 of 5 pages$/u,
    '4 of 5 pages are missing: 1 came',
  ],
])('pages that did not come are told in the subject: %s', (_name, pages, subject, sentence) => {
  const it = fax({ reading: reading(pages) }, { pages: null });
  expect(subjectOf(it)).toMatch(subject);
  expect(shortcomings(it)).toEqual([sentence]);
});
