import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordHappenings } from '../../src/store/promises.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { inNy } from '../domain/promise/office.ts';
import { act, MONDAY, openDesk, seedTicket, stored, type Desk } from './desk.ts';

/* What several people do at the same moment. */

let database: TestDatabase;
let desk: Desk;

beforeAll(async () => {
  database = await openTestDatabase(8);
  desk = await openDesk(database.store.db);
});
afterAll(() => database.drop());

test('two reps who take a ticket at the same moment both end, and the journal shows both', async () => {
  const reference = await seedTicket(desk);
  const both = await Promise.all([act(desk, 'take', reference, {}, 'ben'), act(desk, 'take', reference, {}, 'cy')]);
  expect(both.every(({ done }) => done)).toBe(true);
  const { journal, assignee, version } = await stored(database.store.db, reference);
  expect(journal.toSorted()).toEqual(['ben taken', 'cy taken']);
  expect([journal.at(-1), version]).toEqual([`${assignee} taken`, 3]);
});

test('of two who decide on the same view one is told to look again', async () => {
  const reference = await seedTicket(desk);
  const both = await Promise.all(['ben', 'cy'].map((by) => act(desk, 'take', reference, {}, by, { seenVersion: 1 })));
  expect(both.map((one) => (one.done ? 'done' : one.refused)).toSorted()).toEqual(['changed_meanwhile', 'done']);
});

test('two tickets that are merged into each other at once: one goes on, one ends', async () => {
  for (let round = 0; round < 10; round++) {
    const [a, b] = [await seedTicket(desk), await seedTicket(desk)];
    const both = await Promise.all([act(desk, 'merge', a, { into: b }), act(desk, 'merge', b, { into: a }, 'cy')]);
    expect(both.map((one) => (one.done ? 'done' : one.refused)).toSorted()).toEqual(['done', 'illegal_move']);
    const states = [(await stored(database.store.db, a)).state, (await stored(database.store.db, b)).state];
    expect(states.toSorted()).toEqual(['merged', 'open']);
  }
});

test('many acts on few tickets by many people all end', async () => {
  const tickets = await Promise.all([seedTicket(desk), seedTicket(desk), seedTicket(desk)]);
  const acts = Array.from({ length: 60 }, (_, i) => {
    const [one, next] = [tickets[i % 3]!, tickets[(i + 1) % 3]!];
    const by = i % 2 === 0 ? 'ben' : 'cy';
    return i % 20 === 19 ? act(desk, 'merge', one, { into: next }, by) : act(desk, 'note', one, { text: `${i}` }, by);
  });
  const done = await Promise.all(acts);
  expect(done.filter((one) => one.done).length).toBeGreaterThanOrEqual(57);
  const lines = await database.store.db.one<{ n: number }>(sql`
    select count(*)::int as n from journal j join ticket t on t.id = j.ticket_id where j.act = 'noted' and t.reference = any(${tickets}::text[])`);
  expect(lines.n).toBe(57);
});

test('the ticket that goes on counts from the earlier of the two, and is another version', async () => {
  desk.at(MONDAY);
  const early = await seedTicket(desk, { level: 4 });
  desk.wait(3600);
  const late = await seedTicket(desk, { level: 4 });
  desk.wait(60);
  await act(desk, 'merge', early, { into: late });
  const clock = (reference: string) =>
    database.store.db.one<{ state: string; due: number }>(sql`
      select c.state, c.due_at as due from clock c join ticket t on t.id = c.ticket_id where t.reference = ${reference} and c.metric = 'call_back'`);
  const [ended, kept] = [await clock(early), await clock(late)];
  expect([ended.state, kept.state, inNy(kept.due)]).toEqual(['cancelled', 'running', 'Mon 2026-11-23 13:00:00']);
  expect(await stored(database.store.db, late)).toMatchObject({ version: 2, journal: ['ben absorbed'] });
});

test(
  'mail that comes in and people who act on the same tickets never block each other in a ring',
  { timeout: 60_000 },
  async () => {
    const { db } = database.store;
    const desk = await openDesk(db);
    const references = [await seedTicket(desk), await seedTicket(desk)];
    const ids = (
      await db.many<{ id: string }>(sql`select id from ticket where reference = any(${references}::text[]) order by id`)
    ).map(({ id }) => id);
    /** Writes rows that point to the tickets first, as mail does, and counts their clocks after that. */
    const mailIn = (order: readonly string[]) =>
      transaction(db, async (tx) => {
        for (const id of order)
          await tx.run(
            sql`insert into journal (ticket_id, at, actor, act, detail) values (${id}, now(), 'test', 'came', '{}')`,
          );
        await recordHappenings(
          tx,
          order.map((ticketId) => ({ ticketId, events: [{ kind: 'answered', at: desk.now() }] })),
          desk.terms,
          desk.now(),
        );
      });
    for (let round = 0; round < 15; round += 1) {
      const done = await Promise.allSettled([
        mailIn(ids),
        mailIn(ids.toReversed()),
        ...references.map((reference) => act(desk, 'note', reference, { text: `round ${round}` })),
      ]);
      expect(done.filter(({ status }) => status === 'rejected')).toEqual([]);
    }
  },
);
