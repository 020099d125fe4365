import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCustomerLinks } from '../../src/format/customer-link.ts';
import { pageMail } from '../../src/format/page-mail.ts';
import { readMessage } from '../../src/format/email/read.ts';

const KEY = Buffer.alloc(32, 7);
const links = createCustomerLinks({ key: KEY, publicUrl: 'https://desk.example' });

test('a link names its ticket, and is for one address however it is written', () => {
  const token = links.make('K7Q-2M4', 'Ana@Contoso.example')!.slice('https://desk.example/c/'.length);
  expect(token).toMatch(/^k7q2m4\.[a-z2-7]{32}$/u);
  expect(links.ticketOf(token)).toBe('K7Q-2M4');
  expect(links.isFor(token, 'K7Q-2M4', 'ana@contoso.example')).toBe(true);
  expect(links.isFor(token, 'K7Q-2M5', 'ana@contoso.example')).toBe(false);
  expect(links.isFor(token, 'K7Q-2M4', 'eve@contoso.example')).toBe(false);
  expect(links.isField(token, links.field(token))).toBe(true);
  expect(links.isField(token, token)).toBe(false);
});

test('without pages there are no links, and those of another installation are none', () => {
  expect(createCustomerLinks({ key: KEY, publicUrl: null }).make('K7Q-2M4', 'ana@contoso.example')).toBeNull();
  const other = createCustomerLinks({ key: Buffer.alloc(32, 8), publicUrl: 'https://desk.example' });
  const token = other.make('K7Q-2M4', 'ana@contoso.example')!.slice('https://desk.example/c/'.length);
  expect(links.isFor(token, 'K7Q-2M4', 'ana@contoso.example')).toBe(false);
  expect(links.isFor(token, 'K7Q-2M4', '')).toBe(false);
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
