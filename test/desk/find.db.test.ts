import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../src/store/sql.ts';
import { act, openDesk, seedMessage, seedTicket, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { openPages, wordsOf, type Browsing, type Pages } from './pages.ts';

/* The search and the customers' pages. */

let database: TestDatabase;
let desk: Desk;
let pages: Pages;
let ona: Browsing;
let invoices: string;
let old: string;
let contoso: string;

beforeAll(async () => {
  database = await openTestDatabase(8);
  const { db } = database.store;
  desk = await openDesk(db);
  pages = await openPages(desk);
  ona = await pages.as('ops');
  invoices = await seedTicket(desk, { subject: 'Cannot post invoices' });
  await seedMessage(desk, invoices, 'The red dialog <b>says</b> error 3021 in the ledger.');
  old = await seedTicket(desk, { subject: 'Printer', level: 4 });
  await act(desk, 'resolve', old, { text: 'New toner.' });
  const row = await db.one<{ id: string }>(sql`
    insert into customer (key, name, agreement, agreement_from, agreement_until, assigned_rep, imported_at) values ('contoso', 'Contoso & Söhne', 'A-31', '2026-01-01', '2026-11-20', 'ben', now()) returning id`);
  contoso = row.id;
  await db.run(sql`insert into customer_domain (domain, customer_id) values ('contoso.example', ${contoso}::bigint)`);
  for (let i = 0; i < 7; i += 1)
    await db.run(
      sql`insert into customer_contact (address, customer_id, name, phone) values (${`p${i}@contoso.example`}, ${contoso}::bigint, ${`Person ${i}`}, ${i === 0 ? '+15550102231' : null})`,
    );
  await db.run(
    sql`insert into customer_system (customer_id, name, environment, go_live) values (${contoso}::bigint, 'Payroll', 'production', '2026-12-01')`,
  );
  await db.run(sql`update ticket set customer_id = ${contoso}::bigint where reference = ${invoices}`);
});
afterAll(async () => {
  await pages.close();
  await database.drop();
});

test('words are found wherever they stand, also in what is resolved, and shown marked', async () => {
  const found = await ona.get('/search?q=3021+dialog');
  expect(wordsOf(found)).toContain(`Cannot post invoices #${invoices}`);
  expect(found.text).toContain('<mark>3021</mark>');
  expect(found.text).toContain('&#60;b&#62;says');
  expect(wordsOf(await ona.get('/search?q=printer'))).toContain('resolved');
  expect(wordsOf(await ona.get('/search?q=printer+-printer'))).toContain('Nothing was found.');
  expect(wordsOf(await ona.get('/search'))).toContain('numbers of tickets');
});

test('a number of ours leads straight to its ticket, however it is written', async () => {
  for (const typed of [invoices, `#${invoices.toLowerCase()}`, invoices.replace('-', '')]) {
    const found = await ona.get(`/search?q=${encodeURIComponent(typed)}`);
    expect([found.status, found.headers.get('location')]).toEqual([303, `/tickets/${invoices}`]);
  }
  expect((await ona.get('/search?q=x&after=%22')).status).toBe(404);
});

test('a customer’s page tells the agreement, the people, the systems and the tickets', async () => {
  const list = await ona.get('/customers?q=SÖHNE');
  expect(wordsOf(list)).toMatch(/Contoso &#38; Söhne A-31 ▲ ended 2026-11-20 1/u);
  for (const typed of ['contoso.example', 'person 3', 'a-31', ''])
    expect((await ona.get(`/customers?q=${encodeURIComponent(typed)}`)).text).toContain(`/customers/${contoso}`);
  expect(wordsOf(await ona.get('/customers?q=100%25'))).toContain('No customer fits.');
  const page = wordsOf(await ona.get(`/customers/${contoso}`));
  expect(page).toContain('Ben Ito');
  expect(page).toContain('Payroll: production, live from 2026-12-01');
  expect(page).toContain('+15550102231');
  expect(page).toContain('2 more');
  expect(page).toContain(`#${invoices} · open · nobody`);
  for (const id of ['0', 'x', '99999999999999999999']) expect((await ona.get(`/customers/${id}`)).status).toBe(404);
});
