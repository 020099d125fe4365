import { expect, test } from 'vitest';
import { KINDS, type OutgoingKind } from '../../src/domain/outgoing.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { createMarks } from '../../src/format/mark.ts';
import { addressing, textMessage, type Letter } from '../../src/format/outgoing.ts';
import { NOW, policy } from '../domain/mail.ts';

const marks = createMarks({ key: Buffer.alloc(32, 7), instance: '00000000-0000-4000-8000-000000000000' });
const addressed = addressing({ policy, marks });

function letter(kind: OutgoingKind, change: Partial<Letter> = {}): Letter {
  return {
    kind,
    mailbox: 'support',
    reference: 'K7Q-2M4',
    to: { name: 'Ben', address: 'ben@helpdesk.example' },
    subject: 's',
    text: 't',
    html: '<p>t</p>',
    now: NOW,
    ...change,
  };
}

const withEnvelope = (envelopeFrom: Policy['acknowledge']['envelopeFrom']): Policy => ({
  ...policy,
  acknowledge: { ...policy.acknowledge, envelopeFrom },
});

test.each(Object.keys(KINDS) as OutgoingKind[])('%s is signed, and says to machines what it is', (kind) => {
  const { id, mail } = addressed(letter(kind));
  expect(marks.verifyMessageId(mail.messageId)).toEqual({ id, reference: 'K7Q-2M4' });
  expect(marks.isOurLoop(mail.headers['X-Postroom-Loop']!)).toBe(true);
  expect(mail).toMatchObject({ kind, from: { address: 'support@helpdesk.example' }, date: NOW });
  const said = Object.keys(mail.headers).filter((name) => name !== 'X-Postroom-Loop');
  if (KINDS[kind].by === 'person') expect(said).toEqual([]);
  else expect(mail.headers['Auto-Submitted']).toBe(kind === 'acknowledgement' ? 'auto-replied' : 'auto-generated');
  if (KINDS[kind].to === 'staff') {
    expect(said).toEqual(['Auto-Submitted', 'X-Auto-Response-Suppress']);
    // "All", and NDR, would ask Exchange to keep silent about a mail that could not be delivered
    expect(mail.headers['X-Auto-Response-Suppress']!.split(', ')).toEqual(['DR', 'RN', 'NRN', 'OOF', 'AutoReply']);
  }
});

test('whether a mail to staff, or one that a person wrote, came back is always known', () => {
  const envelopes = (policy: Policy, kind: OutgoingKind): string =>
    addressing({ policy, marks })(letter(kind)).mail.envelopeFrom;
  expect(envelopes(withEnvelope('empty'), 'acknowledgement')).toBe('');
  expect(envelopes(withEnvelope('empty'), 'nudge')).toBe('');
  for (const kind of ['alert', 'question', 'digest'] as const) {
    expect(envelopes(withEnvelope('empty'), kind)).toBe('support@helpdesk.example');
    expect(envelopes(withEnvelope('mailbox'), kind)).toBe('support@helpdesk.example');
  }
  const { id, mail } = addressing({ policy: withEnvelope('bounce'), marks })(letter('alert'));
  expect(marks.verifyBounceAddress(mail.envelopeFrom)).toEqual({ id });
});

test('what one person is told about one ticket is one conversation', () => {
  const notice = addressed(letter('notice')).mail;
  const later = addressed(letter('reminder', { to: { name: '', address: 'Ben@helpdesk.example' } })).mail;
  const root = notice.references[0]!;
  expect([notice.inReplyTo, later.inReplyTo, later.references[0]]).toEqual([root, root, root]);
  expect(marks.verifyMessageId(root)?.reference).toBe('K7Q-2M4');
  const others = [
    addressed(letter('alert', { to: { name: '', address: 'cy@helpdesk.example' } })).mail,
    addressed(letter('alert', { reference: 'ACD-EFG' })).mail,
  ];
  for (const other of others) expect(other.references[0]).not.toBe(root);
});

test('a mail about no ticket carries an id of ours that names none; one to a customer stands in their thread', () => {
  const digest = addressed(letter('digest', { reference: null })).mail;
  expect(digest).toMatchObject({ inReplyTo: null, references: [] });
  expect(marks.verifyMessageId(digest.messageId)?.reference).toBe('OFF-ICE');
  const reply = addressed(letter('reply', { inReplyTo: '<a@b.example>', references: ['<a@b.example>'] })).mail;
  expect(reply).toMatchObject({ inReplyTo: '<a@b.example>', references: ['<a@b.example>'] });
});

test('an SMS carries the id of its row', () => {
  const { id, mail } = textMessage('alert', '+15550102231', 'late');
  expect(mail).toEqual({ kind: 'alert', id, to: '+15550102231', text: 'late' });
});
