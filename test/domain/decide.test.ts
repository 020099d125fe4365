import { expect, test } from 'vitest';
import { decide } from '../../src/domain/decide.ts';
import { decideUnreadable } from '../../src/domain/unreadable.ts';
import { textForRules } from '../../src/domain/message.ts';
import type { Facts } from '../../src/domain/decision.ts';
import type { Message } from '../../src/domain/message.ts';
import { candidate, facts, mail, NOW, policy } from './mail.ts';

const suggest = () => ({ level: 2 as const, confidence: 0.8, evidence: [], because: 'a test' });
const run = (message: Message, known: Partial<Facts> = {}, rules = policy) =>
  decide(message, facts(known), rules, suggest, NOW);
const refusal = (decision: ReturnType<typeof run>) => (decision.answer.send ? null : decision.answer.rule);

test('a first mail becomes a ticket and is answered to its From', () => {
  const decision = run(mail());
  expect(decision.outcome).toBe('ticket');
  expect(decision.ticket).toMatchObject({
    bucket: 'desk',
    subject: 'Invoices',
    requester: { address: 'ana@contoso.example' },
    suggestion: { level: 2 },
  });
  expect(decision.answer).toEqual({
    send: true,
    to: { name: 'Ana Ruiz', address: 'ana@contoso.example' },
    echoSubject: false,
  });
});

test('the subject is echoed only to a sender whom our mail server verified', () => {
  const trace = [['authentication-results', 'mx.helpdesk.example; dmarc=pass header.from=contoso.example']] as const;
  expect(run(mail({ trace })).answer).toMatchObject({ send: true, echoSubject: true });
  const tricked = [['authentication-results', 'mx.helpdesk.example; dmarc=pass header.from=evil.example']] as const;
  expect(run(mail({ trace: tricked })).trust.trust).toBe('unverified');
  const foreign = [['authentication-results', 'mx.evil.example; dmarc=pass header.from=contoso.example']] as const;
  expect(run(mail({ trace: foreign })).trust.trust).toBe('unverified');
});

test.each<[string, Message, Partial<Facts>, string]>([
  ['backfill', mail(), { quiet: 'backfill' }, 'quiet'],
  ['rebuild', mail(), { quiet: 'rebuild' }, 'quiet'],
  ['older than a day', mail(), { acceptedAt: NOW - 25 * 3_600_000 }, 'age'],
  ['no From', mail({ from: [] }), {}, 'from'],
  [
    'two From',
    mail({
      from: [
        { name: '', address: 'a@b.example' },
        { name: '', address: 'c@d.example' },
      ],
    }),
    {},
    'from',
  ],
  ['Reply-To elsewhere', mail({ replyTo: [{ name: '', address: 'victim@other.example' }] }), {}, 'reply_to'],
  ['no-reply', mail({ from: [{ name: '', address: 'no-reply@contoso.example' }] }), {}, 'from'],
  [
    'DMARC fail',
    mail({ trace: [['authentication-results', 'mx.helpdesk.example; dmarc=fail header.from=contoso.example']] }),
    {},
    'sender_check_failed',
  ],
  ['asked for silence', mail({ fields: { 'X-Auto-Response-Suppress': 'OOF, AutoReply' } }), {}, 'asked_for_silence'],
  ['suppressed', mail(), { sending: { ...facts().sending, suppressed: 'it bounced' } }, 'suppressed'],
  ['third this hour', mail(), { sending: { ...facts().sending, toAddressHour: 3 } }, 'address_hour'],
  ['domain limit', mail(), { sending: { ...facts().sending, toDomainHour: 30 } }, 'domain_hour'],
  ['circuit breaker', mail(), { sending: { ...facts().sending, totalHour: 300 } }, 'total_hour'],
  ['bulk', mail({ fields: { 'List-Id': '<x>' } }), {}, 'kind'],
  ['spam', mail({ fields: { 'X-Spam-Flag': 'YES' } }), {}, 'spam'],
])('%s: a ticket all the same, no answer, and the rule is named', (_title, message, known, rule) => {
  const decision = run(message, known);
  expect(decision.outcome).toBe('ticket');
  expect(refusal(decision)).toBe(rule);
  expect(decision.journal.length).toBeGreaterThan(0);
});

test('a mail that answers ours joins its ticket, changes nothing on it, and is not acknowledged again', () => {
  const decision = run(mail(), { candidates: [candidate()] });
  expect(decision).toMatchObject({
    outcome: 'appended',
    ticket: null,
    append: { ticketId: '7', reopen: false, thirdParty: false },
  });
  expect(refusal(decision)).toBe('follow_up');
});

