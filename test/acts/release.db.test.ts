import { afterAll, beforeAll, expect, test } from 'vitest';
import { perform } from '../../src/acts/perform.ts';
import { release } from '../../src/acts/release.ts';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { openDesk } from './desk.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

test('a person takes a ticket out of junk, once; the journal says who, and its promises count from when it came', async () => {
  const { db } = database.store;
  const desk = await openDesk(db);
  desk.at('2026-11-23 11:00');
  await db.run(sql`
    insert into ticket (reference, mailbox, channel, bucket, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion, accepted_at)
    values ('K7Q-2M4', 'support', 'email', 'junk', 's', '', 'a@b.example', 'unverified', 6, '{}', ${new Date('2026-11-23T15:00:00Z')})`);
  const about = { reference: 'k7q-2m4', actor: { id: 'operator', name: 'the operator', roles: ['operator'] } } as const;
  expect(await perform(desk, release, about, {})).toMatchObject({ done: true, words: 'taken out of junk' });
  expect(await db.one(sql`select bucket from ticket`)).toEqual({ bucket: 'desk' });
  expect(await db.many(sql`select act, actor, detail from journal`)).toEqual([
    { act: 'released', actor: 'operator', detail: { from: 'junk' } },
  ]);
  expect(await db.many(sql`select metric, started_at as "startedAt" from clock order by metric`)).toEqual([
    { metric: 'call_back', startedAt: Date.parse('2026-11-23T15:00:00Z') },
    { metric: 'resolution', startedAt: Date.parse('2026-11-23T15:00:00Z') },
  ]);
  expect(await perform(desk, release, about, {})).toMatchObject({ done: false, refused: 'illegal_move' });
  expect(await perform(desk, release, { ...about, reference: 'AAA-AAA' }, {})).toMatchObject({
    done: false,
    refused: 'unknown_ticket',
  });
});
