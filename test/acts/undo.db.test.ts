import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ActPost } from '../../src/acts/perform.ts';
import { draftsOf, keepDraft } from '../../src/store/desk/drafts.ts';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { act, MONDAY, openDesk, seedTicket, stored, type Desk } from './desk.ts';

let database: TestDatabase;
let desk: Desk;

beforeAll(async () => {
  database = await openTestDatabase();
  const plain = await openDesk(database.store.db);
  desk = { ...plain, post: { ...plain.post, toCustomer: intoTheOutbox } };
});
afterAll(() => database.drop());
beforeEach(() => desk.at(MONDAY));

/** A letter waits twenty seconds, as that of a whole house does. */
const intoTheOutbox: ActPost['toCustomer'] = async (tx, ticket, letter, _actor, now) => {
  const id = randomUUID();
  await tx.run(sql`
    insert into outbox (id, ticket_id, kind, mailbox, dedupe_key, message_id, to_address, to_domain, mail, not_before, next_attempt_at, created_at)
    values (${id}::uuid, ${ticket.id}, ${letter.kind}, 'support', ${id}, ${id}, ${ticket.requesterAddress}, 'contoso.example', '{}',
      ${new Date(now + 20_000)}, ${new Date(now + 20_000)}, ${new Date(now)})`);
  return { id };
};

const clocksOf = (reference: string) =>
  database.store.db.many(sql`
    select c.metric, c.cycle, c.level, c.state, c.started_at, c.due_at, c.met_at, c.breached_at from clock c join ticket t on t.id = c.ticket_id
    where t.reference = ${reference} order by c.metric, c.cycle`);
const lettersOf = (reference: string) =>
  database.store.db.many<{ id: string; state: string }>(
    sql`select o.id, o.state from outbox o join ticket t on t.id = o.ticket_id where t.reference = ${reference} order by o.created_at`,
  );
const idOf = async (reference: string): Promise<string> =>
  (await database.store.db.one<{ id: string }>(sql`select id from ticket where reference = ${reference}`)).id;

describe('a letter that is called back', () => {
  test.each(['reply', 'ask', 'resolve', 'workaround'] as const)(
    '%s: nothing goes out, its clocks are as before, and its text is a draft again',
    async (verb) => {
      const reference = await seedTicket(desk);
      desk.wait(600);
      const before = [await clocksOf(reference), { ...(await stored(desk.db, reference)), version: 0, journal: [] }];
      await act(desk, verb, reference, { text: 'Restart the server.' });
      expect(await clocksOf(reference)).not.toEqual(before[0]);
      const [letter] = await lettersOf(reference);
      await keepDraft(desk.db, await idOf(reference), {
        person: 'ben',
        kind: 'reply',
        text: 'And another thing',
        at: desk.now(),
      });
      desk.wait(15);
      const done = await act(desk, 'unsend', reference, { letter: letter!.id });
      expect(done).toMatchObject({ done: true });
      expect([await clocksOf(reference), { ...(await stored(desk.db, reference)), version: 0, journal: [] }]).toEqual(
        before,
      );
      expect(await lettersOf(reference)).toEqual([{ id: letter!.id, state: 'withdrawn' }]);
      expect(await draftsOf(desk.db, await idOf(reference))).toMatchObject([
        { person: 'ben', text: 'Restart the server.\n\nAnd another thing' },
      ]);
      expect(await act(desk, 'unsend', reference, { letter: letter!.id })).toMatchObject({ refused: 'too_late' });
    },
  );

  test.each(['sending', 'sent', 'unknown'])('one that is %s stays what it is', async (state) => {
    const reference = await seedTicket(desk);
    await act(desk, 'reply', reference, { text: 'Restart the server.' });
    const [letter] = await lettersOf(reference);
    await desk.db.run(sql`update outbox set state = ${state} where id = ${letter!.id}::uuid`);
    const before = await stored(desk.db, reference);
    expect(await act(desk, 'unsend', reference, { letter: letter!.id })).toMatchObject({
      refused: 'too_late',
      why: expect.stringContaining('went out already'),
    });
    expect(await stored(desk.db, reference)).toEqual(before);
  });

  test('that of another ticket, and one that named a release, cannot be', async () => {
    const [one, two] = [await seedTicket(desk, { level: 5 }), await seedTicket(desk)];
    await act(desk, 'commit', one, { release: '4.2' });
    const [letter] = await lettersOf(one);
    for (const reference of [one, two])
      expect(await act(desk, 'unsend', reference, { letter: letter!.id })).toMatchObject({ refused: 'unknown_letter' });
  });
});

describe('a merge that is undone', () => {
  test('both go on, and their clocks count as if it had never been; it can be done and undone again', async () => {
    const early = await seedTicket(desk);
    desk.wait(600);
    const late = await seedTicket(desk);
    const before = [await clocksOf(early), await clocksOf(late)];
    for (let turn = 0; turn < 2; turn += 1) {
      await act(desk, 'merge', early, { into: late });
      expect(await stored(desk.db, early)).toMatchObject({ state: 'merged' });
      expect(await clocksOf(late)).not.toEqual(before[1]);
      desk.wait(60);
      expect(await act(desk, 'unmerge', early, { from: late })).toMatchObject({ done: true });
      expect([await clocksOf(early), await clocksOf(late)]).toEqual(before);
      expect(await stored(desk.db, early)).toMatchObject({ state: 'open' });
    }
    expect((await stored(desk.db, late)).journal).toEqual([
      'ben absorbed',
      'ben gave_back',
      'ben absorbed',
      'ben gave_back',
    ]);
  });

  test('only out of the ticket into which it was merged', async () => {
    const [one, two, three] = [await seedTicket(desk), await seedTicket(desk), await seedTicket(desk)];
    await act(desk, 'merge', one, { into: two });
    expect(await act(desk, 'unmerge', one, { from: three })).toMatchObject({ refused: 'not_merged_there' });
    expect(await act(desk, 'unmerge', one, { from: 'K7Q-2M4' })).toMatchObject({ refused: 'not_merged_there' });
  });
});
