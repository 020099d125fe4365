import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Verb } from '../../src/domain/lifecycle.ts';
import type { Level } from '../../src/domain/level.ts';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { act, MONDAY, openDesk, seedTicket, stored, type Desk } from './desk.ts';

/* Every refusal of an act's own, by its rule; and that nothing is written then. */

let database: TestDatabase;
let desk: Desk;

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
});
afterAll(() => database.drop());
beforeEach(() => {
  desk.at(MONDAY);
  desk.refuses = null;
  desk.letters.length = 0;
  desk.calls.length = 0;
});

type Before = { readonly level?: Level; readonly confirmed?: Level; readonly takenBy?: string };

test.each<[verb: Verb, input: object, refused: string, before?: Before]>([
  ['take', {}, 'already_so', { takenBy: 'ben' }],
  ['assign', { to: 'nobody-here' }, 'unknown_person'],
  ['assign', { to: 'ben' }, 'already_so', { takenBy: 'ben' }],
  ['assign', { to: null }, 'already_so'],
  ['level', { level: 2 }, 'already_so', { confirmed: 2 }],
  ['level', { level: 1 }, 'reason_needed', { confirmed: 2 }],
  ['level', { level: 1, reason: 'not_proceeding_impact_changed' }, 'note_needed', { confirmed: 2 }],
  ['level', { level: 3 }, 'note_needed', { confirmed: 2 }],
  ['level', { level: 3, note: '  ' }, 'note_needed', { confirmed: 2 }],
  ['contact', { outcome: 'message_left' }, 'number_needed'],
  ['ask', { text: ' \n ' }, 'text_needed'],
  ['reply', { text: '' }, 'text_needed'],
  ['note', { text: '' }, 'text_needed'],
  ['workaround', { text: '' }, 'text_needed'],
  ['resolve', { text: '' }, 'text_needed'],
  ['onsite', { step: 'requested' }, 'note_needed'],
  ['onsite', { step: 'left' }, 'note_needed'],
  ['onsite', { step: 'agreed', who: 'Cy Park', date: '2026-12-01' }, 'not_allowed'],
  ['onsite', { step: 'agreed', who: 'Cy Park' }, 'who_and_date_needed'],
  ['commit', { release: '4.2' }, 'level', { level: 2 }],
  ['commit', { release: ' ' }, 'release_needed', { level: 5 }],
  ['escalate', { reason: '', by: 'staff' }, 'reason_needed'],
  ['escalate', { reason: 'It drags on.', by: 'staff', rung: 4 }, 'no_such_rung'],
  ['seen', { rung: 4 }, 'no_such_rung'],
  ['merge', { into: 'QQQ-QQQ' }, 'unknown_into'],
])('%s %j is refused: %s', async (verb, input, refused, before = {}) => {
  const reference = await seedTicket(desk, { level: before.level ?? 2 });
  if (before.confirmed !== undefined) await act(desk, 'level', reference, { level: before.confirmed }, 'cy');
  if (before.takenBy !== undefined) await act(desk, 'take', reference, {}, before.takenBy);
  const was = await stored(database.store.db, reference);
  expect(await act(desk, verb, reference, input)).toEqual({ done: false, refused, why: expect.stringMatching(/\w/u) });
  expect(await stored(database.store.db, reference)).toEqual(was);
  expect([desk.letters, desk.calls]).toEqual([[], []]);
});

test('a ticket is not merged into itself, nor into one that has ended', async () => {
  const reference = await seedTicket(desk);
  const ended = await seedTicket(desk, { stage: 'resolved' });
  expect(await act(desk, 'merge', reference, { into: reference.toLowerCase() })).toMatchObject({ refused: 'itself' });
  expect(await act(desk, 'merge', reference, { into: ended })).toMatchObject({ refused: 'illegal_move' });
});

test('a visit is agreed by a manager, and is told from step to step', async () => {
  const reference = await seedTicket(desk);
  const agreed = { step: 'agreed', who: 'Cy Park', date: '2026-12-01' };
  expect(await act(desk, 'onsite', reference, agreed, 'mo')).toMatchObject({ done: true });
  expect(await act(desk, 'onsite', reference, { step: 'arrived' })).toMatchObject({ done: true });
  expect(await act(desk, 'onsite', reference, { step: 'left', note: 'A cable.' })).toMatchObject({ done: true });
  const { journal } = await stored(database.store.db, reference);
  expect(journal).toEqual(['mo onsite_agreed', 'ben onsite_arrived', 'ben onsite_left']);
});

