import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Stage, Verb } from '../../src/domain/lifecycle.ts';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { act, MONDAY, openDesk, seedMessage, seedTicket, stored, type Desk } from './desk.ts';

/*
 * Every verb in every stage: done where the trade allows it, with its line in the journal; elsewhere refused in a
 * sentence, and nothing changed.
 */

let database: TestDatabase;
let desk: Desk;
let other: string;

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
  other = await seedTicket(desk);
  await database.store.db.run(sql`insert into customer (key, name, imported_at) values ('contoso', 'Contoso', now())`);
});
afterAll(() => database.drop());
beforeEach(() => desk.at(MONDAY));

const STAGES: readonly Stage[] = ['open', 'waiting', 'resolved', 'merged', 'shelved'];
const TEXT = { text: 'Some words.' };

type Case = {
  readonly input: (reference: string) => object | Promise<object>;
  readonly where: readonly Stage[];
  readonly journal: string;
  readonly letter?: string;
};
const CASES: Readonly<Record<Verb, Case>> = {
  take: { input: () => ({}), where: ['open', 'waiting'], journal: 'taken' },
  assign: { input: () => ({ to: 'cy' }), where: ['open', 'waiting'], journal: 'assigned' },
  level: { input: () => ({ level: 2 }), where: ['open', 'waiting'], journal: 'level_confirmed' },
  contact: {
    input: () => ({ outcome: 'reached' }),
    where: ['open', 'waiting', 'resolved'],
    journal: 'contact_logged',
  },
  ask: { input: () => TEXT, where: ['open', 'waiting'], journal: 'asked_customer', letter: 'question' },
  resume: { input: () => ({}), where: ['waiting'], journal: 'wait_ended' },
  reply: { input: () => TEXT, where: ['open', 'waiting', 'resolved'], journal: 'replied', letter: 'reply' },
  note: { input: () => TEXT, where: STAGES, journal: 'noted' },
  onsite: {
    input: () => ({ step: 'requested', note: 'They asked for a visit.' }),
    where: ['open', 'waiting'],
    journal: 'onsite_requested',
  },
  workaround: {
    input: () => TEXT,
    where: ['open', 'waiting'],
    journal: 'workaround_offered',
    letter: 'workaround',
  },
  commit: {
    input: () => ({ release: '4.2' }),
    where: ['open', 'waiting'],
    journal: 'release_named',
    letter: 'commitment',
  },
  resolve: { input: () => TEXT, where: ['open', 'waiting'], journal: 'resolved', letter: 'resolution' },
  reopen: { input: () => ({ note: 'It is back.' }), where: ['resolved'], journal: 'reopened' },
  escalate: {
    input: () => ({ reason: 'It drags on.', by: 'customer' }),
    where: ['open', 'waiting'],
    journal: 'escalated',
  },
  seen: { input: () => ({ rung: 1 }), where: ['open', 'waiting', 'resolved'], journal: 'alert_seen' },
  merge: { input: () => ({ into: other }), where: ['open', 'waiting'], journal: 'merged' },
  unmerge: {
    input: async (reference) => ({ from: await mergedInto(reference) }),
    where: ['merged'],
    journal: 'unmerged',
  },
  split: {
    input: async (reference) => ({ items: [(await seedMessages(reference)).at(-1)!] }),
    where: ['open', 'waiting', 'resolved'],
    journal: 'split',
  },
  unsend: {
    input: async (reference) => ({ letter: await seedLetter(reference) }),
    where: ['open', 'waiting', 'resolved'],
    journal: 'called_back',
  },
  release: { input: () => ({}), where: ['shelved'], journal: 'released' },
  shelve: { input: () => ({ why: 'an advertisement' }), where: ['open', 'waiting'], journal: 'shelved' },
  file: {
    input: () => ({ customer: 'Contoso' }),
    where: ['open', 'waiting', 'resolved', 'shelved'],
    journal: 'filed',
  },
};
/** Into what a ticket was merged; another if it was not. */
async function mergedInto(reference: string): Promise<string> {
  const row = await database.store.db.maybeOne<{ into: string }>(
    sql`select i.reference as into from ticket t join ticket i on i.id = t.merged_into where t.reference = ${reference}`,
  );
  return row?.into ?? other;
}

