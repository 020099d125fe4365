import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Message } from '../../src/domain/message.ts';
import { createMarks, type Marks } from '../../src/format/mark.ts';
import { permanent, temporary } from '../../src/lib/fault.ts';
import { createLog } from '../../src/lib/log.ts';
import { processAhead, processBatch, type ProcessDeps } from '../../src/stages/process.ts';
import { writer } from '../../src/stages/word.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { requeue } from '../../src/store/inbound.ts';
import { keep, type Arrival } from '../../src/store/receive.ts';
import { sql } from '../../src/store/sql.ts';
import { openTerms, type TermsBook } from '../../src/store/terms.ts';
import { mail, policy } from '../domain/mail.ts';
import { TERMS } from '../domain/promise/office.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
let terms: TermsBook;
let marks: Marks;
/** what the reader gives for the raw bytes of an item: reading itself is tested elsewhere */
const readings = new Map<string, Message | Error>();
const db = () => database.store.db;

beforeAll(async () => {
  database = await openTestDatabase();
  ({ book: terms } = await openTerms(db(), TERMS, '2026-11-23'));
  marks = createMarks({ key: Buffer.alloc(32, 7), instance: '00000000-0000-4000-8000-000000000000' });
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
  reader: {
    read: async (raw) => {
      const found = readings.get(Buffer.from(raw).toString());
      if (!found || found instanceof Error) throw found ?? new Error('no reading');
      return found;
    },
  },
  headerOnly: async () => mail({ text: '' }),
  suggest: () => ({ level: 2, confidence: 0.8, evidence: [], because: 'a test' }),
  write: writer({
    policy,
    promises: terms.current,
    marks,
    faxWording: null,
    page: () => null,
    wording: ({ reference }) => ({
      subject: `[#${reference}] We received your message`,
      text: 'text',
      html: '<p>text</p>',
      preheader: '',
    }),
  }),
  work: { batch: 25, leaseMs: 60_000, attempts: 3, retryMs: [1] },
});

function arrival(raw: string, reading: Message | Error, change: Partial<Arrival> = {}): Arrival {
  readings.set(raw, reading);
  const bytes = Buffer.from(raw);
  const sha256 = createHash('sha256').update(bytes).digest();
  return {
    mailbox: 'support',
    fingerprint: sha256,
    content: { sha256, bytes },
    size: bytes.length,
    via: 'smtp',
    acceptedAt: Date.now(),
    envelope: null,
    quiet: null,
    messageId: reading instanceof Error ? null : reading.messageId,
    skip: null,
    location: null,
    ...change,
  };
}

const receive = (...arrivals: Arrival[]) => keep(db(), databaseBlobs(), arrivals, Date.now());
const rows = <Row>(query: ReturnType<typeof sql>) => db().many<Row>(query);
const from = (address: string) => [{ name: '', address }];

test('a mail becomes one ticket with a journal, and one acknowledgement in its thread', async () => {
  await receive(arrival('one', mail()));
  expect(await processBatch(deps())).toMatchObject({ claimed: 1, ticket: 1 });
  const [ticket] = await rows<{ reference: string; suggested_level: number; requester_address: string }>(
    sql`select * from ticket`,
  );
  expect(ticket).toMatchObject({ suggested_level: 2, requester_address: 'ana@contoso.example' });
  const [out] = await rows<{
    mail: { inReplyTo: string; messageId: string; headers: Record<string, string> };
    to_address: string;
  }>(sql`select * from outbox`);
  expect(out).toMatchObject({ to_address: 'ana@contoso.example', mail: { inReplyTo: '<m1@contoso.example>' } });
  expect(marks.verifyMessageId(out!.mail.messageId)?.reference).toBe(ticket!.reference);
  const acts = (await rows<{ act: string }>(sql`select act from journal order by id`)).map((line) => line.act);
  expect(acts).toEqual(['opened', 'screened', 'threaded', 'level_suggested', 'acknowledgement_queued']);
  expect(await processBatch(deps())).toMatchObject({ claimed: 0 });
});

