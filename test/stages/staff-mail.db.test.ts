import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Message } from '../../src/domain/message.ts';
import type { OutgoingKind } from '../../src/domain/outgoing.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { createMarks } from '../../src/format/mark.ts';
import { addressing } from '../../src/format/outgoing.ts';
import { createLog } from '../../src/lib/log.ts';
import { processBatch, type ProcessDeps } from '../../src/stages/process.ts';
import { writer } from '../../src/stages/word.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { enqueue } from '../../src/store/outbox.ts';
import { keep } from '../../src/store/receive.ts';
import { openTerms, type TermsBook } from '../../src/store/terms.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { mail, policy as office } from '../domain/mail.ts';
import { TERMS } from '../domain/promise/office.ts';
import { person } from '../domain/staff/office.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
let terms: TermsBook;
const db = () => database.store.db;
const readings = new Map<string, Message>();
const marks = createMarks({ key: Buffer.alloc(32, 7), instance: '00000000-0000-4000-8000-000000000000' });
const policy: Policy = {
  ...office,
  staff: { people: [{ ...person('ben'), address: 'ben@helpdesk.example' }], ladder: [] },
};

beforeAll(async () => {
  database = await openTestDatabase();
  ({ book: terms } = await openTerms(db(), TERMS, '2026-11-23'));
});
afterAll(() => database.drop());
beforeEach(async () => {
  readings.clear();
  await db().run(
    sql`truncate inbound, inbound_location, ticket, participant, message, journal, outbox, suppression, blob cascade`,
  );
});

const deps = (): ProcessDeps => ({
  db: db(),
  blobs: databaseBlobs(),
  atHand: { take: () => null },
  marks,
  policy,
  terms,
  phoneCountry: 'US',
  now: Date.now,
  log: createLog('silent'),
  reader: { read: async (raw) => readings.get(Buffer.from(raw).toString())! },
  headerOnly: async () => mail({ text: '' }),
  suggest: () => ({ level: 2, confidence: 0.8, evidence: [], because: 'a test' }),
  write: writer({
    policy,
    promises: terms.current,
    marks,
    faxWording: null,
    page: () => null,
    wording: ({ reference }) => ({ subject: `[#${reference}]`, text: 't', html: '', preheader: '' }),
  }),
  work: { batch: 25, leaseMs: 60_000, attempts: 3, retryMs: [1] },
});

/** Takes mails in, one after the other, and works them. */
async function work(...messages: readonly Partial<Message>[]) {
  for (const change of messages) {
    const message = mail(change);
    const raw = `${message.messageId} ${readings.size}`;
    readings.set(raw, message);
    const bytes = Buffer.from(raw);
    const sha256 = createHash('sha256').update(bytes).digest();
    const arrival = {
      mailbox: 'support',
      fingerprint: sha256,
      content: { sha256, bytes },
      size: bytes.length,
      via: 'smtp',
      acceptedAt: Date.now(),
      envelope: null,
      quiet: null,
      messageId: message.messageId,
      skip: null,
      location: null,
    };
    await keep(db(), databaseBlobs(), [arrival], Date.now());
  }
  return processBatch(deps());
}

/** Tells Ben something by mail, as the watch does; returns the mail. */
async function tell(kind: OutgoingKind, ticket: { readonly id: string; readonly reference: string } | null) {
  const { id, mail } = addressing({ policy, marks })({
    kind,
    mailbox: 'support',
    reference: ticket?.reference ?? null,
    to: { name: 'Ben Ode', address: 'ben@helpdesk.example' },
    subject: 's',
    text: 't',
    html: '',
    now: Date.now(),
  });
  const row = { id, outlet: 'mail', mail, ticketId: ticket?.id ?? null, inboundId: null, mailbox: 'support' } as const;
  await transaction(db(), (tx) => enqueue(tx, [{ ...row, dedupeKey: id, notBefore: Date.now() }], Date.now()));
  return mail;
}

