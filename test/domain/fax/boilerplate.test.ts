import fc from 'fast-check';
import { expect, test } from 'vitest';
import { confidentialLines, topLineOf } from '../../../src/domain/fax/boilerplate.ts';

test.each([
  ['Nov 26 2026 09:04 +1 555 010 2231 P. 1', 1, null],
  ['26/11/2026  09:04   CONTOSO CLINIC   PAGE 01/03', 1, 3],
  ['26.11.2026 09:04 FROM: Praxis Dr. Keller TO: +49 30 555010 S. 2/3', 2, 3],
  ['11-26-26;09:04AM;CONTOSO CLINIC ;555 010 2231 # 1/ 3', 1, 3],
  ['2026-11-26 09:04 (GMT) 15550102231 Page 2 of 5', 2, 5],
  ['26/11/2026 09:04 5550102231 P.O1/O3', 1, 3],
  ['Mon Nov 23 06:06:16 2026 +1 555 010 2231 P. 2', 2, null],
  ['Mon Mov 23 06:04:27 2026 410555 010 2231 Pld', null, null], // as it is really read
  ['Mon Mov 23 06:04:27 Z02B +1 53% 010 2231 Fool', null, null],
])('%s is a machine’s, page %s of %s', (line, page, pages) => expect(topLineOf(line)).toEqual({ page, pages }));

test.each([
  'Urgent: server down since 14:30, nobody can work',
  'The server went down at 14:30, see page 2',
  'SERVER DOWN SINCE 14:30 SEE PAGE 2',
  'URGENT 26.11.2026 14:30',
  '2026-11-26 14:30:05 ERROR database down',
  '26.11.2026 14:30 server down, call +1 555 010 2231',
  'Call +1 555 010 2231 before 14:30, page 2',
  'Since 26.11.2026 14:30 nobody can log in, page 2',
  'Page 1 of 3',
  '',
])('%s is a person’s, though it has a time', (line) => expect(topLineOf(line)).toBeNull());

const NOTICE = `The information contained in this facsimile message is privileged and
confidential and is intended only for the use of the individual named.
If you have received this fax in error, please notify us at once.`;

test.each([
  ['a paragraph', `${NOTICE}\n\nNobody can log in`, [0, 1, 2]],
  ['that a request follows without a blank line', `${NOTICE}\nSince today nobody can log in.`, [0, 1, 2]],
  ['with its title', 'Dear all\nConfidentiality Notice\nThis is for you alone.', [1, 2]],
  ['a stamp over a request', 'CONFIDENTIAL\nOur server is down', [0]],
  ['in German', 'Vertraulichkeitshinweis: Dieses Fax ist nur\nfür Sie bestimmt.', [0, 1]],
  ['in French', 'Si vous avez reçu cette télécopie par erreur, détruisez-la.', [0]],
  ['in Spanish', 'Si ha recibido este fax por error, avise al remitente.', [0]],
])('what is said of confidentiality: %s', (_name, text, found) =>
  expect([...confidentialLines(text.split('\n'))]).toEqual(found),
);

test.each([
  'The pump is in error, patients at risk',
  'Privileged access was lost for all admins since today',
  'Confidential data of patients was leaked by your portal, call us now',
  'Confidentiality of patient data is lost: your portal shows it to everybody',
  'We received the document in error: all invoices are wrong',
  'the system is in error since today\nand nobody can work',
])('%s is a request, though it has such words', (text) => expect(confidentialLines(text.split('\n')).size).toBe(0));

test('a request in words of small letters is never taken for a machine’s line', () => {
  const word = fc.constantFrom('server', 'down', 'since', 'cannot', 'login', 'please', 'call', 'patients');
  const extra = fc.constantFrom('14:30', '26.11.2026', '+1 555 010 2231', 'P. 1', 'page 2', '1/3', '06:04:27');
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.array(extra), (words, extras) => {
      expect(topLineOf([...extras, ...words].join(' '))).toBeNull();
      expect(topLineOf([...words, ...extras].join(' '))).toBeNull();
    }),
  );
});

test('whatever is read: no throw, and no time', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 })), (lines) => {
      for (const i of confidentialLines(lines)) expect(lines[i]!.trim()).not.toBe('');
      for (const line of lines) topLineOf(line);
    }),
  );
  expect(confidentialLines([`${'if you '.repeat(20_000)} received`]).size).toBe(0);
  expect(topLineOf('1:11 '.repeat(20_000))).toBeNull();
});