test('a repeat of a delivery is refused by the index, also within one batch', async () => {
  const item = arrival('one', mail());
  expect((await receive(item, item)).map((receipt) => receipt.repeat)).toEqual([false, true]);
  expect((await receive(item)).map((receipt) => receipt.repeat)).toEqual([true]);
  await processBatch(deps());
  expect(await rows(sql`select 1 from ticket`)).toHaveLength(1);
});

test('a reply in the same batch as the mail it answers joins its ticket; so does one to our acknowledgement', async () => {
  await receive(
    arrival('one', mail()),
    arrival('two', mail({ messageId: '<m2@contoso.example>', inReplyTo: ['<m1@contoso.example>'], text: 'More' })),
  );
  expect(await processBatch(deps())).toMatchObject({ ticket: 1, appended: 1 });
  const [out] = await rows<{ message_id: string }>(sql`select message_id from outbox`);
  await receive(
    arrival('three', mail({ messageId: '<m3@contoso.example>', inReplyTo: [out!.message_id], text: 'And more' })),
  );
  expect(await processBatch(deps())).toMatchObject({ ticket: 0, appended: 1 });
  expect(await rows(sql`select 1 from outbox`)).toHaveLength(1);
});

test('the same mail delivered twice by another path makes one ticket and one acknowledgement', async () => {
  await receive(arrival('by path a', mail()), arrival('by path b', mail()));
  expect(await processBatch(deps())).toMatchObject({ ticket: 1, appended: 1 });
  expect(await rows(sql`select 1 from outbox`)).toHaveLength(1);
});

test('one Message-ID used for two different mails makes two tickets', async () => {
  await receive(arrival('a', mail({ text: 'Parcel 1' })), arrival('b', mail({ text: 'Parcel 2' })));
  expect(await processBatch(deps())).toMatchObject({ ticket: 2 });
});

test('the fourth mail of an hour from one address gets a ticket but no acknowledgement, and the ticket says why', async () => {
  await receive(
    ...[1, 2, 3, 4].map((n) => arrival(`n${n}`, mail({ messageId: `<n${n}@contoso.example>`, text: `Request ${n}` }))),
  );
  expect(await processBatch(deps())).toMatchObject({ ticket: 4 });
  expect(await rows(sql`select 1 from outbox`)).toHaveLength(3);
  expect(
    await rows(sql`select 1 from journal where act = 'not_acknowledged' and detail->>'rule' = 'address_hour'`),
  ).toHaveLength(1);
});

test('a flood becomes one storm ticket', async () => {
  await receive(
    ...Array.from({ length: 24 }, (_, n) =>
      arrival(`s${n}`, mail({ messageId: `<s${n}@contoso.example>`, text: `Alarm ${n}` })),
    ),
  );
  expect(await processBatch(deps())).toMatchObject({ ticket: 21, appended: 3 });
  expect(await rows(sql`select 1 from ticket where storm_of = 'ana@contoso.example'`)).toHaveLength(1);
});

test('an unreadable item is a quarantined row and a visible ticket; one bad item does not hold up the rest', async () => {
  await receive(
    arrival('bad', permanent('too many parts')),
    arrival('good', mail({ from: from('bob@other.example'), messageId: '<g@other.example>' })),
  );
  expect(await processBatch(deps())).toMatchObject({ quarantined: 1, ticket: 1 });
  expect(await rows(sql`select 1 from ticket where bucket = 'unreadable'`)).toHaveLength(1);
  expect(
    await rows(sql`select 1 from inbound where state = 'quarantined' and reason like '%too many parts%'`),
  ).toHaveLength(1);
});

test('what may be readable later is tried three times, then a person sees it', async () => {
  await receive(arrival('slow', temporary('the reader timed out')));
  const outcomes = [];
  for (let i = 0; i < 20 && outcomes.at(-1) !== 1; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const batch = await processBatch(deps());
    if (batch.claimed > 0) outcomes.push(batch.quarantined);
  }
  expect(outcomes).toEqual([0, 0, 1]);
});

