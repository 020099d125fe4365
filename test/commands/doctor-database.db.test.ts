import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDatabase } from '../../src/commands/doctor/database.ts';
import { settingsShape } from '../../src/settings/shape.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
}, 120_000); // ms, on a busy machine
afterAll(() => database.drop());

function settings() {
  return settingsShape.parse({
    mailboxes: [{ id: 'support', address: 'help@helpdesk.example' }],
    data_dir: database.dataDir,
    database: { url: database.url },
  });
}

test('a database that is up to date, and what the gateway noted in it', { timeout: 60_000 }, async () => {
  const { db } = database.store;
  expect(await checkDatabase(settings())).toEqual([
    {
      check: 'database',
      state: 'ok',
      what: expect.stringMatching(/version \d+\.\d+, \d+ migrations, none to do$/u),
      todo: '',
    },
  ]);
  await createLedger(db, 'one', () => false).trouble('support', 'the login is refused: check the password');
  await db.run(
    sql`insert into outlet_state (outlet, paused_until, reason) values ('smtp', now() + interval '1 minute', '535 no')`,
  );
  expect((await checkDatabase(settings())).map(({ check, state, what }) => [check, state, what])).toEqual([
    ['database', 'ok', expect.anything()],
    ['noted for support', 'warning', 'the login is refused: check the password'],
    ['noted for outlet smtp', 'warning', 'nothing is sent just now: 535 no'],
  ]);
});

test('a clock that differs from the database’s is told, which way and by how much', { timeout: 60_000 }, async () => {
  const said = async (aheadMs: number) =>
    (await checkDatabase(settings(), () => Date.now() + aheadMs)).filter(({ check }) => check === 'clock');
  expect(await said(0)).toEqual([]);
  expect(await said(60_000)).toMatchObject([
    { state: 'warning', what: expect.stringMatching(/ (?:59|60|61) s behind /u) },
  ]);
  expect(await said(-60_000)).toMatchObject([{ what: expect.stringMatching(/ (?:59|60|61) s ahead of /u) }]);
});

test('a database that lacks a migration, and one that knows more than this program', { timeout: 60_000 }, async () => {
  const { db } = database.store;
  const last = sql`number = (select max(number) from migration)`;
  const { name } = await db.one<{ name: string }>(sql`select name from migration where ${last}`);
  await db.run(sql`delete from migration where ${last}`);
  expect(await checkDatabase(settings())).toMatchObject([
    {
      state: 'warning',
      what: expect.stringContaining(`lacks ${name}`),
      todo: expect.stringContaining('postroom migrate'),
    },
  ]);
  await db.run(sql`insert into migration (number, name, sha256) values (9999, '9999_future.sql', '\\x00')`);
  expect(await checkDatabase(settings())).toMatchObject([
    { state: 'failed', todo: expect.stringContaining('9999_future.sql') },
  ]);
});
