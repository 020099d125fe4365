import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { learnFrom } from '../../src/commands/learn.ts';
import { loadSettings, type Loaded } from '../../src/settings.ts';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { seedPast } from './past.ts';

let database: TestDatabase;
let loaded: Loaded;
const db = () => database.store.db;

beforeAll(async () => {
  database = await openTestDatabase();
  loaded = await loadSettings({ env: {}, cwd: '/' });
});
afterAll(() => database.drop());
beforeEach(() => db().run(sql`truncate ticket, message, inbound cascade`));

async function run(json = true) {
  const lines: string[] = [];
  const proposals = await learnFrom(db(), { json, print: (line) => void lines.push(line) }, loaded);
  return { proposals, lines };
}

/** Requests as they come every day, which nobody corrected. */
async function everyday(): Promise<void> {
  const asked = [
    'add a user',
    'print a list',
    'change my name',
    'order a licence',
    'read the manual',
    'find the menu',
    'export to Excel',
    'copy a week',
  ];
  for (const [n, what] of asked.entries())
    await seedPast(db(), 100 + n, {
      mails: [`Good morning, how do I ${what} on Tuesday? Kind regards`],
      suggested: 6,
      confirmed: 6,
    });
}

test('words that corrected requests have in common are proposed, with examples and what they would do', async () => {
  await everyday();
  const places = ['in Lyon', 'at the harbour', 'on floor two', 'in the mill', 'for the crew'];
  for (const [n, place] of places.entries())
    await seedPast(db(), n, {
      mails: [`Good morning, the shuttle car sits dead ahead ${place} on Tuesday. Kind regards`],
      suggested: 6,
      confirmed: 2,
    });
  const { proposals, lines } = await run();
  const first = proposals[0]!;
  expect(first).toMatchObject({
    corrected: 5,
    elsewhere: 0,
    language: 'en',
    because: expect.stringContaining('"trouble" with yes'),
  });
  expect(first.phrase).toMatch(/shuttle car|sits dead|dead ahead|car sits/u);
  expect(first.examples).toHaveLength(3);
  expect(first.examples[0]!.text).toContain(first.phrase);
  expect(first.effect).toMatchObject({ tickets: 13, worse: 0 });
  expect(first.effect.changed).toBeLessThanOrEqual(5);
  expect(loaded.policy.rules.signals.map(({ name }) => name)).toContain(first.signal);
  // greetings stand in all of them, and so in none
  expect(proposals.map(({ phrase }) => phrase).join()).not.toMatch(/regards|good morning|tuesday/u);
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(proposals);
});

test('one correction is an accident; none are no reason for anything', async () => {
  await everyday();
  expect((await run(false)).lines).toEqual([
    '0 of 8 levels that reps looked at were corrected.',
    expect.stringContaining('No words stand out'),
  ]);
  await seedPast(db(), 1, { mails: ['The shuttle car sits dead ahead'], suggested: 6, confirmed: 1 });
  expect((await run()).proposals).toEqual([]);
});

test('a person reads what to do with a proposal', async () => {
  await everyday();
  for (let n = 0; n < 4; n++)
    await seedPast(db(), n, { mails: [`Case ${n}: the flumox valve is leaking`], suggested: 6, confirmed: 2 });
  const text = (await run(false)).lines.join('\n');
  expect(text).toContain('4 of 12 levels that reps looked at were corrected.');
  expect(text).toMatch(/1\. "(?:flumox valve|valve is leaking)" for the signal (?:impairment|blocked): reps answered/u);
  expect(text).toMatch(/If added: \d+ of 12 tickets would be suggested another level/u);
  expect(text).toContain('Nothing was changed.');
});
