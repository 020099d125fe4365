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
  expect(words).toContain(`It is about one of these? What you wrote goes along. #${reference} 2?`);
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

test('saved straight away, it is theirs who alone have the number; a number of the same end in another town is nobody’s', async () => {
  const customerOf = async (path: string | null) =>
    desk.db.one(sql`
      select t.customer_id as customer, t.requester_name as name, t.call_number as number from ticket t where t.reference = ${path!.split('/').at(-1)!}`);
  const typed = { text: 'It is slow', do: 'save' };
  const known = await ben.post('/phone', { ...typed, key: 'sure-1', q: '(555) 010-2231' });
  expect(await customerOf(known.headers.get('location'))).toEqual({
    customer: '1',
    name: 'Ana <script>Ruiz',
    number: '+15550102231',
  });
  const other = await ben.post('/phone', { ...typed, key: 'sure-2', q: '212 010 2231' });
  expect(await customerOf(other.headers.get('location'))).toEqual({
    customer: null,
    name: '',
    number: '+12120102231',
  });
  expect(wordsOf(await ben.post('/phone', { do: 'find', key: 'sure-3', q: '212 010 2231' }))).toContain('maybe Ana');
});

test('who was picked unasked is let go again when the number becomes another; whom a person picked stays', async () => {
  const sketch = async (fields: Readonly<Record<string, string>>) => {
    const { text } = await ben.post('/phone/sketch', { key: 'let-go', ...fields });
    return {
      picked: /value="([^"]*)"\s+checked\s+data-name/u.exec(text)?.[1] ?? null,
      sure: /name="sure" value="([^"]*)"/u.exec(text)![1],
    };
  };
  const ana = '1:ana@contoso.example';
  expect(await sketch({ q: '555 010' })).toEqual({ picked: null, sure: '' });
  expect(await sketch({ q: '555 010 2231' })).toEqual({ picked: ana, sure: ana });
  expect(await sketch({ q: '555 010 2232', caller: ana, sure: ana })).toEqual({ picked: null, sure: '' });
  expect(await sketch({ q: '555 010 2232', caller: ana, sure: '' })).toEqual({ picked: ana, sure: '' });
  expect(await sketch({ q: '555 010 2231', caller: 'nobody', sure: '' })).toEqual({ picked: 'nobody', sure: '' });
});

test('the promise is that of the level that was chosen', async () => {
  await desk.db.run(sql`update customer set agreement_until = '2027-03-31'`);
  const typed = { key: 'level', caller: '1:', text: 'It is slow' };
  const suggested = wordsOf(await ben.post('/phone/sketch', typed));
  const chosen = wordsOf(await ben.post('/phone/sketch', { ...typed, level: '1' }));
  await desk.db.run(sql`update customer set agreement_until = '2026-11-01'`);
  expect(suggested).toContain('We call you back by 1:00 PM Eastern (EST) today, Monday 23 November.');
  expect(chosen).toContain('We call you back by 10:00 AM Eastern (EST) today, Monday 23 November.');
  expect(chosen).toContain('You chose it. The rules say 4: the rules say so');
});

test('a system of the customer can be named, and says whether it is live', async () => {
  await desk.db.run(
    sql`insert into customer_system (customer_id, name, environment, go_live) values (1, 'Ledger <5>', 'production', '2026-12-10'), (1, 'Archive', 'production', null)`,
  );
  const typed = { key: 'system', caller: '1:', number: '5550109997', text: 'It is slow', system: 'named:Ledger <5>' };
  const page = await ben.post('/phone', { ...typed, do: 'level' });
  expect(wordsOf(page)).toContain(
    'Archive, production Ledger &#60;5&#62;, not live yet, goes live Thu 10 Dec Not said',
  );
  expect(page.text).toMatch(/value="named:Ledger &#60;5&#62;"\s+checked/u);
  const kept = await ben.post('/phone', { ...typed, do: 'save' });
  const item = await desk.db.one<{ record: string }>(sql`
    select convert_from(b.bytes, 'utf8') as record from inbound i join ticket t on t.id = i.ticket_id join blob b on b.sha256 = i.sha256
    where t.reference = ${kept.headers.get('location')!.split('/').at(-1)!}`);
  expect(item.record).toContain('System: Ledger <5>, a test system\n');
});

test('a form that became a ticket and then says something else is not lost: pressed again it is another', async () => {
  const typed = { key: 'twice', q: 'Zoe', number: '5550109996', text: 'The first call', do: 'save' };
  const first = await ben.post('/phone', typed);
  const later = await ben.post('/phone', { ...typed, text: 'Another call' });
  expect(later.status).toBe(422);
  expect(wordsOf(later)).toContain('what it says now stands nowhere yet');
  const again = await ben.post('/phone', { ...typed, text: 'Another call', key: keyIn(later) });
  expect(again.status).toBe(303);
  expect(again.headers.get('location')).not.toBe(first.headers.get('location'));
});

