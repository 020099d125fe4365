import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { importCustomers } from '../../src/commands/import/customers.ts';
import type { Message } from '../../src/domain/message.ts';
import { createWording, loadTemplates } from '../../src/format/acknowledgement.ts';
import { createMarks } from '../../src/format/mark.ts';
import { permanent } from '../../src/lib/fault.ts';
import { createLog } from '../../src/lib/log.ts';
import { processBatch, type ProcessDeps } from '../../src/stages/process.ts';
import { writer } from '../../src/stages/word.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { requeue } from '../../src/store/inbound.ts';
import { keep } from '../../src/store/receive.ts';
import { sql } from '../../src/store/sql.ts';
import { openTerms, type TermsBook } from '../../src/store/terms.ts';
import { mail, policy } from '../domain/mail.ts';
import { ny, TERMS } from '../domain/promise/office.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

const CUSTOMERS = fileURLToPath(new URL('../customers/whole.csv', import.meta.url));
const MONDAY = ny('2026-11-23 09:30');
const marks = createMarks({ key: Buffer.alloc(32, 7), instance: '00000000-0000-4000-8000-000000000000' });
const readings = new Map<string, Message | Error>();
let database: TestDatabase;
let terms: TermsBook;
let now = MONDAY;
const db = () => database.store.db;

beforeAll(async () => {
  database = await openTestDatabase();
  ({ book: terms } = await openTerms(db(), TERMS, '2026-11-23'));
});
afterAll(() => database.drop());
beforeEach(async () => {
  now = MONDAY;
  await db().run(
    sql`truncate inbound, ticket, journal, outbox, blob, customer, customer_domain, customer_contact restart identity cascade`,
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
  now: () => now,
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
    wording: createWording(loadTemplates('config/templates'), TERMS.calendar.timezone),
  }),
  work: { batch: 25, leaseMs: 60_000, attempts: 3, retryMs: [1] },
});

const bring = () =>
  importCustomers(db(), () => createReadStream(CUSTOMERS), {
    country: 'US',
    people: null,
    dryRun: false,
    removeMissing: false,
    now,
  });

/** Mails come in at `now`, each from its address, and are worked. */
async function arrive(...froms: readonly string[]) {
  const readingsOf = froms.map((address) =>
    mail({ from: [{ name: '', address }], messageId: `<${now}.${address}>`, text: `From ${address}` }),
  );
  await receive(...readingsOf);
  return processBatch(deps());
}

async function receive(...arrivals: readonly (Message | Error)[]) {
  const items = arrivals.map((reading, n) => {
    const raw = `${now} ${n}`;
    readings.set(raw, reading);
    const bytes = Buffer.from(raw);
    const sha256 = createHash('sha256').update(bytes).digest();
    return {
      mailbox: 'support',
      fingerprint: sha256,
      content: { sha256, bytes },
      size: bytes.length,
      via: 'smtp',
      acceptedAt: now,
    };
  });
  const rest = { envelope: null, quiet: null, messageId: null, skip: null, location: null };
  await keep(
    db(),
    databaseBlobs(),
    items.map((item) => ({ ...item, ...rest })),
    now,
  );
}

const tickets = () =>
  db().many(sql`
    select t.requester_address as "from", c.name as customer, t.cover, o.mail->>'text' as answer,
      (select array_agg(j.act order by j.id) from journal j where j.ticket_id = t.id and j.act in ('customer_found', 'outside_agreement')) as said
    from ticket t left join customer c on c.id = t.customer_id left join outbox o on o.ticket_id = t.id order by t.id`) as Promise<
    readonly { from: string; customer: string | null; cover: string; answer: string; said: readonly string[] | null }[]
  >;
const flat = (text: string): string => text.replace(/\s+/gu, ' ');

test('before any import nothing is checked, and everybody is promised a call, with the hour', async () => {
  expect(await arrive('ana@contoso.example')).toMatchObject({ ticket: 1 });
  const [ticket] = await tickets();
  expect(ticket).toMatchObject({ customer: null, cover: 'unchecked', said: null });
  expect(flat(ticket!.answer)).toContain('We will call you back by 10:30 AM Eastern (EST) today, Monday 23 November.');
});

test('one group of senders is found in one go: by contact, by domain, by a host below it, or not at all', async () => {
  await bring();
  await arrive('Lab@contoso.example', 'x@mail.fabrikam.example', 'y@zorg.example', 'z@stranger.example');
  expect(
    (await tickets()).map(({ answer, ...rest }) => ({ ...rest, promised: /call you back by/u.test(flat(answer)) })),
  ).toEqual([
    {
      from: 'Lab@contoso.example',
      customer: 'Contoso Clinic',
      cover: 'covered',
      said: ['customer_found'],
      promised: true,
    },
    {
      from: 'x@mail.fabrikam.example',
      customer: 'Fabrikam, Inc.',
      cover: 'covered',
      said: ['customer_found'],
      promised: true,
    },
    {
      from: 'y@zorg.example',
      customer: "'s-Hertogenbosch Zorg",
      cover: 'unknown',
      said: ['customer_found', 'outside_agreement'],
      promised: false,
    },
    { from: 'z@stranger.example', customer: null, cover: 'unknown', said: ['outside_agreement'], promised: false },
  ]);
  expect(
    await db().one(sql`select detail from journal where act = 'customer_found' order by id limit 1`),
  ).toMatchObject({ detail: { name: 'Contoso Clinic', by: 'address', sure: false } });
});

test('the last day of an agreement ends at midnight of the office', async () => {
  await bring();
  now = ny('2027-03-31 23:59');
  await arrive('ana@contoso.example');
  now = ny('2027-04-01 00:00');
  await arrive('ana@contoso.example');
  const [covered, expired] = await tickets();
  expect([covered!.cover, expired!.cover]).toEqual(['covered', 'expired']);
  expect(flat(covered!.answer)).toContain(
    'by 9:00 AM Eastern (EDT) tomorrow, Thursday 1 April. Our hours begin again at 8:00 AM tomorrow.',
  );
  expect(flat(expired!.answer)).toContain('We found no maintenance agreement in force');
  expect(await db().one(sql`select detail->>'reason' as reason from journal where act = 'outside_agreement'`)).toEqual({
    reason: 'the agreement A-31 ended with 2027-03-31',
  });
});

test('a domain in letters of its country is the one that travels as xn--', async () => {
  const chunks = async function* () {
    yield Buffer.from('name,domains,agreement\nKlinik,klinik-süd.example,A-1\n');
  };
  await importCustomers(db(), chunks, { country: 'DE', people: null, dryRun: false, removeMissing: false, now });
  await arrive('a@klinik-süd.example', 'b@xn--klinik-sd-x9a.example');
  expect((await tickets()).map(({ customer }) => customer)).toEqual(['Klinik', 'Klinik']);
});

test('a mail that could only be read later is then the customer’s, on the same ticket', async () => {
  await receive(permanent('a bug in the reader'));
  await processBatch(deps());
  expect(await tickets()).toMatchObject([{ customer: null, cover: 'unchecked' }]);
  await bring();
  readings.set(`${now} 0`, mail());
  await requeue(db(), 'quarantined', now);
  await processBatch(deps());
  expect(await tickets()).toMatchObject([{ customer: 'Contoso Clinic', cover: 'covered' }]);
});