async function openTicket() {
  await work({});
  const ticket = await db().one<{ id: string; reference: string }>(sql`select id, reference from ticket`);
  await db().run(sql`
    insert into alarm (ticket_id, metric, cycle, kind, due_at, fired_at, said) values (${ticket.id}, 'call_back', 1, 'due', now(), now(), 'mailed')`);
  return ticket;
}

const note = (messageId: string) =>
  db().run(sql`
    insert into telling (alarm_id, person, outbox_id) select a.id, 'ben', o.id from alarm a, outbox o where o.message_id = ${messageId}`);
const undelivered = () => db().many(sql`select person, undelivered from telling`);

function bounceOf(messageId: string): Partial<Message> {
  return {
    messageId: '<dsn1@mx.example>',
    from: [{ name: '', address: 'mailer-daemon@mx.example' }],
    report: {
      kind: 'delivery-status',
      recipients: [{ address: 'ben@helpdesk.example', action: 'failed', status: '5.1.1', diagnostic: '550' }],
      originalMessageId: messageId,
    },
  };
}

test('a notice that comes back opens no ticket, silences the address, and counts as not told', async () => {
  const notice = await tell('notice', await openTicket());
  await note(notice.messageId);
  expect(await work(bounceOf(notice.messageId))).toMatchObject({ claimed: 1, ticket: 0, appended: 1 });
  expect(await undelivered()).toEqual([{ person: 'ben', undelivered: true }]);
  expect(await db().many(sql`select address from suppression`)).toEqual([{ address: 'ben@helpdesk.example' }]);
  expect(await db().many(sql`select detail->>'kind' as kind from journal where act = 'came_back'`)).toEqual([
    { kind: 'notice' },
  ]);
});

test('so does one that gathers several tickets', async () => {
  await openTicket();
  const alert = await tell('alert', null);
  await note(alert.messageId);
  expect(await work(bounceOf(alert.messageId))).toMatchObject({ claimed: 1, ticket: 0, ignored: 1 });
  expect(await undelivered()).toEqual([{ person: 'ben', undelivered: true }]);
});

test('what a rep answers to a notice stands on the ticket as theirs, unanswered, and reopens nothing', async () => {
  const ticket = await openTicket();
  const notice = await tell('notice', ticket);
  await db().run(sql`update ticket set state = 'resolved', resolved_at = now()`);
  const from = [{ name: 'Ben', address: 'ben@helpdesk.example' }];
  const reply = {
    messageId: '<r1@helpdesk.example>',
    from,
    references: notice.references,
    inReplyTo: [notice.messageId],
  };
  expect(await work(reply)).toMatchObject({ claimed: 1, ticket: 0, appended: 1 });
  expect(await db().many(sql`select by_staff, kind, third_party from message order by id desc limit 1`)).toEqual([
    { by_staff: 'ben', kind: 'human', third_party: false },
  ]);
  expect(await db().one(sql`select state from ticket`)).toEqual({ state: 'resolved' });
  expect(await db().many(sql`select 1 from outbox where kind = 'acknowledgement'`)).toHaveLength(1);
  expect(await db().many(sql`select 1 from participant where address = 'ben@helpdesk.example'`)).toEqual([]);
});

test('an answer to a digest is kept, and opens nothing', async () => {
  const digest = await tell('digest', null);
  const from = [{ name: 'Ben', address: 'ben@helpdesk.example' }];
  const reply = { messageId: '<r2@helpdesk.example>', from, inReplyTo: [digest.messageId] };
  expect(await work(reply)).toMatchObject({ claimed: 1, ticket: 0, ignored: 1 });
});

test('what staff are told does not use up what may be acknowledged', async () => {
  const ticket = await openTicket();
  for (let i = 0; i < 5; i += 1) await tell('reminder', ticket);
  await work({ messageId: '<own@helpdesk.example>', from: [{ name: 'Ben', address: 'ben@helpdesk.example' }] });
  expect(
    await db().many(
      sql`select kind from outbox where to_address = 'ben@helpdesk.example' and kind = 'acknowledgement'`,
    ),
  ).toHaveLength(1);
});
