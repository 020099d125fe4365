import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteVisit } from '../../src/store/desk/visits.ts';
import { sql } from '../../src/store/sql.ts';
import { act, openDesk, seedTicket, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { openPages, wordsOf, type Pages } from './pages.ts';

let database: TestDatabase;
let desk: Desk;
let pages: Pages;
beforeAll(async () => {
  database = await openTestDatabase(8);
  desk = await openDesk(database.store.db);
  pages = await openPages(desk);
}, 120_000); // ms, on a busy machine
afterAll(async () => {
  await pages.close();
  await database.drop();
});

/** The lines of a page: who, what, on which ticket. */
function linesOf(text: string): readonly string[] {
  return [...text.matchAll(/<tr>([\s\S]*?)<\/tr>/gu)].slice(1).map(([, row]) =>
    [...row!.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/gu)]
      .slice(1, 4)
      .map(([, cell]) => cell!.replaceAll(/<[^>]*>/gu, '').trim())
      .join(' | '),
  );
}

test('says who saw and did what, newest first; of one person, of one ticket, only looks, only deeds', async () => {
  const [one, two] = [await seedTicket(desk), await seedTicket(desk)];
  const [ben, cy, mo] = [await pages.as('ben'), await pages.as('cy'), await pages.as('mo')];
  await ben.get(`/tickets/${one}`);
  desk.wait(60);
  await act(desk, 'take', one, {});
  desk.wait(60);
  await cy.get(`/tickets/${two}`);
  await act(desk, 'note', two, { text: '<script>window.pwned=1</script>' }, 'cy');
  await act(desk, 'assign', two, { to: 'ben' }, 'cy');

  const all = await mo.get('/audit');
  expect(linesOf(all.text)).toEqual([
    `Cy Park | looked at the ticket | #${two}`,
    `Cy Park | gave it to Ben Ito | #${two}`,
    `Cy Park | wrote a note | #${two}`,
    `Ben Ito | took it | #${one}`,
    `Ben Ito | looked at the ticket | #${one}`,
  ]);
  expect(all.text).not.toContain('pwned');
  expect(linesOf((await mo.get('/audit?person=ben')).text)).toHaveLength(2);
  expect(linesOf((await mo.get('/audit?person=ben&what=did')).text)).toEqual([`Ben Ito | took it | #${one}`]);
  expect(linesOf((await mo.get(`/audit?ticket=%23${two.toLowerCase()}&what=looked`)).text)).toHaveLength(1);
  expect(wordsOf(await mo.get('/audit?ticket=%3Cb%3E'))).toContain('Nothing of that kind is noted');
});

test('pages repeat nothing and leave nothing out, whatever is done meanwhile', async () => {
  const reference = await seedTicket(desk);
  const mo = await pages.as('mo');
  await desk.db.run(sql`
    insert into journal (ticket_id, at, actor, act, detail)
    select t.id, ${new Date(desk.now())}::timestamptz - (n / 7) * interval '1 second', 'cy', 'noted', '{}' from ticket t, generate_series(1, 250) n where t.reference = ${reference}`);
  desk.wait(1);
  await noteVisit(desk.db, { person: 'cy', ticketId: null, page: 'ledger', now: desk.now() - 10_000 });
  const seen: string[] = [];
  let path: string | null = '/audit?person=cy&what=';
  while (path !== null) {
    const { text } = await mo.get(path);
    seen.push(...linesOf(text));
    const older: string | undefined = /href="([^"]*)" rel="next"/u.exec(text)?.[1];
    path = older === undefined ? null : older.replaceAll('&amp;', '&').replaceAll('&#38;', '&');
    await act(desk, 'note', reference, { text: 'Meanwhile.' }, 'cy');
  }
  expect(seen.filter((line) => line === `Cy Park | wrote a note | #${reference}`)).toHaveLength(250);
  expect(seen.filter((line) => line.startsWith('Cy Park | looked at the item'))).toHaveLength(1);
  expect(seen).toHaveLength(250 + 1 + 3);
});

test('is for those who answer for it', async () => {
  expect((await (await pages.as('ben')).get('/audit')).status).toBe(403);
  expect((await (await pages.as('ben')).get('/queue')).text).not.toContain('/audit');
  expect((await (await pages.as('ops')).get('/queue')).text).toContain('href="/audit"');
});
