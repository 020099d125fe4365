import { afterAll, beforeAll, expect, test } from 'vitest';
import { release } from '../../src/acts/release.ts';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

test('a person takes a ticket out of junk, once, and the journal says who', async () => {
  const { db } = database.store;
  await db.run(sql`
    insert into ticket (reference, mailbox, channel, bucket, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion, accepted_at)
    values ('K7Q-2M4', 'support', 'email', 'junk', 's', '', 'a@b.example', 'unverified', 6, '{}', now())`);
  expect(await release(db, 'k7q-2m4', 'operator', Date.now())).toMatchObject({ done: true });
  expect(await db.one(sql`select bucket from ticket`)).toEqual({ bucket: 'desk' });
  expect(await db.many(sql`select act, actor, detail from journal`)).toEqual([
    { act: 'released', actor: 'operator', detail: { from: 'junk' } },
  ]);
  expect(await release(db, 'K7Q-2M4', 'operator', Date.now())).toMatchObject({ done: false });
  expect(await release(db, 'AAA-AAA', 'operator', Date.now())).toMatchObject({
    done: false,
    why: 'there is no ticket with this number',
  });
});