test('an out-of-office answer to our acknowledgement is kept on the ticket and answered by nobody', async () => {
  await receive(arrival('one', mail()));
  await processBatch(deps());
  const [out] = await rows<{ message_id: string }>(sql`select message_id from outbox`);
  await receive(
    arrival(
      'ooo',
      mail({
        messageId: '<o@contoso.example>',
        inReplyTo: [out!.message_id],
        fields: { 'Auto-Submitted': 'auto-replied' },
      }),
    ),
  );
  expect(await processBatch(deps())).toMatchObject({ appended: 1 });
  expect(await rows(sql`select 1 from outbox`)).toHaveLength(1);
});

test('a bounce of our acknowledgement marks the address; the next mail from it is not answered', async () => {
  await receive(arrival('one', mail()));
  await processBatch(deps());
  const [out] = await rows<{ message_id: string }>(sql`select message_id from outbox`);
  const report = {
    kind: 'delivery-status' as const,
    recipients: [{ address: 'ana@contoso.example', action: 'failed', status: '5.1.1', diagnostic: '' }],
    originalMessageId: out!.message_id,
  };
  await receive(
    arrival(
      'dsn',
      mail({ messageId: '<d@mx.example>', from: from('mailer-daemon@mx.example'), returnPath: '', report }),
    ),
  );
  expect(await processBatch(deps())).toMatchObject({ appended: 1 });
  await receive(arrival('again', mail({ messageId: '<again@contoso.example>', text: 'Another thing' })));
  expect(await processBatch(deps())).toMatchObject({ ticket: 1 });
  expect(await rows(sql`select 1 from journal where detail->>'rule' = 'suppressed'`)).toHaveLength(1);
});

test('two workers on one queue settle every item once', async () => {
  await receive(
    ...Array.from({ length: 40 }, (_, n) =>
      arrival(
        `w${n}`,
        mail({ messageId: `<w${n}@c.example>`, from: from(`user${n}@host${n}.example`), text: `Request ${n}` }),
      ),
    ),
  );
  const small = { ...deps(), work: { ...deps().work, batch: 5 } };
  const work = async () => {
    let n = 0;
    for (;;) {
      const batch = await processBatch(small);
      if (batch.claimed === 0) return n;
      n += batch.ticket;
    }
  };
  const [a, b] = await Promise.all([work(), work()]);
  expect(a + b).toBe(40);
  expect(await rows(sql`select 1 from ticket`)).toHaveLength(40);
  expect(await rows(sql`select 1 from outbox`)).toHaveLength(40);
});

test('a quarantined item worked again keeps its ticket, which then shows what the mail says, and is acknowledged once', async () => {
  await receive(arrival('later', permanent('a bug in the reader')));
  expect(await processBatch(deps())).toMatchObject({ quarantined: 1 });
  const [before] = await rows<{ id: string }>(sql`select id from ticket`);
  readings.set('later', mail());
  expect(await requeue(db(), 'quarantined', Date.now())).toHaveLength(1);
  expect(await processBatch(deps())).toMatchObject({ ticket: 1 });
  expect(await rows(sql`select id, bucket, subject from ticket`)).toEqual([
    { id: before!.id, bucket: 'desk', subject: 'Invoices' },
  ]);
  expect(await rows(sql`select 1 from outbox`)).toHaveLength(1);
  expect(await rows(sql`select 1 from message where body like 'We cannot%'`)).toHaveLength(1);
});

