import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { isPermanent } from '../../src/lib/fault.ts';
import { migrate, migrationsFolder, migrationState } from '../../src/store/migrate.ts';
import { script, sql } from '../../src/store/sql.ts';
import { runChild } from '../peers/child.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
const folder = mkdtempSync(join(tmpdir(), 'postroom-migrations-'));
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  await database.store.db.run(script('drop schema public cascade; create schema public'));
  rmSync(folder, { recursive: true });
  cpSync(migrationsFolder(), folder, { recursive: true });
  writeFileSync(join(folder, '9001_more.sql'), 'create table more (id int);\ninsert into more values (1);\n');
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

it('brings an empty database up to date, once', async () => {
  const { db } = database.store;
  expect(await migrationState(db, folder)).toMatchObject({ applied: 0, trouble: null });
  const done = await migrate(db, folder);
  expect([done[0], done.at(-1)]).toEqual(['0001_core.sql', '9001_more.sql']);
  expect(await migrate(db, folder)).toEqual([]);
  expect(await db.many(sql`select id from more`)).toEqual([{ id: 1 }]);
  expect(await migrationState(db, folder)).toEqual({ applied: done.length, pending: [], trouble: null });
});

it('applies only what is new', async () => {
  const { db } = database.store;
  await migrate(db, folder);
  writeFileSync(join(folder, '9002_later.sql'), 'insert into more values (2)');
  expect((await migrationState(db, folder)).pending).toEqual(['9002_later.sql']);
  expect(await migrate(db, folder)).toEqual(['9002_later.sql']);
});

it('does all or nothing', async () => {
  const { db } = database.store;
  writeFileSync(join(folder, '9002_wrong.sql'), 'create table wrong (id int); selekt 1;');
  await expect(migrate(db, folder)).rejects.toThrow('syntax error');
  expect(await migrationState(db, folder)).toMatchObject({ applied: 0 });
  expect(await db.one(sql`select to_regclass('ticket') as ticket`)).toEqual({ ticket: null });
});

it('lets two processes come at once', async () => {
  const args = [database.url ?? '', database.dataDir];
  const children = [1, 2].map(() => runChild('./migrate-child.ts', import.meta.url, args));
  expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0]);
  const done = children.map((child) => (JSON.parse(child.lines[0]!) as string[]).length).toSorted((a, b) => a - b);
  expect(done[0]).toBe(0);
  expect(done[1]).toBeGreaterThan(0);
});

it('refuses a file that was changed after it was applied, but not for its line ends', async () => {
  const { db } = database.store;
  await migrate(db, folder);
  const text = readFileSync(join(folder, '9001_more.sql'), 'utf8');
  writeFileSync(join(folder, '9001_more.sql'), text.replaceAll('\n', '\r\n'));
  expect(await migrate(db, folder)).toEqual([]);
  writeFileSync(join(folder, '9001_more.sql'), `${text} -- changed`);
  const error = await migrate(db, folder).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ message: expect.stringContaining('9001_more.sql was changed') });
  expect(isPermanent(error)).toBe(true);
  expect((await migrationState(db, folder)).trouble).toContain('put the released file back');
});

it('refuses a database that is newer than the program', async () => {
  const { db } = database.store;
  await migrate(db, folder);
  const error = await migrate(db).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ message: expect.stringContaining('9001_more.sql, which this postroom does not know') });
  expect(isPermanent(error)).toBe(true);
});
