import { expect, test } from 'vitest';
import { mailboxOfFax } from '../../../src/domain/fax/mailbox.ts';

const NUMBERS = [
  { number: '+15550104477', mailbox: 'billing' },
  { number: '+4930555010', mailbox: 'berlin' },
  { number: '+15550109999', mailbox: 'east' },
  { number: '+16660109999', mailbox: 'west' },
];

test.each([
  ['+15550104477', 'billing'],
  ['5550104477', 'billing'],
  ['(555) 010-4477', 'billing'],
  ['0104477', 'otherwise'], // of leading zeros nobody knows what they are
  ['2104477', 'otherwise'],
  ['030555010', 'berlin'],
  ['0114930555010', 'berlin'],
  ['0109999', 'otherwise'],
  ['15550109999', 'east'],
  ['6660109999', 'west'],
  ['77', 'otherwise'],
  ['', 'otherwise'],
  [null, 'otherwise'],
])('%s goes to %s', (dialled, mailbox) => {
  expect(mailboxOfFax({ dialled }, NUMBERS, 'otherwise')).toBe(mailbox);
});
