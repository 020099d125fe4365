import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createTrouble } from '../../src/desk/trouble.ts';
import type { HealthFacts } from '../../src/domain/health.ts';
import { MINUTE } from '../../src/domain/time.ts';
import { openDesk, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { openPages, wordsOf } from './pages.ts';

/* A source that is not read is told on every page, and no more once it is read again. */

let database: TestDatabase;
let desk: Desk;
beforeAll(async () => {
  database = await openTestDatabase(8);
  desk = await openDesk(database.store.db);
}, 120_000); // ms, on a busy machine
afterAll(() => database.drop());
afterEach(() => void vi.useRealTimers());

const facts = (readAt: number): HealthFacts => ({
  startedAt: 0,
  database: null,
  loops: [],
  listeners: [{ name: 'smtp', open: true }],
  mailboxes: [{ id: 'imap:support', readAt, every: MINUTE }],
});

test('on every page stands which source is not read, since when, and where to look', async () => {
  const pages = await openPages(desk, { health: async () => facts(Date.now() - 12 * MINUTE) });
  const [ben, ops] = [await pages.as('ben'), await pages.as('ops')];
  for (const page of [
    await ben.get('/queue'),
    await ben.get('/phone'),
    await ben.get('/me'),
    await ops.get('/ledger'),
  ]) {
    expect(page.status).toBe(200);
    expect(wordsOf(page)).toContain('■ Not reading: mailbox imap:support: last read 12 minutes ago');
    expect(page.text).toContain('href="/sources"');
  }
  await pages.close();
});

test('within five minutes nothing is said; afterwards it is, until it is read again', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000_000 });
  let readAt = Date.now();
  let asked = 0;
  const trouble = createTrouble(async () => {
    asked += 1;
    return facts(readAt);
  });
  expect(await trouble()).toBeNull();
  expect(await trouble()).toBeNull();
  expect(asked).toBe(1); // pages do not ask each for themselves
  vi.setSystemTime(Date.now() + 4 * MINUTE);
  expect(await trouble()).toBeNull();
  vi.setSystemTime(Date.now() + 2 * MINUTE);
  expect(await trouble()).toContain('mailbox imap:support: last read 6 minutes ago');
  readAt = Date.now();
  vi.setSystemTime(Date.now() + 11_000);
  expect(await trouble()).toBeNull();
});

test('when nobody knows how things stand, pages are shown all the same', async () => {
  const pages = await openPages(desk, { health: () => Promise.reject(new Error('the database is away')) });
  expect((await (await pages.as('ben')).get('/queue')).status).toBe(200);
  await pages.close();
});