test('a stranger with our signed id joins as a third party; with a guessed number he gets his own ticket, linked', () => {
  const stranger = mail({ from: [{ name: '', address: 'eve@evil.example' }] });
  expect(run(stranger, { candidates: [candidate()] }).append).toMatchObject({ thirdParty: true });
  const guessed = run(stranger, { candidates: [candidate({ by: 'subject' })] });
  expect(guessed).toMatchObject({ outcome: 'ticket', ticket: { possiblyOf: '7' } });
  expect(run(mail(), { candidates: [candidate({ by: 'subject' })] }).outcome).toBe('appended');
});

test('a participant whose sender check failed does not join by a number', () => {
  const trace = [['authentication-results', 'mx.helpdesk.example; dmarc=fail header.from=contoso.example']] as const;
  expect(run(mail({ trace }), { candidates: [candidate({ by: 'subject' })] })).toMatchObject({
    outcome: 'ticket',
    ticket: { possiblyOf: '7' },
  });
});

test('a reply reopens a resolved ticket for two weeks; later it opens a linked one', () => {
  const resolved = (days: number) => ({
    candidates: [candidate({ state: 'resolved', resolvedAt: NOW - days * 86_400_000 })],
  });
  expect(run(mail(), resolved(3)).append).toMatchObject({ reopen: true });
  expect(run(mail(), resolved(20))).toMatchObject({ outcome: 'ticket', ticket: { possiblyOf: '7' } });
});

test('machines open nothing and reopen nothing: kept on their ticket, else ignored with the reason', () => {
  const outOfOffice = mail({ fields: { 'Auto-Submitted': 'auto-replied' } });
  expect(run(outOfOffice)).toMatchObject({ outcome: 'ignored', ticket: null });
  expect(
    run(outOfOffice, { candidates: [candidate({ state: 'resolved', resolvedAt: NOW - 1_000 })] }).append,
  ).toMatchObject({ reopen: false });
});

test('only a proven report about the very address we wrote to silences it', () => {
  const bounce = mail({
    report: {
      kind: 'delivery-status',
      recipients: [{ address: 'ana@contoso.example', action: 'failed', status: '5.1.1', diagnostic: '' }],
      originalMessageId: null,
    },
  });
  const reported = { id: 'o1', kind: 'acknowledgement', ticketId: '7', to: 'ana@contoso.example' } as const;
  expect(run(bounce, { reported }).suppress).toHaveLength(1);
  expect(run(bounce, { reported: { ...reported, to: 'bob@other.example' } }).suppress).toHaveLength(0);
  expect(run(bounce).suppress).toHaveLength(0);
});

test('the same mail delivered twice joins the first; to another mailbox of ours it is linked; neither is answered', () => {
  const twin = { ticketId: '7', reference: 'K7Q-2M4', mailbox: 'support' };
  expect(run(mail(), { twin })).toMatchObject({
    outcome: 'appended',
    append: { ticketId: '7' },
    answer: { send: false },
  });
  expect(run(mail(), { twin: { ...twin, mailbox: 'billing' } })).toMatchObject({
    outcome: 'ticket',
    ticket: { possiblyOf: '7' },
    answer: { send: false, rule: 'twin' },
  });
});

test('a flood from one address opens one storm ticket and goes on there', () => {
  expect(run(mail(), { recentFromSender: 20 })).toMatchObject({
    outcome: 'ticket',
    ticket: { stormOf: 'ana@contoso.example' },
    answer: { rule: 'storm' },
  });
  expect(run(mail(), { recentFromSender: 20, stormTicket: { ticketId: '9', reference: 'AAA-AAA' } })).toMatchObject({
    outcome: 'appended',
    append: { ticketId: '9' },
  });
});

test('an unreadable item is quarantined and visible all the same', () => {
  expect(decideUnreadable(mail({ text: '' }), facts(), policy, 'too many parts', 0)).toMatchObject({
    outcome: 'quarantined',
    ticket: { bucket: 'unreadable' },
    answer: { send: false },
  });
});

test('rules read only new text, at offsets of the whole text', () => {
  const text = 'It is down.\n> all fine yesterday\nThanks';
  const seen = textForRules({
    text,
    segments: [
      { kind: 'new', from: 0, to: 12 },
      { kind: 'quoted', from: 12, to: 33 },
      { kind: 'new', from: 33, to: text.length },
    ],
  });
  expect(seen).toHaveLength(text.length);
  expect(seen).not.toContain('yesterday');
  expect(seen.slice(33)).toBe('Thanks');
});
