import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

const notify = (channel: string, payload: string) =>
  database.store.db.run(sql`select pg_notify(${channel}, ${payload})`);

it('hears what is committed on its own channel, until it stops listening', async () => {
  const { store } = database;
  const heard: (string | null)[] = [];
  const other: (string | null)[] = [];
  const stop = await store.listen('one', (payload) => heard.push(payload));
  await store.listen('other', (payload) => other.push(payload));
  await notify('one', 'a');
  await transaction(store.db, async (tx) => {
    await tx.run(sql`select pg_notify('one', 'never')`);
    throw new Error('no');
  }).catch(() => {});
  await notify('one', 'b');
  await notify('other', 'c');
  await vi.waitFor(() => expect([heard, other]).toEqual([['a', 'b'], ['c']]));
  await stop();
  await notify('one', 'd');
  await notify('other', 'e');
  await vi.waitFor(() =>
    expect([heard, other]).toEqual([
      ['a', 'b'],
      ['c', 'e'],
    ]),
  );
});

it('hears other processes', async () => {
  const other = await openStore({ url: database.store.url, dataDir: database.dataDir, connections: 2 });
  const heard: (string | null)[] = [];
  await other.listen('far', (payload) => heard.push(payload));
  await notify('far', 'away');
  await vi.waitFor(() => expect(heard).toEqual(['away']));
  await other.close();
});

it('listens again after the connection was lost, and says that something may have been missed', async () => {
  const { store } = database;
  if (store.kind === 'embedded') return; // has no server process to end; see embedded.embedded.test.ts
  const heard: (string | null)[] = [];
  await store.listen('again', (payload) => heard.push(payload));
  for (let round = 1; round <= 2; round += 1) {
    heard.length = 0;
    await store.db.run(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'`,
    );
    await vi.waitFor(() => expect(heard).toEqual([null]), 5_000);
    await notify('again', 'after');
    await vi.waitFor(() => expect(heard).toEqual([null, 'after']));
  }
});

it('refuses a name that would have to be quoted', async () => {
  await expect(database.store.listen('a; drop', () => {})).rejects.toThrow('no name for a channel');
});
