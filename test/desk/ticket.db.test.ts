import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '../../src/store/sql.ts';
import { act, MONDAY, openDesk, seedMessage, seedTicket, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { openPages, wordsOf, type Browsing, type Pages } from './pages.ts';

let database: TestDatabase;
let desk: Desk;
let pages: Pages;
let ben: Browsing;
let cy: Browsing;
let ona: Browsing;

beforeAll(async () => {
  database = await openTestDatabase(8);
  desk = await openDesk(database.store.db);
  pages = await openPages(desk);
  [ben, cy, ona] = await Promise.all([pages.as('ben'), pages.as('cy'), pages.as('ops')]);
});
afterAll(async () => {
  await pages.close();
  await database.drop();
});
beforeEach(() => {
  desk.at(MONDAY);
  desk.refuses = null;
  desk.letters.length = 0;
});

const journal = (reference: string) =>
  desk.db.many<{ act: string; actor: string }>(
    sql`select j.act, j.actor from journal j join ticket t on t.id = j.ticket_id where t.reference = ${reference} order by j.id`,
  );
const versionIn = ({ text }: { readonly text: string }): string =>
  /name="version" value="(\d+)"/u.exec(text)?.[1] ?? '';

describe('the page of a ticket', () => {
  test('tells what is owed, by when, the level and the words for it, and who has it', async () => {
    const reference = await seedTicket(desk);
    await seedMessage(desk, reference, 'We cannot post invoices on the live system.');
    const page = await ben.get(`/tickets/${reference.toLowerCase()}`);
    expect(page.status).toBe(200);
    const words = wordsOf(page);
    expect(words).toContain('Call back by 10:00 EST · 1 h left');
    expect(words).toContain('Nobody has it');
    expect(words).toContain('"cannot post" speaks for level 2');
    expect(words).toContain('We cannot post invoices on the live system.');
  });

  test('says what time it is where one is to call', async () => {
    const reference = await seedTicket(desk);
    const call = async (): Promise<string> => wordsOf(await ben.get(`/tickets/${reference}`));
    await desk.db.run(sql`
      with c as (insert into customer (key, name, imported_at) values ('globex', 'Globex', now()) returning id),
        n as (insert into customer_number (number, kind, customer_id) select '+4930901820', 'phone', id from c)
      update ticket set customer_id = (select id from c) where reference = ${reference}`);
    expect(await call()).toContain('+4930901820 of the house 15:00 CET there');
    await desk.db.run(sql`update customer set time_zone = 'America/Los_Angeles' where key = 'globex'`);
    expect(await call()).toContain('▲ 06:00 PST there');
    await desk.db.run(sql`update ticket set customer_id = null where reference = ${reference}`);
  });

  test('shows hostile words as words', async () => {
    const nasty = `</pre></textarea></title><script>window.pwned=1</script><img src=x onerror=alert(1)>"'\``;
    const reference = await seedTicket(desk, { subject: nasty });
    await seedMessage(desk, reference, nasty);
    await act(desk, 'note', reference, { text: nasty });
    await ben.post(`/tickets/${reference}/draft`, { text: nasty });
    const { text } = await ben.get(`/tickets/${reference}`);
    expect(text).not.toContain('<script>window');
    expect(text).not.toContain('<img src=x');
    expect(text.match(/&#60;script&#62;window\.pwned=1/gu)!.length).toBeGreaterThanOrEqual(5);
  });

  test('says why a promise is due then', async () => {
    const reference = await seedTicket(desk);
    const words = wordsOf(await ben.get(`/tickets/${reference}/why/call_back`));
    expect(words).toContain('Why the call-back is due then');
    expect(words).toContain('Promised are 1 h of it.');
    expect(words).toContain('Due Mon 23 Nov 10:00 EST.');
    expect((await ben.get(`/tickets/${reference}/why/nothing`)).status).toBe(404);
  });

  test('there is none for a number that is none', async () => {
    for (const given of ['AAA-AAA', 'x', '%00', '..%2F..%2Fetc'])
      expect((await ben.get(`/tickets/${given}`)).status).toBe(404);
  });

  test('keeps who looked', async () => {
    const reference = await seedTicket(desk);
    await cy.get(`/tickets/${reference}`);
    expect(wordsOf(await ben.get(`/tickets/${reference}`))).toMatch(/Who looked.*Cy Park/u);
  });
});

describe('what is done on it', () => {
  test.each<[verb: string, fields: Readonly<Record<string, string>>, journal: string, said: string]>([
    ['take', {}, 'taken', 'you have it'],
    ['level', { level: '2' }, 'level_confirmed', 'level 2 is confirmed'],
    ['contact', { outcome: 'reached', number: '+1 555 010 2231', note: '' }, 'contact_logged', 'reached'],
    ['reply', { text: 'Please restart it.' }, 'replied', 'on its way'],
    ['ask', { text: 'Which version?' }, 'asked_customer', ''],
    ['note', { text: 'They use 4.1.' }, 'noted', 'noted'],
    ['workaround', { text: 'Use the other printer.' }, 'workaround_offered', ''],
    ['resolve', { text: 'Restarted.' }, 'resolved', ''],
    ['assign', { to: 'cy' }, 'assigned', 'Cy Park'],
    ['escalate', { reason: 'It drags on.', by: 'customer', rung: '1' }, 'escalated', ''],
    ['onsite', { step: 'requested', who: '', date: '', note: 'They ask for it.' }, 'onsite_requested', ''],
    ['shelve', { why: 'an advertisement' }, 'shelved', 'junk'],
  ])('%s', async (verb, fields, line, said) => {
    const reference = await seedTicket(desk);
    const before = await ben.get(`/tickets/${reference}`);
    const done = await ben.post(`/tickets/${reference}/${verb}`, { version: versionIn(before), ...fields });
    expect([done.status, done.headers.get('location')]).toEqual([303, `/tickets/${reference}`]);
    expect((await journal(reference)).filter(({ actor }) => actor === 'ben').map((one) => one.act)).toEqual([line]);
    const cookie = `${ben.cookie}; ${/said=[^;]+/u.exec(done.headers.get('set-cookie') ?? '')![0]}`;
    const next = await fetch(`${pages.base}/tickets/${reference}`, { headers: { cookie } });
    expect(wordsOf({ text: await next.text() }).toLowerCase()).toContain(said.toLowerCase());
  });

  test('what cannot be done is said on the page, and what was typed stands there', async () => {
    const reference = await seedTicket(desk);
    await act(desk, 'level', reference, { level: 2 });
    const refused = await ben.post(`/tickets/${reference}/level`, { level: '1', note: 'they say so' });
    expect(refused.status).toBe(422);
    expect(wordsOf(refused)).toContain('Not done: raising a level needs a reason');
    expect(refused.text).toContain('value="they say so"');
    const empty = await ben.post(`/tickets/${reference}/reply`, { text: '   ' });
    expect(wordsOf(empty)).toContain('Not done: write something; an empty mail helps nobody');
  });

  test('in two windows: the second answer is stopped, its text kept, and it goes out when it is meant', async () => {
    const reference = await seedTicket(desk);
    const version = versionIn(await cy.get(`/tickets/${reference}`));
    await ben.post(`/tickets/${reference}/reply`, { version, text: 'First.' });
    const stopped = await cy.post(`/tickets/${reference}/reply`, { version, text: 'Second.' });
    expect(stopped.status).toBe(409);
    expect(wordsOf(stopped)).toContain('something happened here since you opened the page; your text is kept');
    expect(stopped.text).toMatch(/>\s*Second\.<\/textarea/u);
    expect(stopped.text).toContain('Send to the customer all the same');
    expect(desk.letters.map(({ text }) => text)).toEqual(['First.']);
    const again = await cy.post(`/tickets/${reference}/reply`, { version: versionIn(stopped), text: 'Second.' });
    expect(again.status).toBe(303);
    expect(desk.letters.map(({ text }) => text)).toEqual(['First.', 'Second.']);
  });

  test('a draft is kept for its writer, seen by others as begun, and gone when it was sent', async () => {
    const reference = await seedTicket(desk);
    const kept = await ben.post(`/tickets/${reference}/draft`, { text: 'Dear Ana' }, { 'sec-fetch-mode': 'cors' });
    expect([kept.status, kept.text]).toEqual([200, 'Kept at 09:00 EST.']);
    expect((await ben.get(`/tickets/${reference}`)).text).toMatch(/>\s*Dear Ana<\/textarea/u);
    const seen = await cy.get(`/tickets/${reference}`);
    expect(seen.text).not.toContain('Dear Ana');
    expect(wordsOf(seen)).toContain('Ben Ito began to write');
    await ben.post(`/tickets/${reference}/reply`, { text: 'Dear Ana, done.' });
    expect((await ben.get(`/tickets/${reference}`)).text).not.toMatch(/Dear Ana<\/textarea/u);
  });

  test('who is there is told to the others for a minute', async () => {
    const reference = await seedTicket(desk);
    expect((await ben.post(`/tickets/${reference}/here`, { doing: 'writing' })).text).toBe('');
    expect((await cy.post(`/tickets/${reference}/here`, { doing: 'viewing' })).text).toBe('✎ Ben Ito is writing');
    desk.wait(61);
    expect((await cy.post(`/tickets/${reference}/here`, { doing: 'viewing' })).text).toBe('');
  });

  test('operators read and note; they do not answer', async () => {
    const reference = await seedTicket(desk);
    const page = await ona.get(`/tickets/${reference}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('Send to the customer');
    const refused = await ona.post(`/tickets/${reference}/reply`, { text: 'Hello' });
    expect([refused.status, desk.letters.length]).toEqual([422, 0]);
    expect((await ona.post(`/tickets/${reference}/note`, { text: 'Disk was full.' })).status).toBe(303);
  });

  test('a form that is not ours does nothing', async () => {
    const reference = await seedTicket(desk);
    const others = await cy.get(`/tickets/${reference}`);
    const stolen = /name="form" value="([^"]+)"/u.exec(others.text)![1]!;
    for (const fields of [{ form: '' }, { form: 'x' }, { form: stolen }])
      expect((await ben.post(`/tickets/${reference}/take`, fields)).status).toBe(403);
    expect((await ben.post(`/tickets/${reference}/take`, {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(await journal(reference)).toEqual([]);
  });

  test('what was put into junk by mistake comes back with its promises', async () => {
    const reference = await seedTicket(desk);
    await ben.post(`/tickets/${reference}/shelve`, { why: 'spam' });
    expect(wordsOf(await ben.get(`/tickets/${reference}`))).toContain('Nothing is owed');
    desk.wait(600);
    await ben.post(`/tickets/${reference}/release`);
    expect(wordsOf(await ben.get(`/tickets/${reference}`))).toContain('Call back by 10:00 EST · 50 min left');
  });
});
