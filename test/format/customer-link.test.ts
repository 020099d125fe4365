import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCustomerLinks } from '../../src/format/customer-link.ts';
import { createLinks } from '../../src/format/link.ts';
import { pageMail } from '../../src/format/page-mail.ts';
import { readMessage } from '../../src/format/email/read.ts';

const KEY = Buffer.alloc(32, 7);
const links = createCustomerLinks({ key: KEY, publicUrl: 'https://desk.example' });

const tokenOf = (of = links, reference = 'K7Q-2M4', address = 'ana@contoso.example'): string =>
  of.make(reference, address)!.slice('https://desk.example/c/'.length);

test('a link names its ticket, and is for one address however it is written', () => {
  const token = tokenOf(links, 'K7Q-2M4', 'Ana@Contoso.example');
  expect(token).toMatch(/^k7q2m4\.[a-z2-7]{16}\.[a-z2-7]{26}$/u);
  expect(tokenOf()).toBe(token);
  expect(links.ticketOf(token)).toBe('K7Q-2M4');
  expect(links.isFor(token, 'ana@contoso.example')).toBe(true);
  expect(links.isFor(token, 'eve@contoso.example')).toBe(false);
  expect(links.isFor(token, '')).toBe(false);
  expect(links.isField(token, links.field(token))).toBe(true);
  expect(links.isField(token, token)).toBe(false);
});

test('the same address is not to be seen in two links', () => {
  expect(tokenOf().split('.')[1]).not.toBe(tokenOf(links, 'K7Q-2M5').split('.')[1]);
});

test('what was changed anywhere, of another ticket, or longer is none, before any ticket is looked for', () => {
  const token = tokenOf();
  for (let at = 0; at < token.length; at += 1) {
    const other = token[at] === '3' ? '4' : '3';
    expect(links.ticketOf(`${token.slice(0, at)}${other}${token.slice(at + 1)}`)).toBeNull();
  }
  const [ticket, address, signature] = token.split('.');
  for (const wrong of [
    `k7q2m5.${address}.${signature}`,
    `${ticket}.${tokenOf(links, 'K7Q-2M5').split('.')[1]}.${signature}`,
    `${token}a`,
    token.toUpperCase(),
    '',
    'x'.repeat(100_000),
  ])
    expect(links.ticketOf(wrong)).toBeNull();
});

test('without pages there are no links, and those of another installation are none', () => {
  expect(createCustomerLinks({ key: KEY, publicUrl: null }).make('K7Q-2M4', 'ana@contoso.example')).toBeNull();
  const token = tokenOf(createCustomerLinks({ key: Buffer.alloc(32, 8), publicUrl: 'https://desk.example' }));
  expect(links.ticketOf(token)).toBeNull();
  expect(links.isFor(token, 'ana@contoso.example')).toBe(false);
});

test('a link of staff opens no page of a customer, and the other way round', () => {
  const staff = createLinks({ key: KEY, publicUrl: 'https://desk.example' });
  const theirs = staff.make({ person: 'ben', reference: 'K7Q-2M4', verb: 'take', now: 0 })!.split('/a/')[1]!;
  expect(links.ticketOf(theirs)).toBeNull();
  expect(staff.read(tokenOf())).toBeNull();
  expect(staff.isField(tokenOf(), links.field(tokenOf()))).toBe(false);
});

test('no text makes more than a text of what was added', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 300 }), async (text) => {
      const raw = pageMail({
        from: { name: 'Ana Rüiz\r\nBcc: eve@globex.example', address: 'ana@contoso.example' },
        to: 'support+k7q2m4@helpdesk.example',
        reference: 'K7Q-2M4',
        text,
        key: 'mif4z8vk-000000000000000000000000',
        at: Date.UTC(2026, 10, 23, 14),
      });
      expect(
        raw
          .toString('latin1')
          .split('\r\n')
          .every((line) => line.length <= 998),
      ).toBe(true);
      const mail = await readMessage(raw, null);
      expect(mail.from.map(({ address }) => address)).toEqual(['ana@contoso.example']);
      expect(mail.to).toHaveLength(1);
      expect(mail.cc).toEqual([]);
      expect(mail.attachments).toEqual([]);
      expect(mail.subject).toBe('[#K7Q-2M4] Added on the page');
    }),
    { numRuns: 100 },
  );
});
