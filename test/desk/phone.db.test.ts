import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sql } from '../../src/store/sql.ts';
import { MONDAY, openDesk, seedTicket, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { openPages, wordsOf, type Browsing, type Pages } from './pages.ts';

let database: TestDatabase;
let desk: Desk;
let pages: Pages;
let ben: Browsing;

beforeAll(async () => {
  database = await openTestDatabase(8);
  desk = await openDesk(database.store.db);
  pages = await openPages(desk);
  ben = await pages.as('ben');
  await desk.db.run(sql`
    with c as (insert into customer (key, name, agreement, agreement_until, imported_at) values ('contoso', 'Contoso <b>Clinic</b>', 'A-31', '2026-11-01', now()) returning id)
    insert into customer_contact (address, customer_id, name, phone) select 'ana@contoso.example', id, 'Ana <script>Ruiz', '+15550102231' from c`);
}, 120_000); // ms, on a busy machine
afterAll(async () => {
  await pages.close();
  await database.drop();
});
beforeEach(() => desk.at(MONDAY));

const keyIn = ({ text }: { readonly text: string }): string => /name="key" value="([^"]+)"/u.exec(text)![1]!;
const count = () => desk.db.one<{ n: number }>(sql`select count(*)::int as n from ticket where channel = 'phone'`);

test('finds who calls, with the agreement and what is open, and shows strangers’ words as words', async () => {
  const reference = await seedTicket(desk, { subject: 'Cannot <i>post</i>' });
  await desk.db.run(sql`update ticket set customer_id = 1 where reference = ${reference}`);
  const page = await ben.post('/phone', { do: 'find', q: 'ruiz', key: 'a' });
  expect(page.status).toBe(200);
  expect(page.text).not.toMatch(/<script>Ruiz|<b>Clinic|<i>post/u);
  const words = wordsOf(page);
  expect(words).toContain('▲ no agreement in force');
  expect(words).toContain(`#${reference} (2) Cannot`);
  expect(wordsOf(await ben.post('/phone', { do: 'find', q: 'nobody of that name', key: 'a' }))).toContain(
    'Nobody on the list of customers fits',
  );
});

test('outside an agreement no time is promised', async () => {
  const asked = { do: 'level', q: '', key: 'b', work: 'stopped', caller: '1:ana@contoso.example' };
  const words = wordsOf(await ben.post('/phone', asked));
  expect(words).toContain('No agreement of this customer is in force: promise no time.');
  expect(words).not.toContain('We call you back by');
});

test('what cannot be kept is said, and what was typed stands there; pressed twice it is one ticket', async () => {
  const key = keyIn(await ben.get('/phone'));
  const typed = { key, q: 'Zoe', text: 'The screen is black </textarea><script>', work: 'part', do: 'save' };
  const refused = await ben.post('/phone', typed);
  expect(refused.status).toBe(422);
  expect(wordsOf(refused)).toContain('Not kept: write a number or an address');
  expect(refused.text).toContain('The screen is black &#60;/textarea&#62;&#60;script&#62;');
  const before = await count();
  const full = { ...typed, number: '555 010 9999' };
  const [first, second] = [await ben.post('/phone', full), await ben.post('/phone', full)];
  expect([first.status, second.status]).toEqual([303, 303]);
  expect(second.headers.get('location')).toBe(first.headers.get('location'));
  expect((await count()).n).toBe(before.n + 1);
  expect(wordsOf(await ben.get(first.headers.get('location')!))).toContain('+15550109999');
  expect(keyIn(await ben.get('/phone'))).not.toBe(key);
});

test('what is sketched is kept, for the one who writes it', async () => {
  const sketch = await ben.post('/phone/sketch', { key: 'c', q: '555 010 2231', text: 'It is slow' });
  expect(sketch.text).toContain('id="callers"');
  expect(sketch.text).toContain('id="says"');
  expect((await ben.get('/phone')).text).toContain('It is slow');
  expect((await (await pages.as('cy')).get('/phone')).text).not.toContain('It is slow');
  expect((await ben.post('/phone', { do: 'clear' })).status).toBe(303);
  expect((await ben.get('/phone')).text).not.toContain('It is slow');
});

test('a call about a known ticket leads to its card', async () => {
  const reference = await seedTicket(desk);
  expect((await ben.get(`/phone?ticket=${reference.toLowerCase()}`)).headers.get('location')).toBe(
    `/tickets/${reference}#call`,
  );
});

test('is for reps and managers, and takes no form of others', async () => {
  expect((await (await pages.as('ops')).get('/phone')).status).toBe(403);
  expect((await ben.post('/phone', { do: 'save', form: 'forged' })).status).toBe(403);
});

test.each([
  ['2026-11-23T08:30', 201],
  ['2026-11-23T09:01', 422],
  ['2026-11-21T08:30', 422],
  ['yesterday', 422],
  ['', 201],
])('began %s', async (began, status) => {
  const answer = await ben.post('/phone', {
    key: `at-${began}`,
    text: 'Help',
    number: '5550109998',
    began,
    do: 'save',
  });
  expect(answer.status === 303 ? 201 : answer.status).toBe(status);
});
