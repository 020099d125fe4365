import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HealthFacts } from '../../src/domain/health.ts';
import { MINUTE } from '../../src/domain/time.ts';
import { sql } from '../../src/store/sql.ts';
import { openDesk, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { openPages, wordsOf, type Pages } from './pages.ts';

let database: TestDatabase;
let desk: Desk;
let pages: Pages;
let facts: HealthFacts;
beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
  pages = await openPages(desk, { health: async () => facts });
}, 120_000); // ms, on a busy machine
afterAll(async () => {
  await pages.close();
  await database.drop();
});

/** Health goes by the real clock. */
const health = (readMinutesAgo: number): HealthFacts => ({
  startedAt: Date.now() - 60 * MINUTE,
  database: null,
  loops: [{ name: 'process', beatAt: Date.now(), failures: 0 }],
  listeners: [{ name: 'smtp', open: true }],
  mailboxes: [
    { id: 'support', every: MINUTE, readAt: Date.now() - readMinutesAgo * MINUTE },
    { id: 'fax-folder:hylafax', every: MINUTE, readAt: Date.now() },
  ],
});

let made = 0;
async function item(state: string, { minutes = 0, failures = 0, via = 'imap' } = {}): Promise<string> {
  made += 1;
  const { id } = await desk.db.one<{ id: string }>(sql`
    insert into inbound (mailbox, fingerprint, sha256, size, via, accepted_at, state, outcome, failures)
    values ('support', ${Buffer.from(`s${made}`)}, ${Buffer.alloc(32, made)}, 1, ${via}, ${new Date(desk.now() - minutes * MINUTE)}, ${state}, ${state === 'stored' ? null : 'ignored'}, ${failures}) returning id`);
  return id;
}

test('a house in which all is well says so, and when each source was last proven to be read', async () => {
  facts = health(2);
  const words = wordsOf(await (await pages.as('ops')).get('/sources'));
  expect(words).toContain('✓ Well Everything is being read');
  expect(words).toMatch(/Last read to its end .*, 2 min ago/u);
  expect(words).toContain('Waits to be worked nothing');
  expect(words).toContain('Nothing came in in the last 24 hours.');
  expect(words).toMatch(/hylafax none yet/u);
});

test('a mailbox that is not read any more says what to do; what waits, and since when, and what the count found', async () => {
  facts = health(25);
  await item('ignored', { minutes: 300 });
  await item('stored', { minutes: 40, failures: 2 });
  const kept = await item('stored', { minutes: 12 });
  await desk.db.run(sql`
    insert into inbound_location (mailbox, uidvalidity, uid, inbound_id) values ('support', 1, 1, ${kept})`);
  await desk.db.run(sql`
    insert into mailbox_state (mailbox, reconciled_at, on_server, missing, trouble)
    values ('support', ${new Date(desk.now() - 300 * MINUTE)}, 214, 2, 'imap.example refused the password of support: <set it anew>')`);
  const page = await (await pages.as('ops')).get('/sources');
  const words = wordsOf(page);
  expect(words).toContain('■ 1 of 5 parts do not work');
  expect(page.text).toContain('refused the password of support: &#60;set it anew&#62;');
  expect(words).toMatch(/25 min ago ■ too long ago/u);
  expect(words).toContain('Waits to be worked 2 items , the oldest came 08:20 EST ◆ 1 tried in vain');
  expect(words).toContain('The server knows 1 kept here');
  expect(words).toContain('By IMAP last 08:48 EST , 3 in the last 24 hours');
  expect(words).toContain(
    'support: the server counts 214, we keep 214, missing 0 ◆ 2 were missing when it was counted, and were taken then (counted 04:00 EST )',
  );
  expect(page.text).toContain('3 came in in the last 24 hours, at most 2 in one hour');
  expect(page.text).toContain('href="/ledger?state=stored&amp;mailbox=support"');
});

test('fax lines tell their last fax and what is still coming', async () => {
  facts = health(0);
  const told = (source: string) => JSON.stringify({ source, status: 'received', barcodes: [] });
  const id = await item('stored', { via: 'fax' });
  await desk.db.run(sql`
    insert into fax (inbound_id, mailbox, told, accepted_at, state, next_attempt_at) values (${id}, 'support', ${told('hylafax')}::jsonb, ${new Date(desk.now())}, 'waiting', now())`);
  await desk.db.run(sql`
    insert into fax_call (source, fax_id, mailbox, state, told, first_at, next_attempt_at, reason)
    values ('signalwire', '1', 'support', 'coming', '{}', ${new Date(desk.now())}, now(), null), ('signalwire', '2', 'support', 'due', '{}', ${new Date(desk.now())}, now(), 'the link has run out'),
      ('signalwire', '3', 'support', 'kept', '{}', ${new Date(desk.now())}, now(), null)`);
  const words = wordsOf(await (await pages.as('mo')).get('/sources'));
  expect(words).toMatch(/hylafax 09:00 EST 0 0 1 /u);
  expect(words).toContain('signalwire 09:00 EST 1 1 0 its faxes are handed in ■ the link has run out');
});

test('reps may look whether mail is read, and are shown no way into the ledger', async () => {
  const page = await (await pages.as('ben')).get('/sources');
  expect(page.status).toBe(200);
  expect(page.text).not.toContain('/ledger');
});
