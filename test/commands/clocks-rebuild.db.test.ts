import { afterAll, beforeAll, expect, test } from 'vitest';
import { recount } from '../../src/commands/clocks-rebuild.ts';
import type { Terms } from '../../src/domain/promise/terms.ts';
import { script, sql } from '../../src/store/sql.ts';
import { openDesk, seedTicket, type Desk } from '../acts/desk.ts';
import { ny, TERMS } from '../domain/promise/office.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
let desk: Desk;
const db = () => database.store.db;

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(db());
});
afterAll(() => database.drop());

/** What comes at nine is to be called back by one o'clock; under these terms by half past nine. */
const STRICT: Terms = {
  ...TERMS,
  levels: { ...TERMS.levels, 4: { ...TERMS.levels[4], callBack: { minutes: 30, clock: 'business' } } },
};

async function say(options: { reprice?: boolean; dryRun?: boolean }, terms = TERMS): Promise<readonly string[]> {
  const lines: string[] = [];
  await recount(db(), {
    reprice: false,
    dryRun: false,
    ...options,
    terms,
    zone: 'America/New_York',
    now: ny('2026-11-23 09:30'),
    print: (line) => lines.push(line),
  });
  return lines;
}

/** Every row of the database, as text: what a dry run must leave as it is. */
async function everything(): Promise<readonly string[]> {
  const tables = await db().many<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  const all: string[] = [];
  for (const { name } of tables) {
    const rows = await db().many<{ row: string }>(script(`select t::text as row from "${name}" t`));
    all.push(...rows.map(({ row }) => `${name} ${row}`).toSorted());
  }
  return all;
}

test('a damaged due is put right, said in the time of the office', async () => {
  const reference = await seedTicket(desk, { level: 4 });
  await db().run(
    sql`update clock set due_at = due_at - interval '1 day' where metric = 'call_back' and due_at = ${new Date(ny('2026-11-23 13:00'))}`,
  );
  const line = `${reference} call-back: Sun 22 Nov 2026 13:00:00 EST -> Mon 23 Nov 2026 13:00:00 EST`;
  const before = await everything();
  expect(await say({ dryRun: true })).toEqual([
    line,
    'open tickets counted anew: 1, dues moved: 1',
    'This was a dry run: nothing was written.',
  ]);
  expect(await everything()).toEqual(before);
  expect(await say({})).toEqual([line, 'open tickets counted anew: 1, dues moved: 1']);
  expect(await say({})).toEqual(['open tickets counted anew: 1, dues moved: 0']);
});

test('a clock that no event explains is taken away, and told', async () => {
  const reference = await seedTicket(desk, { level: 4 });
  await db().run(sql`
    insert into clock (ticket_id, metric, cycle, level, target_minutes, started_at, due_at, state)
    select c.ticket_id, c.metric, 7, c.level, c.target_minutes, c.started_at, c.due_at, c.state
    from clock c join ticket t on t.id = c.ticket_id where t.reference = ${reference} and c.metric = 'call_back'`);
  expect(await say({})).toContain(`${reference} call-back: Mon 23 Nov 2026 13:00:00 EST -> no due`);
  expect(await db().one(sql`select count(*)::int as n from clock where cycle = 7`)).toEqual({ n: 0 });
});

test('other terms hold for running promises only when asked, and a dry run stores not even the terms', async () => {
  const reference = await seedTicket(desk, { level: 4 });
  const moved = `${reference} call-back: Mon 23 Nov 2026 13:00:00 EST -> Mon 23 Nov 2026 09:30:00 EST`;
  const before = await everything();
  expect(await say({ reprice: true, dryRun: true }, STRICT)).toContain(moved);
  expect(await everything()).toEqual(before);

  expect((await say({}, STRICT)).at(-1)).toMatch(/dues moved: 0$/u);
  expect(await say({ reprice: true }, STRICT)).toContain(moved);
  expect(
    await db().one(sql`
      select j.actor, j.detail->>'to' as "to", t.terms_version = max.version as newest
      from journal j join ticket t on t.id = j.ticket_id, (select max(version) as version from terms) max
      where t.reference = ${reference} and j.act = 'repriced' and j.detail->>'metric' = 'call_back'`),
  ).toEqual({ actor: 'operator', to: new Date(ny('2026-11-23 09:30')).toISOString(), newest: true });
});

test('a dry run on the database of an older postroom says so instead of changing it', async () => {
  await db().run(sql`delete from migration where number = (select max(number) from migration)`);
  await expect(say({ dryRun: true })).rejects.toThrow(/run `postroom migrate` first/u);
});
