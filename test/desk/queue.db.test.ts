import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sql } from '../../src/store/sql.ts';
import { act, MONDAY, openDesk, seedTicket, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { openPages, wordsOf, type Answered, type Browsing, type Pages } from './pages.ts';

let database: TestDatabase;
let desk: Desk;
let pages: Pages;
let ben: Browsing;

beforeAll(async () => {
  database = await openTestDatabase(8);
  desk = await openDesk(database.store.db);
  pages = await openPages(desk);
  ben = await pages.as('ben');
});
afterAll(async () => {
  await pages.close();
  await database.drop();
});
beforeEach(async () => {
  desk.at(MONDAY);
  ben = await pages.as('ben');
  await database.store.db.run(sql`update ticket set state = 'resolved', resolved_at = now() where state = 'open'`); // each test has a queue of its own
});

const shown = ({ text }: Answered): readonly string[] =>
  [...text.matchAll(/data-ref="([^"]+)"/gu)].map(([, reference]) => reference!);
const rowOf = ({ text }: Answered, reference: string): string =>
  wordsOf({ text: text.split(/(?=<li[^>]*data-item)/u).find((row) => row.includes(`data-ref="${reference}"`)) ?? '' });

test('the promise that is most in danger stands first, whatever came first', async () => {
  const question = await seedTicket(desk, { level: 6, subject: 'How do I print?' });
  desk.wait(60);
  const down = await seedTicket(desk, { level: 1, subject: 'Nobody can log in' });
  const impaired = await seedTicket(desk, { level: 2 });
  desk.wait(55 * 60);
  const later = await seedTicket(desk, { level: 1, subject: 'Down as well' });
  desk.wait(6 * 60); // 10:02: two are late, one has just come
  const page = await ben.get('/queue');
  expect(shown(page)).toEqual([down, impaired, later, question]);
  expect(rowOf(page, down)).toContain('■ Late The call-back was due 10:01 EST · 1 min late');
  expect(rowOf(page, later)).toContain('● On time Call back by 10:56 EST · 54 min left');
  expect(rowOf(page, question)).toContain('Call back by Wed 25 Nov 13:00 EST');
  expect(rowOf(page, down)).toContain('Level 1, Name of 1, suggested');
});

test('outside of the hours a row says when the clock goes on, and what waits for the customer is paused', async () => {
  const asked = await seedTicket(desk, { stage: 'waiting', level: 3 });
  await act(desk, 'contact', asked, { outcome: 'reached' });
  desk.at('2026-11-27 17:40');
  const evening = await seedTicket(desk, { level: 2 });
  desk.at('2026-11-28 11:00');
  const page = await (await pages.as('ben')).get('/queue');
  expect(rowOf(page, evening)).toContain(
    'Call back by Mon 30 Nov 08:40 EST · 40 min working left · resumes Mon 30 Nov 08:00 EST',
  );
  expect(rowOf(page, asked)).toContain('‖ Waiting paused: waiting for the customer since Mon 23 Nov 09:00 EST');
});

test('tabs and filters narrow it, and what narrows to nothing says so', async () => {
  const mine = await seedTicket(desk, { level: 3 });
  await act(desk, 'take', mine, {}, 'ben');
  const free = await seedTicket(desk, { level: 4, subject: 'Printer & paper' });
  expect(shown(await ben.get('/queue?show=mine'))).toEqual([mine]);
  expect(shown(await ben.get('/queue?show=free'))).toEqual([free]);
  expect(shown(await ben.get('/queue?level4=1'))).toEqual([free]);
  expect(shown(await ben.get('/queue?q=printer'))).toEqual([free]);
  expect(shown(await ben.get(`/queue?q=${mine}`))).toEqual([mine]);
  expect(wordsOf(await ben.get('/queue?fax=1'))).toContain('No ticket fits.');
  expect(wordsOf(await ben.get('/queue?show=late'))).toContain('Nothing is late.');
  expect((await ben.get('/queue?after=nonsense')).status).toBe(404);
});

test('pages of fifty hold every ticket once', async () => {
  const all: string[] = [];
  for (let i = 0; i < 120; i += 1) all.push(await seedTicket(desk, { level: ((i % 6) + 1) as 1 }));
  const seen: string[] = [];
  let path: string | null = '/queue';
  for (let i = 0; path !== null && i < 5; i += 1) {
    const page = await ben.get(path);
    seen.push(...shown(page));
    path = /href="([^"]+)" rel="next"/u.exec(page.text)?.[1]?.replaceAll('&#38;', '&') ?? null;
    if (i === 0) await seedTicket(desk, { level: 1 }); // arrives meanwhile: on no page, and shifts none
  }
  expect(seen.toSorted()).toEqual(all.toSorted());
});

test('the ticked ones are taken, given or levelled together; who was faster is told', async () => {
  const [one, two, three] = [await seedTicket(desk), await seedTicket(desk), await seedTicket(desk)];
  const page = await ben.get('/queue');
  const tick = (reference: string): string => new RegExp(`value="(${reference}:\\d+)"`, 'u').exec(page.text)![1]!;
  await act(desk, 'take', two, {}, 'cy');
  const refs = [one, two, three].map(tick).join(',');
  const done = await ben.post('/queue/bulk', { do: 'take', refs });
  expect([done.status, done.headers.get('location')]).toEqual([303, '/queue']);
  const said = Buffer.from(/said=([^;]+)/u.exec(done.headers.get('set-cookie') ?? '')![1]!, 'base64url').toString();
  expect(said).toMatch(new RegExp(`^2 of 3 done\\. Not done: #${two}: the ticket changed since you looked`, 'u'));
  const held = await database.store.db.many<{ reference: string; assignee: string }>(
    sql`select reference, assignee from ticket where reference = any(${[one, two, three]}::text[]) order by id`,
  );
  expect(held.map(({ assignee }) => assignee)).toEqual(['ben', 'cy', 'ben']);
  const levelled = await ben.post('/queue/bulk', { do: 'level', level: '2', refs: `${one}:2` });
  expect(levelled.status).toBe(303);
  expect(rowOf(await ben.get('/queue'), one)).toContain('Level 2, Name of 2, confirmed');
});

test('a free ticket is taken from its row, on what was seen of it', async () => {
  const reference = await seedTicket(desk);
  const row = await ben.get('/queue?show=free');
  const action = new RegExp(`formaction="(/tickets/${reference}/take\\?version=\\d+)"`, 'u').exec(row.text)![1]!;
  await act(desk, 'note', reference, { text: 'x' });
  expect((await ben.post(action, { back: 'queue' })).status).toBe(409);
  const fresh = new RegExp(`formaction="(/tickets/${reference}/take\\?version=\\d+)"`, 'u').exec(
    (await ben.get('/queue')).text,
  )![1]!;
  expect((await ben.post(fresh, { back: 'queue' })).headers.get('location')).toBe('/queue');
});

test('others’ drafts are theirs; mine shows in my row', async () => {
  const reference = await seedTicket(desk);
  await ben.post(`/tickets/${reference}/draft`, { text: 'Dear Ana' });
  const cy = await pages.as('cy');
  expect(rowOf(await ben.get('/queue'), reference)).toContain('✎ your draft, 09:00 EST');
  expect(rowOf(await cy.get('/queue'), reference)).not.toContain('draft');
});

test('hostile subjects and names stay words', async () => {
  await seedTicket(desk, { subject: `"><script>window.pwned=1</script>` });
  const { text } = await ben.get('/queue');
  expect(text).not.toContain('<script>window');
  expect(text).toContain('&#60;script&#62;window.pwned=1');
});