/** Two mails of the customer on a ticket, as ids of their items. */
async function seedMessages(reference: string): Promise<readonly string[]> {
  await seedMessage(desk, reference, 'The printer is out of paper.');
  await seedMessage(desk, reference, 'And where is the manual?');
  const rows = await database.store.db.many<{ id: string }>(
    sql`select m.inbound_id as id from message m join ticket t on t.id = m.ticket_id where t.reference = ${reference} order by m.id`,
  );
  return rows.map(({ id }) => id);
}

/** A letter that waits to go out. */
async function seedLetter(reference: string): Promise<string> {
  const id = randomUUID();
  await database.store.db.run(sql`
    insert into outbox (id, ticket_id, kind, mailbox, dedupe_key, message_id, to_address, to_domain, mail, not_before, next_attempt_at, created_at)
    select ${id}::uuid, t.id, 'reply', 'support', ${id}, ${id}, 'ana@contoso.example', 'contoso.example', '{}', now(), now(), now() from ticket t where reference = ${reference}`);
  return id;
}
const ALL = (Object.keys(CASES) as Verb[]).flatMap((verb) => STAGES.map((stage) => [verb, stage] as const));

describe('what may be done when', () => {
  test.each(ALL)('%s while %s', async (verb, stage) => {
    const { input, where, journal, letter } = CASES[verb];
    const reference = await seedTicket(desk, { stage, level: verb === 'commit' ? 5 : 2 });
    const given = await input(reference);
    const before = await stored(database.store.db, reference);
    desk.letters.length = 0;
    desk.wait(60);
    const done = await act(desk, verb, reference, given);
    const after = await stored(database.store.db, reference);
    if (where.includes(stage)) {
      expect(done).toEqual({ done: true, reference, version: before.version + 1, words: expect.stringMatching(/\w/u) });
      expect(after.version).toBe(before.version + 1);
      expect(after.journal).toEqual([...before.journal, `ben ${journal}`]);
      expect(desk.letters.map(({ kind }) => kind)).toEqual(letter === undefined ? [] : [letter]);
    } else {
      expect(done).toEqual({ done: false, refused: 'illegal_move', why: expect.stringMatching(/\w/u) });
      expect(after).toEqual(before);
      expect(desk.letters).toEqual([]);
    }
  });
});

describe('what becomes of the ticket', () => {
  test.each<[verb: Verb, stage: Stage, input: object, expected: object]>([
    ['take', 'open', {}, { assignee: 'ben', state: 'open' }],
    ['assign', 'open', { to: 'cy' }, { assignee: 'cy' }],
    ['level', 'open', { level: 1 }, { confirmed: 1 }],
    ['contact', 'open', { outcome: 'no_answer' }, { assignee: 'ben' }],
    ['ask', 'open', TEXT, { waiting: true }],
    ['resume', 'waiting', {}, { waiting: false }],
    ['resolve', 'waiting', TEXT, { state: 'resolved', waiting: false }],
    ['reopen', 'resolved', { note: 'Back.' }, { state: 'open' }],
    ['merge', 'open', {}, { state: 'merged' }],
    ['release', 'shelved', {}, { state: 'open' }],
  ])('%s while %s', async (verb, stage, input, expected) => {
    const reference = await seedTicket(desk, { stage });
    desk.wait(60);
    await act(desk, verb, reference, verb === 'merge' ? { into: other } : input);
    expect(await stored(database.store.db, reference)).toMatchObject(expected);
  });

  test('a ticket that was assigned to nobody is free again', async () => {
    const reference = await seedTicket(desk);
    await act(desk, 'take', reference, {});
    await act(desk, 'assign', reference, { to: null });
    expect(await stored(database.store.db, reference)).toMatchObject({ assignee: null, version: 3 });
  });

  test('a ticket from before there were promises is worked like any other', async () => {
    const { db } = database.store;
    const reference = await seedTicket(desk, { stage: 'shelved' });
    await db.run(sql`update ticket set bucket = 'desk', terms_version = null where reference = ${reference}`);
    await act(desk, 'level', reference, { level: 4 });
    expect(await stored(db, reference)).toMatchObject({ state: 'open', confirmed: 4 });
    desk.wait(60);
    await act(desk, 'resolve', reference, TEXT);
    expect(await stored(db, reference)).toMatchObject({ state: 'resolved', version: 3 });
  });

  test('who calls a ticket of somebody else does not take it', async () => {
    const reference = await seedTicket(desk);
    await act(desk, 'take', reference, {}, 'cy');
    await act(desk, 'contact', reference, { outcome: 'reached' }, 'ben');
    expect(await stored(database.store.db, reference)).toMatchObject({ assignee: 'cy' });
  });
});
