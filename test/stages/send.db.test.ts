import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Outgoing, OutgoingText } from '../../src/domain/outgoing.ts';
import { textMessage } from '../../src/format/outgoing.ts';
import { createLog } from '../../src/lib/log.ts';
import { noFax, noSms } from '../../src/outlets/no-sms.ts';
import type { Attempt, Outlet, PackedMail } from '../../src/outlets/port.ts';
import { webhookOutlet } from '../../src/outlets/webhook.ts';
import { sendBatch, type SendDeps } from '../../src/stages/send.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { enqueue } from '../../src/store/outbox.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
const db = () => database.store.db;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => db().run(sql`truncate outbox, outlet_state, journal cascade`));

/** An outlet that answers as it is told, one answer a mail, the last one for ever. */
function scripted(...answers: Attempt[]): Outlet & { readonly seen: string[] } {
  const seen: string[] = [];
  return {
    name: 'scripted',
    seen,
    close: async () => {},
    send: async (mail) => {
      seen.push(mail.messageId);
      return answers[Math.min(seen.length, answers.length) - 1]!;
    },
  };
}

function deps(outlet: Outlet, change: Partial<SendDeps['rules']> = {}, sms: Outlet<OutgoingText> = noSms): SendDeps {
  return {
    db: db(),
    outlets: { mail: outlet, sms, fax: noFax, webhook: webhookOutlet([], createLog('silent')) },
    fileBytes: (sha256) => databaseBlobs().get(db(), sha256),
    now: Date.now,
    log: createLog('silent'),
    rules: {
      batch: 20,
      leaseMs: 60_000,
      retryMs: [1, 1],
      giveUpHours: 24,
      resendUnknownAfterMs: 1,
      pauseAccountMs: 60_000,
      ...change,
    },
  };
}

async function enqueueMail(createdAt = new Date(), files?: Outgoing['files']): Promise<string> {
  const id = randomUUID();
  const mail: Outgoing = {
    kind: 'acknowledgement',
    messageId: `<${id}@helpdesk.example>`,
    date: createdAt.getTime(),
    from: { name: '', address: 'support@helpdesk.example' },
    to: { name: '', address: 'ana@contoso.example' },
    envelopeFrom: '',
    replyTo: null,
    subject: 's',
    text: 't',
    html: '',
    inReplyTo: null,
    references: [],
    headers: {},
    files,
  };
  await db().run(sql`
    insert into outbox (id, kind, mailbox, dedupe_key, message_id, to_address, to_domain, mail, next_attempt_at, created_at)
    values (${id}, 'acknowledgement', 'support', ${id}, ${mail.messageId}, 'ana@contoso.example', 'contoso.example', ${JSON.stringify(mail)}, ${createdAt}, ${createdAt})`);
  return id;
}

async function stateOf(id: string): Promise<string> {
  return (await db().one<{ state: string }>(sql`select state from outbox where id = ${id}`)).state;
}

