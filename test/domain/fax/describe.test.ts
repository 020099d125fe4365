import { expect, test } from 'vitest';
import { faxMessage } from '../../../src/domain/fax/describe.ts';
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