test('a level that was only suggested is corrected without a reason; a confirmed one is raised and lowered with one', async () => {
  const reference = await seedTicket(desk, { level: 4 });
  await act(desk, 'level', reference, { level: 3 });
  await act(desk, 'level', reference, { level: 2, reason: 'production_error' });
  await act(desk, 'level', reference, { level: 6, note: 'It was the test system.' });
  const lines = await database.store.db.many<{ act: string; detail: object }>(sql`
    select j.act, j.detail from journal j join ticket t on t.id = j.ticket_id where t.reference = ${reference} order by j.id`);
  expect(lines).toEqual([
    { act: 'level_corrected', detail: { from: 4, to: 3, suggested: 4 } },
    { act: 'level_raised', detail: { from: 3, to: 2, suggested: 4, reason: 'production_error' } },
    { act: 'level_lowered', detail: { from: 2, to: 6, suggested: 4, note: 'It was the test system.' } },
  ]);
});

test('each rung is called in turn, until there is none left', async () => {
  const reference = await seedTicket(desk);
  for (const rung of [1, 2, 3]) {
    expect(await act(desk, 'escalate', reference, { reason: 'Again.', by: 'customer' })).toMatchObject({ done: true });
    expect(desk.calls.at(-1)).toMatchObject({ rung, to: reference });
  }
  expect(await act(desk, 'escalate', reference, { reason: 'Again.', by: 'customer' })).toMatchObject({
    refused: 'no_such_rung',
    why: 'the ladder has 3 rungs, and all of them were called',
  });
});

test('who has no role for it is refused before anything is looked up', async () => {
  expect(await act(desk, 'take', 'QQQ-QQQ', {}, 'ops')).toEqual({
    done: false,
    refused: 'not_allowed',
    why: 'take is for the roles rep, manager; Ona Petrov has operator',
  });
  expect(await act(desk, 'take', 'QQQ-QQQ', {})).toMatchObject({ refused: 'unknown_ticket' });
});

test('an act on an older view of the ticket is refused', async () => {
  const reference = await seedTicket(desk);
  await act(desk, 'note', reference, { text: 'Looked at it.' }, 'cy');
  expect(await act(desk, 'take', reference, {}, 'ben', { seenVersion: 1 })).toMatchObject({
    refused: 'changed_meanwhile',
    why: expect.stringContaining('version 2, not 1'),
  });
  expect(await act(desk, 'take', reference, {}, 'ben', { seenVersion: 2 })).toMatchObject({ done: true, version: 3 });
});

test('where the letter may not be sent, nothing of the act is done', async () => {
  const reference = await seedTicket(desk);
  const was = await stored(database.store.db, reference);
  desk.refuses = 'ana@contoso.example is not written to any more: it bounced; call';
  expect(await act(desk, 'ask', reference, { text: 'Which version?' })).toEqual({
    done: false,
    refused: 'undeliverable',
    why: desk.refuses,
  });
  expect(await stored(database.store.db, reference)).toEqual(was);
  expect(
    await database.store.db.many(sql`
    select e.kind from ticket_event e join ticket t on t.id = e.ticket_id where t.reference = ${reference}`),
  ).toEqual([{ kind: 'accepted' }]);
  // Told on the phone, no letter is needed.
  expect(await act(desk, 'resolve', reference, { text: 'Done.', tell: false })).toMatchObject({ done: true });
});

test('what an act wants to write beside it is written with it, or nothing is', async () => {
  const reference = await seedTicket(desk);
  const noted = (id: string) => sql`select 1 as one from link_used where id = ${id}`;
  const insert = (id: string) => sql`insert into link_used (id, outcome) values (${id}, '')`;
  const held = await act(desk, 'take', reference, {}, 'ben', {
    within: async (tx) => {
      await tx.run(insert('kept-with-a-refusal'));
      return { refused: 'no', why: 'not now' };
    },
  });
  expect(held).toEqual({ done: false, refused: 'no', why: 'not now' });
  desk.refuses = 'no way';
  await act(desk, 'reply', reference, { text: 'Hello' }, 'ben', {
    within: async (tx) => {
      await tx.run(insert('rolled-back'));
      return null;
    },
  });
  expect(await database.store.db.many(noted('kept-with-a-refusal'))).toEqual([]);
  expect(await database.store.db.many(noted('rolled-back'))).toEqual([]);
  desk.refuses = null;
  await act(desk, 'reply', reference, { text: 'Hello' }, 'ben', {
    within: async (tx) => {
      await tx.run(insert('kept'));
      return null;
    },
  });
  expect(await database.store.db.many(noted('kept'))).toHaveLength(1);
  expect(await stored(database.store.db, reference)).toMatchObject({ version: 2, assignee: null });
});
