import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Level } from '../../src/domain/level.ts';
import { loadSettings } from '../../src/settings.ts';
import { sql } from '../../src/store/sql.ts';
import { seedPast as seed } from '../commands/past.ts';
import { openDesk, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { openPages, wordsOf, type Browsing, type Pages } from './pages.ts';

let database: TestDatabase;
let desk: Desk;
let pages: Pages;
let mo: Browsing;
let standing: string;

beforeAll(async () => {
  database = await openTestDatabase(8);
  desk = await openDesk(database.store.db);
  pages = await openPages(desk);
  mo = await pages.as('mo');
  standing = await readFile((await loadSettings({ env: {}, cwd: '/' })).deciding.rules, 'utf8');
}, 120_000); // ms, on a busy machine
afterAll(async () => {
  await pages.close();
  await database.drop();
});
let made = 0;
const seedPast = (about: {
  readonly body: string;
  readonly suggested: Level;
  readonly confirmed: Level;
}): Promise<string> => seed(desk.db, (made += 1), { ...about, mails: [about.body] });
beforeEach(() => desk.db.run(sql`truncate ticket, message, inbound cascade`));

test('tells what is in force, and how the suggestions fared, those taken too lightly first', async () => {
  const none = wordsOf(await mo.get('/rules'));
  expect(none).toContain('No level was confirmed by a person yet');
  expect(none).toContain('nothing is wrong now: level 6');
  expect(none).toContain('everything else: level 2');
  const pairs = [
    [2, 2],
    [2, 2],
    [6, 1],
    [3, 4],
  ] as const;
  for (const [suggested, confirmed] of pairs)
    await seedPast({ body: 'Something <b>is</b> wrong.', suggested, confirmed });
  const page = await mo.get('/rules');
  const words = wordsOf(page);
  expect(words).toContain(
    'Of the 4 levels that were confirmed last, 50 % were suggested so, and 75 % within one level.',
  );
  expect(words).toContain('Of 3 at level 1 or 2, 2 were suggested as 1 or 2.');
  expect(words.indexOf('6 → 1')).toBeLessThan(words.indexOf('3 → 4'));
});

test('says of a text which level it is and by which words, and shows it as words', async () => {
  const page = await (
    await pages.as('ben')
  ).post('/rules/text', { subject: 'Help', body: '<script>window.pwned=1</script> Nobody can log in.' });
  expect(page.status).toBe(200);
  expect(page.text).not.toContain('<script>window');
  expect(wordsOf(page)).toContain('the rules say so'); // the desk of this test suggests one level for everything
});

test('tries other rules on the tickets of late, and switches nothing', async () => {
  await seedPast({ body: 'The frobnicator is purple today.', suggested: 6, confirmed: 2 });
  await seedPast({ body: 'How do I print?', suggested: 6, confirmed: 6 });
  const other = standing.replace(/(\n {2}outage:\n[\s\S]*?\|\n)(\s+)/u, '$1$2frobnicator is purple\n$2');
  expect(other).not.toBe(standing);
  const tried = await mo.post('/rules/try', { rules: other });
  expect(tried.status).toBe(200);
  const words = wordsOf(tried);
  expect(words).toContain('1 of 2 tickets would be suggested another level.');
  expect(words).toMatch(/Of 2 levels that a person confirmed, the rules in force meet 1 , these [12] ?\./u);
  expect(words).toContain('1 × now found, outage: frobnicator is purple');
  expect(wordsOf(await mo.post('/rules/try', { rules: standing }))).toContain(
    '0 of 2 tickets would be suggested another level.',
  );
  expect(await readFile((await loadSettings({ env: {}, cwd: '/' })).deciding.rules, 'utf8')).toBe(standing);
});

test.each([
  ['signals: [', 'rules.yaml:1'],
  ['', 'rules.yaml'],
  ['a: <script>alert(1)</script>\n', 'rules.yaml'],
])('what is no rules is refused with its line: %j', async (rules, where) => {
  const page = await mo.post('/rules/try', { rules });
  expect(page.status).toBe(422);
  expect(page.text).not.toContain('<script>alert');
  expect(wordsOf(page)).toContain('These rules cannot be tried');
  expect(wordsOf(page)).toContain(where);
  expect(wordsOf(page)).not.toContain('/tmp');
});

test('proposes phrases from corrections, with what they would change', async () => {
  for (const place of ['in Lyon', 'at the harbour', 'on floor two', 'in the mill', 'for the crew'])
    await seedPast({
      body: `Good morning, the shuttle car sits dead ahead ${place} on Tuesday. Kind regards`,
      suggested: 6,
      confirmed: 2,
    });
  for (const thing of [
    'add a user',
    'print a list',
    'change my name',
    'order a licence',
    'read the manual',
    'find the menu',
    'export to Excel',
    'copy a week',
  ])
    await seedPast({ body: `Good morning, how do I ${thing} on Tuesday? Kind regards`, suggested: 6, confirmed: 6 });
  const words = wordsOf(await mo.get('/rules/proposals'));
  expect(words).toContain('5 of 13 levels that reps looked at were corrected.');
  expect(words).toMatch(/shuttle car|sits dead|dead ahead|car sits/u);
  expect(words).toMatch(/If added: \d+ of 13 tickets/u);
});

test('reps look and try a text; trying rules and proposals is for those who answer for them', async () => {
  const ben = await pages.as('ben');
  expect((await ben.get('/rules')).text).not.toContain('action="/rules/try"');
  expect((await ben.post('/rules/try', { rules: standing })).status).toBe(403);
  expect((await ben.get('/rules/proposals')).status).toBe(403);
  expect((await ben.get('/rules/rules.yaml')).status).toBe(403);
  const file = await mo.get('/rules/rules.yaml');
  expect(file.text).toBe(standing);
  expect(file.headers.get('content-disposition')).toContain('attachment');
});