test('a worker whose lease ran out writes nothing once another has taken the item over', async () => {
  await receive(arrival('slow', mail()));
  const slow = deps();
  let free = (): void => {};
  const held = new Promise<void>((resolve) => (free = resolve));
  const slowDeps: ProcessDeps = {
    ...slow,
    reader: {
      read: async () => {
        await held;
        return mail();
      },
    },
  };
  const late = processBatch(slowDeps);
  await expect.poll(() => rows(sql`select 1 from inbound where attempts = 1`)).toHaveLength(1);
  await db().run(sql`update inbound set lease_until = now() - interval '1 second'`); // as if it had hung
  expect(await processBatch(deps())).toMatchObject({ ticket: 1 });
  free();
  expect(await late).toMatchObject({ claimed: 1, ticket: 0 });
  expect(await rows(sql`select 1 from ticket`)).toHaveLength(1);
  expect(await rows(sql`select 1 from outbox`)).toHaveLength(1);
});

test('a reply waits for the mail it answers while another worker has that in hand', async () => {
  await receive(arrival('parent', mail()));
  let free = (): void => {};
  const held = new Promise<void>((resolve) => (free = resolve));
  const slow: ProcessDeps = {
    ...deps(),
    reader: {
      read: async () => {
        await held;
        return mail();
      },
    },
  };
  const other = processBatch(slow);
  await expect.poll(() => rows(sql`select 1 from inbound where attempts = 1`)).toHaveLength(1);
  await receive(arrival('reply', mail({ messageId: '<r@contoso.example>', inReplyTo: ['<m1@contoso.example>'] })));
  expect(await processBatch(deps())).toMatchObject({ claimed: 1, ticket: 0, postponed: 1 });
  free();
  expect(await other).toMatchObject({ ticket: 1 });
  await expect.poll(async () => (await processBatch(deps())).appended).toBe(1);
});

test('a slow worker keeps its items for as long as it lives, however short the lease', async () => {
  await receive(arrival('slow', mail()));
  const slowly: ProcessDeps = {
    ...deps(),
    work: { ...deps().work, leaseMs: 1_000 },
    reader: { read: () => new Promise((resolve) => setTimeout(resolve, 3_000, mail())) },
  };
  const slow = processBatch(slowly);
  const others: number[] = [];
  for (let i = 0; i < 12; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (i > 1) others.push((await processBatch(deps())).claimed);
  }
  expect(Math.max(...others)).toBe(0);
  expect(await slow).toMatchObject({ ticket: 1 });
});

test('what was read ahead is given back at a stop, as if it had never been claimed', async () => {
  await receive(
    arrival('one', mail()),
    arrival('two', mail({ messageId: '<m2@contoso.example>', from: from('cy@contoso.example') })),
  );
  const worker = processAhead({ ...deps(), work: { ...deps().work, batch: 1 } });
  expect(await worker.next()).toMatchObject({ claimed: 1, ticket: 1 });
  await worker.stop();
  const left = sql`select attempts, lease_until from inbound where state = 'stored'`;
  expect(await rows(left)).toEqual([{ attempts: 0, lease_until: null }]);
  expect(await worker.next()).toMatchObject({ claimed: 1, ticket: 1 });
  await worker.stop();
  expect(await rows(left)).toEqual([]);
});

test('an item is due by the clock that is handed in, and put off by it', async () => {
  const at = Date.UTC(2031, 5, 2, 12);
  let now = at - 1;
  const failing = arrival('one', new Error('not now'), { acceptedAt: at });
  await keep(db(), databaseBlobs(), [failing], at);
  const slow = { ...deps(), now: () => now, work: { ...deps().work, retryMs: [60_000] } };
  expect(await processBatch(slow)).toMatchObject({ claimed: 0 });
  now = at;
  expect(await processBatch(slow)).toMatchObject({ claimed: 1, postponed: 1 });
  now = at + 59_999;
  expect(await processBatch(slow)).toMatchObject({ claimed: 0 });
  now = at + 60_000;
  readings.set('one', mail());
  expect(await processBatch(slow)).toMatchObject({ claimed: 1, ticket: 1 });
  expect(await rows(sql`select distinct at from journal`)).toEqual([{ at: now }]);
});
