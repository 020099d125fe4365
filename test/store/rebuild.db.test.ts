import { afterAll, beforeAll, expect, test } from 'vitest';
import { rebuildPromises } from '../../src/store/rebuild.ts';
import { sql } from '../../src/store/sql.ts';
import { openTerms } from '../../src/store/terms.ts';
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

const clocks = () => db().many(sql`select * from clock order by ticket_id, metric, cycle`);
const run = (change: { reprice?: boolean; dryRun?: boolean } = {}, terms = desk.terms) =>
  rebuildPromises(db(), terms, {
    which: 'open',
    version: null,
    reprice: false,
    dryRun: false,
    actor: 'operator',
    now: ny('2026-11-23 09:30'),
    ...change,
  });

test('clocks are what their events say: damaged, they are counted anew, and each due that moved is in the journal', async () => {
  for (const stage of ['open', 'waiting', 'resolved'] as const) await seedTicket(desk, { stage });
  const before = await clocks();
  expect(before.length).toBeGreaterThan(4);
  expect(await run()).toMatchObject({ moved: [] });
  expect(await clocks()).toEqual(before);

  await db().run(sql`update clock set due_at = due_at - interval '1 hour' where metric = 'call_back'`);
  await db().run(sql`delete from clock where metric = 'resolution'`);
  await db().run(sql`delete from watched`);
  const damaged = await clocks();
  const dry = await run({ dryRun: true });
  expect(dry.moved.length).toBeGreaterThan(0);
  expect(await clocks()).toEqual(damaged);
  expect(await run()).toEqual(dry);
  const open = await db().many(
    sql`select c.* from clock c join ticket t on t.id = c.ticket_id where t.state = 'open' order by ticket_id, metric, cycle`,
  );
  const ids = new Set((open as { ticket_id: string }[]).map((row) => row.ticket_id));
  expect(open).toEqual((before as { ticket_id: string }[]).filter((row) => ids.has(row.ticket_id)));
  expect(await db().one(sql`select count(*)::int as n from journal where act = 'recounted'`)).toEqual({
    n: dry.moved.length,
  });
  expect(await db().one(sql`select count(*) > 0 as some from watched`)).toEqual({ some: true });
});

test('days to come are added to the terms in force; anything else is a new version, which holds for running promises only when asked', async () => {
  const later = { ...TERMS, calendar: { ...TERMS.calendar, holidays: ['2026-12-25'] } };
  const { pinned } = await openTerms(db(), later, '2026-11-23');
  expect(pinned).toEqual({ version: desk.terms.current.version, change: 'ahead' });
  const past = { ...later, calendar: { ...later.calendar, holidays: ['2026-11-02', '2026-12-25'] } };
  const { book, pinned: next } = await openTerms(db(), past, '2026-11-23');
  expect(next).toEqual({ version: desk.terms.current.version + 1, change: 'new' });
  expect(await openTerms(db(), past, '2026-11-23')).toMatchObject({ pinned: { ...next, change: 'known' } });

  const shorter = {
    ...past,
    levels: { ...past.levels, 4: { ...past.levels[4], callBack: { minutes: 30, clock: 'business' } } },
  } as const;
  const { book: strict } = await openTerms(db(), shorter, '2026-11-23');
  const reference = await seedTicket({ ...desk, terms: book }, { stage: 'open', level: 4 });
  const due = () =>
    db().one<{ due: number; minutes: number }>(
      sql`select c.due_at as due, c.target_minutes as minutes from clock c join ticket t on t.id = c.ticket_id where t.reference = ${reference} and c.metric = 'call_back'`,
    );
  const promised = await due();
  await run({}, strict);
  expect(await due()).toEqual(promised);
  const { moved } = await run({ reprice: true }, strict);
  expect(moved.some((one) => one.reference === reference && one.metric === 'call_back')).toBe(true);
  expect((await due()).minutes).toBe(30);
  expect(await db().one(sql`select count(*)::int > 0 as told from journal where act = 'repriced'`)).toEqual({
    told: true,
  });
});
