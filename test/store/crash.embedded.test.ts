import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest';
import { openStore, type Store } from '../../src/store/open.ts';
import { sql } from '../../src/store/sql.ts';
import { runChild, type Child } from '../peers/child.ts';

let dataDir: string;
let store: Store | null;
let children: Child[];
beforeEach(() => {
  const given = inject('database');
  dataDir = mkdtempSync(join(tmpdir(), 'postroom-crash-'));
  if (given.kind === 'embedded') cpSync(given.template, dataDir, { recursive: true });
  store = null;
  children = [];
});
afterEach(async () => {
  await store?.close();
  for (const child of children) await child.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

async function startWriter(): Promise<Child> {
  const child = runChild('./writer-child.ts', import.meta.url, [dataDir]);
  children.push(child);
  await child.line(/^kept/u);
  return child;
}
const open = async () => (store = await openStore({ url: null, dataDir, connections: 4 }));
const keptBy = (child: Child) => child.lines.filter((line) => line.startsWith('kept ')).map((line) => line.slice(5));

async function expectWhole(kept: readonly string[]): Promise<void> {
  const { db } = store!;
  const pairs = await db.many<{ name: string; halves: number }>(
    sql`select name, count(*)::int as halves from pair group by name`,
  );
  expect(pairs.filter((pair) => pair.halves !== 2)).toEqual([]);
  const found = new Set(pairs.map((pair) => pair.name));
  expect(kept.filter((name) => !found.has(name))).toEqual([]);
}

it('loses nothing that was committed when the process is killed, again and again', { timeout: 240_000 }, async () => {
  const kept: string[] = [];
  for (let round = 1; round <= 4; round += 1) {
    const writer = await startWriter();
    await sleep(Math.random() * 500);
    await writer.kill();
    kept.push(...keptBy(writer));
    await open();
    await expectWhole(kept);
    await store!.close();
    store = null;
  }
  expect(kept.length).toBeGreaterThan(4);
});

it('is shared with a process that runs it, and taken over when that one is killed', { timeout: 120_000 }, async () => {
  const first = await startWriter();
  await open();
  expect(await store!.db.one(sql`select count(*) > 0 as some from pair`)).toEqual({ some: true });
  const heard: (string | null)[] = [];
  await store!.listen('crash', (payload) => heard.push(payload));
  const second = await startWriter(); // a third process, which may win the race to take over
  await first.kill();
  await vi.waitFor(() => expect(heard).toEqual([null]), 20_000);
  // The first statements may meet the lost connections; that is temporary, and every stage comes again.
  await vi.waitFor(() => store!.db.run(sql`select pg_notify('crash', 'over')`), 20_000);
  await vi.waitFor(() => expect(heard).toContain('over'), 5_000);
  await second.kill();
  await vi.waitFor(() => expectWhole([...keptBy(first), ...keptBy(second)]), 20_000);
});

it('passes from one store to the next in order, also within a process', { timeout: 120_000 }, async () => {
  const one = await open();
  const two = await openStore({ url: null, dataDir, connections: 2 });
  await one.db.run(sql`create table note (text text)`);
  const writing = two.db.run(sql`insert into note values ('kept')`);
  await writing;
  await one.close();
  store = two;
  await vi.waitFor(
    async () => expect(await two.db.many(sql`select text from note`)).toEqual([{ text: 'kept' }]),
    20_000,
  );
});

it('begins anew when it was killed while it made its files', { timeout: 240_000 }, async () => {
  renameSync(join(dataDir, 'pg/cluster'), join(dataDir, 'pg/cluster.new'));
  rmSync(join(dataDir, 'pg/cluster.new/base'), { recursive: true });
  await open();
  expect(await store!.db.one(sql`select to_regclass('ticket') as ticket`)).toEqual({ ticket: null });
});
