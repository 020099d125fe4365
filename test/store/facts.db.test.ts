import { afterAll, beforeAll, expect, test } from 'vitest';
import { knownTickets } from '../../src/store/facts.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
const db = () => database.store.db;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

async function ticket(reference: string, address: string): Promise<string> {
  const { id } = await db().one<{ id: string }>(sql`
    insert into ticket (reference, mailbox, channel, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion, accepted_at)
    values (${reference}, 'support', 'email', 's', '', ${address}, 'unverified', 2, '{}', now()) returning id`);
  await db().run(sql`insert into participant (ticket_id, address) values (${id}, ${address})`);
  return id;
}

const merge = (from: string, into: string) =>
  db().run(sql`update ticket set state = 'merged', merged_into = ${into} where id = ${from}`);
const known = (references: readonly string[], ids: readonly string[] = []) =>
  transaction(db(), (tx) => knownTickets(tx, { references, ids }));

test('a mail on a ticket that was merged, and merged again, finds the one that goes on, as somebody who takes part in it', async () => {
  const first = await ticket('AAA-AAA', 'ana@contoso.example');
  const second = await ticket('CCC-CCC', 'cy@contoso.example');
  const last = await ticket('DDD-DDD', 'dot@contoso.example');
  expect(await known(['AAA-AAA'])).toMatchObject([
    { asked: first, name: 'AAA-AAA', ticketId: first, reference: 'AAA-AAA', participants: ['ana@contoso.example'] },
  ]);
  await merge(first, second);
  await merge(second, last);
  const survivor = { ticketId: last, reference: 'DDD-DDD', state: 'open' };
  expect(await known(['AAA-AAA'])).toEqual([
    {
      ...survivor,
      asked: first,
      name: 'AAA-AAA',
      resolvedAt: null,
      participants: ['ana@contoso.example', 'dot@contoso.example'],
    },
  ]);
  const both = await known([], [second, last]);
  expect(both.toSorted((a, b) => Number(b.asked) - Number(a.asked))).toMatchObject([
    { ...survivor, asked: last },
    { ...survivor, asked: second },
  ]);
});

test('tickets that were merged in a circle are found by nobody, and end in no endless search', async () => {
  const [a, b] = [await ticket('EEE-EEE', 'a@b.example'), await ticket('FFF-FFF', 'b@b.example')];
  await merge(a, b);
  await merge(b, a);
  expect(await known(['EEE-EEE'])).toEqual([]);
});