/** Runs batches until nothing is due for a while. */
async function run(with_: SendDeps): Promise<void> {
  for (let quiet = 0; quiet < 5;) {
    quiet = (await sendBatch(with_, new AbortController().signal)).claimed > 0 ? 0 : quiet + 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const SENT: Attempt = { outcome: 'sent', response: '250 ok' };

test('a mail is sent once, and its journal says so', async () => {
  const id = await enqueueMail();
  const outlet = scripted(SENT);
  await run(deps(outlet));
  expect([await stateOf(id), outlet.seen.length]).toEqual(['sent', 1]);
  expect(await db().many(sql`select 1 from journal where act = 'acknowledgement_sent'`)).toHaveLength(1);
});

test('a temporary refusal is tried again, a permanent one is not', async () => {
  const id = await enqueueMail();
  const retried = scripted(
    { outcome: 'retry', counts: true, reason: '450' },
    { outcome: 'retry', counts: false, reason: 'no connection' },
    SENT,
  );
  await run(deps(retried));
  expect([await stateOf(id), retried.seen.length]).toEqual(['sent', 3]);
  const other = await enqueueMail();
  const refused = scripted({ outcome: 'failed', reason: '550 no such user' });
  await run(deps(refused));
  expect([await stateOf(other), refused.seen.length]).toEqual(['failed', 1]);
});

test('a temporary refusal ends after a day, where a person sees it', async () => {
  const id = await enqueueMail(new Date(Date.now() - 25 * 3_600_000));
  await run(deps(scripted({ outcome: 'retry', counts: true, reason: '450' })));
  expect(await stateOf(id)).toBe('failed');
});

test('after an unknown outcome it is sent once more, under the same Message-ID, then left to a person', async () => {
  const id = await enqueueMail();
  const outlet = scripted({ outcome: 'unknown', reason: 'connection lost' });
  await run(deps(outlet));
  expect(await stateOf(id)).toBe('unresolved');
  expect(outlet.seen).toEqual([`<${id}@helpdesk.example>`, `<${id}@helpdesk.example>`]);
});

test('a mail whose sender died with it in hand is resent once', async () => {
  const id = await enqueueMail();
  await db().run(sql`update outbox set state = 'sending', lease_until = now() - interval '1 second' where id = ${id}`);
  const outlet = scripted(SENT);
  await run(deps(outlet));
  expect([await stateOf(id), outlet.seen.length]).toEqual(['sent', 1]);
  await db().run(sql`update outbox set state = 'sending', lease_until = now() - interval '1 second' where id = ${id}`);
  await run(deps(outlet));
  expect([await stateOf(id), outlet.seen.length]).toEqual(['unresolved', 1]);
});

test('a refused account pauses all sending, and loses no mail', async () => {
  const id = await enqueueMail();
  const outlet = scripted({ outcome: 'paused', reason: '535 bad password' });
  await run(deps(outlet));
  expect([await stateOf(id), outlet.seen.length]).toEqual(['pending', 1]);
});

test('two senders never take the same mail', async () => {
  for (let i = 0; i < 30; i += 1) await enqueueMail();
  const [a, b] = [scripted(SENT), scripted(SENT)];
  await Promise.all([run(deps(a, { batch: 3 })), run(deps(b, { batch: 3 }))]);
  expect(new Set([...a.seen, ...b.seen]).size).toBe(30);
  expect(a.seen.length + b.seen.length).toBe(30);
});

test('a mail that takes longer than the lease is not sent by another as well', async () => {
  const id = await enqueueMail();
  const slow = scripted(SENT);
  const slowly: Outlet = {
    ...slow,
    send: async (mail, signal) => {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      return slow.send(mail, signal);
    },
  };
  const sending = sendBatch(deps(slowly, { leaseMs: 1_000 }), new AbortController().signal);
  const other = scripted(SENT);
  for (let i = 0; i < 10; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    if (i > 0) await sendBatch(deps(other), new AbortController().signal);
  }
  await sending;
  expect([await stateOf(id), slow.seen.length, other.seen.length]).toEqual(['sent', 1, 0]);
});

async function enqueueSms(kind: 'alert' | 'reminder'): Promise<string> {
  const { id, mail } = textMessage(kind, '+15550102231', 'late');
  const row = { id, outlet: 'sms', mail, ticketId: null, inboundId: null, mailbox: 'support' } as const;
  await transaction(db(), (tx) => enqueue(tx, [{ ...row, dedupeKey: id, notBefore: Date.now() }], Date.now()));
  return id;
}

test('an SMS goes by its own way, and a refused account of one way stops no other', async () => {
  const [mail, sms] = [await enqueueMail(), await enqueueSms('alert')];
  const texts: OutgoingText[] = [];
  const refused: Outlet<OutgoingText> = {
    name: 'sms',
    close: async () => {},
    send: async (message) => {
      texts.push(message);
      return { outcome: 'paused', reason: '401 Authenticate' };
    },
  };
  await run(deps(scripted(SENT), {}, refused));
  const later = await enqueueMail();
  await run(deps(scripted(SENT), {}, refused));
  expect([await stateOf(mail), await stateOf(later), await stateOf(sms)]).toEqual(['sent', 'sent', 'pending']);
  expect(texts).toMatchObject([{ id: sms, to: '+15550102231', text: 'late' }]);
  expect(await db().one(sql`select reason from outlet_state where outlet = 'sms'`)).toEqual({
    reason: '401 Authenticate',
  });
});

test('an SMS that nobody can send fails at once, and one that may have gone out is not sent blindly again', async () => {
  const id = await enqueueSms('reminder');
  await run(deps(scripted(SENT)));
  expect(await stateOf(id)).toBe('failed');
  const other = await enqueueSms('reminder');
  let times = 0;
  const broken: Outlet<OutgoingText> = {
    name: 'sms',
    close: async () => {},
    send: async () => {
      times += 1;
      return { outcome: 'unknown', reason: 'connection lost' };
    },
  };
  await run(deps(scripted(SENT), {}, broken));
  expect([await stateOf(other), times]).toEqual(['unresolved', 1]);
});

test('a day of trying is counted from when a mail was to go out', async () => {
  const id = await enqueueMail(new Date(Date.now() - 3 * 86_400_000));
  await db().run(sql`update outbox set not_before = now() - interval '1 minute' where id = ${id}`);
  const outlet = scripted({ outcome: 'retry', counts: true, reason: '450' }, SENT);
  await run(deps(outlet));
  expect([await stateOf(id), outlet.seen.length]).toEqual(['sent', 2]);
});

test('a mail takes the kept pages along; without them, or when they are too large for mail, it goes alone', async () => {
  const pages = [Buffer.from('%PDF small'), Buffer.alloc(15_000_001, 1)];
  const named = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
  await transaction(db(), (tx) =>
    databaseBlobs().put(
      tx,
      pages.map((bytes) => ({ sha256: named(bytes), bytes })),
    ),
  );
  const files = [...pages, Buffer.from('never kept')].map((bytes, i) => ({
    filename: `Fax-${i}.pdf`,
    type: 'application/pdf',
    sha256: named(bytes).toString('hex'),
  }));
  const id = await enqueueMail(new Date(), files);
  const got: PackedMail[] = [];
  const outlet: Outlet = {
    name: 'smtp',
    close: async () => {},
    send: async (mail) => {
      got.push(mail);
      return SENT;
    },
  };
  await run(deps(outlet));
  expect(await stateOf(id)).toBe('sent');
  expect(got[0]!.enclosed).toEqual([{ filename: 'Fax-0.pdf', type: 'application/pdf', bytes: pages[0] }]);
});
