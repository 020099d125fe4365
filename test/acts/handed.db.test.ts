import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { act, openDesk, seedTicket } from './desk.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

test('who is given a ticket by another hears of it; who takes it, and nobody, do not', async () => {
  const desk = await openDesk(database.store.db);
  const reference = await seedTicket(desk);
  await act(desk, 'assign', reference, { to: 'cy' }, 'ben');
  await act(desk, 'assign', reference, { to: 'ben' }, 'ben');
  await act(desk, 'take', reference, {}, 'cy');
  await act(desk, 'assign', reference, { to: null }, 'ben');
  expect(desk.handed).toEqual([{ person: 'cy', reference }]);
});
