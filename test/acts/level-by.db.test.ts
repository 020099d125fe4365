import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { act, openDesk, seedTicket } from './desk.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

test('the ticket names who confirmed its level last, beside what the rules suggested', async () => {
  const { db } = database.store;
  const desk = await openDesk(db);
  const reference = await seedTicket(desk, { level: 2 });
  const read = () =>
    db.one(
      sql`select suggested_level as suggested, confirmed_level as confirmed, confirmed_by as "by" from ticket where reference = ${reference}`,
    );
  expect(await read()).toEqual({ suggested: 2, confirmed: null, by: null });
  await act(desk, 'level', reference, { level: 3 });
  expect(await read()).toEqual({ suggested: 2, confirmed: 3, by: 'ben' });
  await act(desk, 'take', reference, {}, 'cy');
  await act(desk, 'level', reference, { level: 1, reason: 'production_error' }, 'cy');
  expect(await read()).toEqual({ suggested: 2, confirmed: 1, by: 'cy' });
});
