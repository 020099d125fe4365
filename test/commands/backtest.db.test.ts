import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { backtestOn } from '../../src/commands/backtest.ts';
import type { Trial } from '../../src/domain/priority/trial.ts';
import { loadSettings, SettingsError, type Loaded } from '../../src/settings.ts';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { seedPast } from './past.ts';

let database: TestDatabase;
let folder: string;
let loaded: Loaded;
let standing: string;
const db = () => database.store.db;

beforeAll(async () => {
  database = await openTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'backtest-'));
  loaded = await loadSettings({ env: {}, cwd: '/' });
  standing = await readFile(loaded.deciding.rules, 'utf8');
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});
beforeEach(() => db().run(sql`truncate ticket, message, inbound cascade`));

async function run(rules: string, json = true): Promise<{ result: Trial; lines: readonly string[] }> {
  const file = join(folder, 'rules.yaml');
  await writeFile(file, rules);
  const lines: string[] = [];
  const options = { rules: file, policy: undefined, json, print: (line: string) => void lines.push(line) };
  return { result: await backtestOn(db(), options, loaded), lines };
}

const ask = 'The gizmometer shows flumox today, what does that mean?';
/** A phrase that alone makes an outage of everything. */
const withFlumox = (text: string): string =>
  text.replace(
    /^signals:$/mu,
    'signals:\n  flumox: { says: all is lost, kind: trouble, speaks: { trouble: 15, grave: 15, down: 15 }, phrases: { en: { plain: [shows flumox] } } }',
  );

test('the same rules change nothing', async () => {
  await seedPast(db(), 1, { mails: ['Nobody can log in'], suggested: 1, confirmed: 1 });
  await seedPast(db(), 2, { mails: [ask], suggested: 6 });
  const { result, lines } = await run(standing);
  expect(result).toMatchObject({
    tickets: 2,
    changed: 0,
    phrases: [],
    confirmed: { tickets: 1, met_before: 1, met_after: 1 },
  });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toEqual(result);
});

test('what a new phrase changes, by which phrase, and whether reps said so', async () => {
  const asked = await seedPast(db(), 1, { mails: [ask, 'shows flumox'], suggested: 6, confirmed: 1 });
  const other = await seedPast(db(), 2, { mails: [ask], suggested: 6, confirmed: 6 });
  await seedPast(db(), 3, { mails: ['How do I add a user?', 'shows flumox'], suggested: 6 }); // only the request itself is asked about
  await seedPast(db(), 4, { mails: [ask], suggested: 6, bucket: 'junk' });
  const { result, lines } = await run(withFlumox(standing));
  const changes = lines.slice(0, -1).map((line): unknown => JSON.parse(line));
  const causes = [{ signal: 'flumox', phrase: 'shows flumox', by: 'gained' }];
  expect(changes).toEqual([
    { reference: asked, subject: 'A request', confirmed: 1, from: 6, to: 1, causes },
    { reference: other, subject: 'A request', confirmed: 6, from: 6, to: 1, causes },
  ]);
  expect(result).toMatchObject({
    tickets: 3,
    changed: 2,
    by_weights: 0,
    confirmed: { tickets: 2, met_before: 1, met_after: 1 },
    phrases: [{ ...causes[0], tickets: 2, references: [asked, other] }],
  });
  expect(result.confusion[5]).toEqual([2, 0, 0, 0, 0, 1]);
});

test('weights that are changed', async () => {
  await seedPast(db(), 1, { mails: ['How do I add a user?'], suggested: 6 });
  const turned = standing.replace(/^( {2}trouble: )[-\d.]+$/mu, '$120');
  expect((await run(turned)).result).toMatchObject({ changed: 1, by_weights: 1, phrases: [] });
});

test('people read it too', async () => {
  await seedPast(db(), 1, { mails: [ask], suggested: 6, confirmed: 1 });
  const { lines } = await run(withFlumox(standing), false);
  const text = lines.join('\n');
  expect(text).toContain('[#AAA-001] 6 → 1, a person said 1: A request\n    + flumox: shows flumox');
  expect(text).toContain('1 of 1 tickets would be suggested another level.');
  expect(text).toContain('Of 1 levels that a person confirmed, the rules in force meet 0, the new ones 1.');
  expect(text).toContain('1 × now found, flumox: shows flumox (#AAA-001)');
  await db().run(sql`truncate ticket, message, inbound cascade`);
  expect((await run(standing, false)).lines).toEqual(['There is no ticket yet, so nothing can be tried.']);
});

test('wrong rules are refused with line and reason before anything is read', async () => {
  const error = await run(standing.replace('starts_at:', 'starts:')).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(SettingsError);
  expect((error as SettingsError).problems.join()).toContain('starts: this key is not known');
});
