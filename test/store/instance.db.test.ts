import { afterAll, beforeAll, expect, it } from 'vitest';
import { readInstance } from '../../src/store/instance.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

it('is one, whoever comes first', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => readInstance(database.store.db)));
  expect(all[0]!.key).toHaveLength(32);
  expect(all[0]!.id).toMatch(/^[0-9a-f-]{36}$/u);
  for (const instance of all) expect(instance).toEqual(all[0]);
  expect(await readInstance(database.store.db)).toEqual(all[0]);
});