test('a window that still keeps what has become a ticket brings nothing back', async () => {
  const typed = { key: 'late', q: 'Zoe', number: '5550109995', text: 'Said once' };
  await ben.post('/phone/sketch', typed);
  await ben.post('/phone', { ...typed, do: 'save' });
  const late = wordsOf(await ben.post('/phone/sketch', { ...typed, text: 'Said once more' }));
  expect(late).toMatch(/This form became #\S+; what is new in it is not kept\./u);
  const page = await ben.get('/phone');
  expect(page.text).not.toContain('Said once');
  // one that was written at the same moment is thrown away when it is seen
  await desk.db.run(
    sql`insert into call_draft (person, form, at) values ('ben', '{"key":"late","text":"Said once"}', now())`,
  );
  expect((await ben.get('/phone')).text).not.toContain('Said once');
});

test('a call about a ticket that there is leaves what was written there, as a draft', async () => {
  const reference = await seedTicket(desk, { subject: 'Cannot print' });
  await ben.post(`/tickets/${reference}/draft`, { kind: 'reply', text: 'Dear Ana,' });
  const before = await count();
  const gone = await ben.post('/phone', { key: 'about', about: reference, text: 'She says it is all printers' });
  expect(gone.headers.get('location')).toBe(`/tickets/${reference}#call`);
  expect((await ben.get(`/tickets/${reference}`)).text).toContain('Dear Ana,\n\nShe says it is all printers');
  expect(await count()).toEqual(before);
  expect((await ben.get('/phone')).text).not.toContain('all printers');
  expect(wordsOf(await ben.post('/phone', { key: 'about', about: 'K7Q-999', text: 'x' }))).toContain(
    'there is no #K7Q-999',
  );
  await ben.post('/phone', { do: 'clear' });
});

test('whoever called before is known by the number, on no list', async () => {
  const first = await ben.post('/phone', { key: 'known-1', q: '212 555 0188', text: 'No light', do: 'save' });
  const reference = first.headers.get('location')!.split('/').at(-1)!;
  expect(wordsOf(await ben.post('/phone', { key: 'known-2', q: '+1 (212) 555-0188', do: 'find' }))).toContain(
    `It is about one of these? What you wrote goes along. #${reference}`,
  );
  await ben.post('/phone', { do: 'clear' });
});

test('its ticket tells a call as one, the ledger shows its record, and it is found by the number', async () => {
  const text = 'The drawer is stuck';
  const known = { key: 'told', q: 'Zoe Adler', number: '(212) 555-0177', address: 'zoe@adler.example', text };
  const kept = await ben.post('/phone', { ...known, do: 'save' });
  const path = kept.headers.get('location')!;
  const ticket = await ben.get(path);
  const words = wordsOf(ticket);
  expect(words).toContain('Zoe Adler zoe@adler.example by telephone');
  expect(words).toContain('Ben Ito took the call from +12125550177');
  expect(words).toContain('+12125550177 as it was said on the telephone');
  expect(words).toContain('Goes to zoe@adler.example by mail');
  expect(ticket.text).not.toContain('<iframe');
  const record = await ben.get(/href="(\/parts\/\d+\/raw)"/u.exec(ticket.text)![1]!);
  expect(record.headers.get('content-disposition')).toMatch(/-call-\d+\.txt/u);
  expect(record.text).toContain(
    `Taken by: Ben Ito\nCaller: Zoe Adler\nNumber: +12125550177\nMail: zoe@adler.example\n`,
  );
  expect((await ben.get('/search?q=212+555+0177')).text).toContain(path);

  const { id } = await desk.db.one<{ id: string }>(
    sql`select id from inbound where via = 'phone' order by id desc limit 1`,
  );
  const ops = await pages.as('ops');
  const item = await ops.get(`/ledger/${id}`);
  expect(wordsOf(item)).toContain('telephone, mailbox support');
  expect(wordsOf(item)).toContain(`Subject: ${text} ${text}`);
  expect(wordsOf(await ops.get('/ledger?via=phone'))).toContain(text);
  expect((await ops.get(`/ledger/${id}/raw`)).headers.get('content-disposition')).toContain(`item-${id}.txt`);
  expect((await ops.post(`/ledger/${id}/replay`)).status).toBe(422);
});

test('who is known by a number alone gets no mail', async () => {
  const kept = await ben.post('/phone', { key: 'alone', q: '212 555 0166', text: 'No light', do: 'save' });
  expect(wordsOf(await ben.get(kept.headers.get('location')!))).toContain('No mail address is known');
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
