import { expect, test } from 'vitest';
import { screen } from '../../src/domain/automatic.ts';
import { mail, policy } from './mail.ts';

const none = { loop: false, bounceAddress: false, answersOurs: false };
const kindOf = (fields: Record<string, string>, more: Parameters<typeof mail>[0] = {}) =>
  screen(mail({ fields, ...more }), none, policy, policy.mailboxes[0]!).kind;

test.each<[string, Record<string, string>, string]>([
  ['a plain mail', {}, 'human'],
  ['Auto-Submitted: no is a person', { 'Auto-Submitted': 'no' }, 'human'],
  ['Auto-Submitted in any case', { 'Auto-Submitted': 'Auto-Replied' }, 'auto_reply'],
  ['Auto-Submitted with a comment', { 'Auto-Submitted': 'auto-generated (cron)' }, 'auto_reply'],
  ['Precedence: auto_reply', { Precedence: 'auto_reply' }, 'auto_reply'],
  ['X-Autoreply', { 'X-Autoreply': 'yes' }, 'auto_reply'],
  ['Exchange inbox rule', { 'X-MS-Exchange-Inbox-Rules-Loop': 'ana@contoso.example' }, 'auto_reply'],
  ['a list', { 'List-Id': '<news.example>' }, 'bulk'],
  ['a newsletter', { 'List-Unsubscribe': '<mailto:x@y.example>' }, 'bulk'],
  ['Precedence: Bulk', { Precedence: 'Bulk' }, 'bulk'],
  ['failed recipients', { 'X-Failed-Recipients': 'x@y.example' }, 'bounce'],
  ['Exchange asks for silence, but a person wrote', { 'X-Auto-Response-Suppress': 'All' }, 'human'],
])('%s', (_title, fields, kind) => {
  expect(kindOf(fields)).toBe(kind);
});

test('our own mark or our own From is a loop, before anything else', () => {
  expect(
    screen(
      mail({ fields: { 'Auto-Submitted': 'auto-replied' } }),
      { ...none, loop: true },
      policy,
      policy.mailboxes[0]!,
    ).kind,
  ).toBe('own_loop');
  expect(kindOf({}, { from: [{ name: '', address: 'billing@helpdesk.example' }] })).toBe('own_loop');
});

test('a delivery report is a bounce, a feedback report a complaint, a read receipt an automatic reply', () => {
  const report = (kind: 'delivery-status' | 'feedback-report' | 'disposition-notification') =>
    kindOf({}, { report: { kind, recipients: [], originalMessageId: null } });
  expect([report('delivery-status'), report('feedback-report'), report('disposition-notification')]).toEqual([
    'bounce',
    'complaint',
    'auto_reply',
  ]);
});

test('the null return path says machine; a vacation reply that uses it stays an automatic reply', () => {
  expect(kindOf({}, { returnPath: '' })).toBe('bounce');
  expect(kindOf({ 'Auto-Submitted': 'auto-replied' }, { returnPath: '' })).toBe('auto_reply');
});

test('words in a subject count only in answer to our own mail', () => {
  const subject = 'Out of office: printer in room 4 is broken';
  expect(kindOf({}, { subject })).toBe('human');
  expect(screen(mail({ subject }), { ...none, answersOurs: true }, policy, policy.mailboxes[0]!).kind).toBe(
    'auto_reply',
  );
});

test('an upstream spam verdict is believed, a low score is not', () => {
  const spam = (fields: Record<string, string>) => screen(mail({ fields }), none, policy, policy.mailboxes[0]!).spam;
  expect(spam({ 'X-Spam-Flag': 'YES' })).not.toBeNull();
  expect(spam({ 'X-Spam-Status': 'Yes, score=9.1' })).not.toBeNull();
  expect(spam({ 'X-Spam-Status': 'No, score=1.0' })).toBeNull();
  expect(spam({ 'X-MS-Exchange-Organization-SCL': '6' })).not.toBeNull();
  expect(spam({ 'X-MS-Exchange-Organization-SCL': '1' })).toBeNull();
});

test("a fax service's notice is none of a customer's mails; a person who writes about a fax is a person", () => {
  const tiff = {
    n: 1,
    filename: 'fax1.tif',
    type: 'image/tiff',
    size: 9,
    inline: false,
    contentId: null,
    where: null,
    within: null,
  };
  const subject = 'Fax received from "+1 555 010 2231"';
  expect(kindOf({}, { subject, attachments: [tiff] })).toBe('fax_notice');
  expect(kindOf({}, { subject, from: [{ name: '', address: 'fax@fax.example' }] })).toBe('fax_notice');
  expect(
    kindOf(
      {},
      {
        subject: 'New Fax Message from (469) 555-0101 on 07/01/2026 6:03 PM',
        from: [{ name: '', address: 'notify@service.example' }],
      },
    ),
  ).toBe('fax_notice');
  expect(kindOf({}, { subject: 'Fax received from you is unreadable' })).toBe('human');
  expect(kindOf({}, { subject: 'Re: Fax received from you', attachments: [tiff] })).toBe('human');
});
