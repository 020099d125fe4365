import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listQueue } from '../../../src/store/desk/queue.ts';
import { search } from '../../../src/store/desk/search.ts';
import { sql } from '../../../src/store/sql.ts';
import { act, openDesk, seedMessage, seedTicket, type Desk } from '../../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../../peers/database.ts';

let database: TestDatabase;
let desk: Desk;
beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
});
afterAll(() => database.drop());

const find = async (q: string, told: { limit?: number; after?: string | null } = {}) =>
  (await search(desk.db, { q, limit: 50, after: null, now: desk.now(), ...told }))!;
const found = async (q: string) => (await find(q)).hits.map(({ reference }) => reference);
const inQueue = async (q: string) =>
  (await listQueue(desk.db, {
    show: 'all',
    me: 'ben',
    levels: [],
    channels: [],
    customerId: null,
    q,
    after: null,
    limit: 50,
    now: desk.now(),
  }))!.rows.map(({ reference }) => reference);
/** The one hit, as it is shown: where, and the finds in brackets. */
const shown = async (q: string) => {
  const { hits } = await find(q);
  expect(hits.length).toBe(1);
  const { where, pieces } = hits[0]!.found;
  return `${where}: ${pieces.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('')}`;
};

async function customer(name: string, reference: string): Promise<string> {
  const { id } = await desk.db.one<{ id: string }>(sql`
    insert into customer (key, name, agreement, imported_at) values (${name.toLowerCase()}, ${name}, 'A-31', now()) returning id`);
  await desk.db.run(sql`update ticket set customer_id = ${id} where reference = ${reference}`);
  return id;
}

test('a ticket is found by its number in any spelling', async () => {
  const reference = await seedTicket(desk, { reference: 'K7Q-2M4' });
  for (const q of ['K7Q-2M4', 'k7q2m4', '#K7Q2M4', '[#K7Q-2M4]', 'K7Q 2M4', ' #k7q-2m4 '])
    expect([q, await found(q), await inQueue(q)]).toEqual([q, [reference], [reference]]);
  expect(await shown('k7q 2m4')).toBe('number: Cannot post invoices');
});

test('a ticket is found by telephone numbers of its customer, of a contact, and of who faxed or called, in any spelling', async () => {
  const reference = await seedTicket(desk);
  const id = await customer('Northwind Payroll', reference);
  await desk.db.run(
    sql`insert into customer_number (number, kind, customer_id) values ('+15550102231', 'phone', ${id})`,
  );
  await desk.db.run(
    sql`insert into customer_contact (address, customer_id, name, phone) values ('ana@n.example', ${id}, 'Ana', '+442079460018')`,
  );
  for (const q of [
    '+1 555 010 2231',
    '(555) 010-2231',
    '5550102231',
    '001.555.010.2231',
    '+44 (0)20 7946 0018',
    '020 7946 0018',
  ])
    expect([q, await found(q)]).toEqual([q, [reference]]);
  expect(await shown('555 010 2231')).toBe('telephone: Cannot post invoices');
  const faxed = await seedTicket(desk);
  await desk.db.run(sql`
    with item as (
      insert into inbound (mailbox, fingerprint, size, via, accepted_at, state, ticket_id)
      select 'support', 'fax', 1, 'fax', now(), 'done', id from ticket where reference = ${faxed} returning id)
    insert into fax (inbound_id, mailbox, told, caller, accepted_at, state, next_attempt_at) select id, 'support', '{}', '+15550107777', now(), 'read', now() from item`);
  expect(await found('555-010-7777')).toEqual([faxed]);
  const called = await seedTicket(desk);
  await desk.db.run(
    sql`update ticket set channel = 'phone', requester_address = '+15550108888' where reference = ${called}`,
  );
  expect(await found('(555) 010 8888')).toEqual([called]);
  expect(await found('(555) 010 9999')).toEqual([]);
});

test('names and parts of addresses are found, of who wrote and of the customer', async () => {
  const reference = await seedTicket(desk);
  await customer('Ätna Clinic (West)', reference);
  await desk.db.run(sql`
    update ticket set requester_name = 'Jürgen Özil', requester_address = 'j.oezil@files.atna-clinic.example' where reference = ${reference}`);
  for (const q of [
    'jürgen',
    'Özil',
    'özil',
    'ÖZIL',
    'oezil',
    'j.oezil@files.atna-clinic.example',
    'atna-clinic',
    'from:özil',
    'from:"atna clinic"',
    'ätna west',
    '"clinic west"',
    'Ätna',
  ])
    expect([q, await found(q), await inQueue(q)]).toEqual([q, [reference], [reference]]);
  expect(await shown('özil')).toBe('name: Jürgen [Özil] j.oezil@files.atna-clinic.example');
  expect(await shown('Ätna')).toBe('customer: [Ätna] Clinic (West)');
  expect(await found('zil')).toEqual([]);
});

test('words are looked for in subject and mails; all of them, wherever on the ticket they stand', async () => {
  const reference = await seedTicket(desk, { subject: 'Ledger export fails' });
  await seedMessage(
    desk,
    reference,
    'See <https://files.contoso.example/error_3021.log> and „Monatsabschluss“, please.',
  );
  await seedMessage(desk, reference, 'The screen went blue.');
  for (const q of [
    'ledger blue',
    'Led fails',
    '3021',
    'error_3021.log',
    'monatsabschluss',
    '"screen went"',
    'ledger -green',
    'files.contoso.example',
  ])
    expect([q, await found(q), await inQueue(q)]).toEqual([q, [reference], [reference]]);
  for (const q of [
    'ledger green',
    '"went screen"',
    'ledger -blue',
    'edger',
    'from:ledger',
    'ledger level:1',
    'ledger is:waiting',
  ])
    expect([q, await found(q), await inQueue(q)]).toEqual([q, [], []]);
  expect(await shown('ledger fails')).toBe('subject: [Ledger] export [fails]');
  expect(await shown('screen blue')).toBe('mail: The [screen] went [blue].');
  expect((await find('blue')).hits[0]!.found.at).toBe(desk.now());
});

test('what was read on a fax says so', async () => {
  const reference = await seedTicket(desk);
  await seedMessage(desk, reference, 'Purchase order 8842 enclosed');
  await desk.db.run(sql`
    insert into fax (inbound_id, mailbox, told, accepted_at, state, next_attempt_at)
    select m.inbound_id, 'support', '{}', now(), 'read', now() from message m join ticket t on t.id = m.ticket_id where t.reference = ${reference}`);
  expect(await shown('"purchase order"')).toBe('fax: [Purchase order] 8842 enclosed');
});

test('all tickets are looked through, whatever became of them, the newest first and page by page', async () => {
  const word = 'Zugspitze';
  const into = await seedTicket(desk, { subject: word });
  const stages = ['open', 'waiting', 'resolved', 'shelved'] as const;
  const all = [into];
  for (const stage of stages) all.push(await seedTicket(desk, { subject: word, stage }));
  const merged = await seedTicket(desk, { subject: word });
  await act(desk, 'merge', merged, { into });
  all.push(merged);
  expect(await found(word)).toEqual(all.toReversed());
  const paged: string[] = [];
  let after: string | null = null;
  do {
    const page = await find(word, { limit: 4, after });
    paged.push(...page.hits.map(({ reference }) => reference));
    after = page.next;
  } while (after !== null);
  expect(paged).toEqual(all.toReversed());
  expect((await find(word)).hits[0]).toMatchObject({ state: 'merged', mergedInto: into });
  expect(await inQueue(word)).toHaveLength(3);
  const by = async (state: string) => (await found(`${word} is:${state}`)).length;
  expect([
    await by('open'),
    await by('waiting'),
    await by('resolved'),
    await by('shelved'),
    await by('merged'),
  ]).toEqual([2, 1, 1, 1, 1]);
  desk.wait(30 * 24 * 3600);
  expect(await by('late')).toBe(2);
  expect(await found('')).toEqual([]);
  expect(await search(desk.db, { q: word, limit: 1, after: 'x', now: desk.now() })).toBeNull();
});

test('nothing that is typed makes the search fail', async () => {
  const spiced = fc.stringMatching(
    /^(?:[-"'\\:*&|!<>()#@%_ ]|from:|level:|is:|[a-z]|\d|Ä|\u0000|\ud83d\ude00){0,30}$/u,
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(spiced, fc.string({ unit: 'binary', maxLength: 80 })), async (q) => {
      await inQueue(q);
      await find(q, { limit: 2 });
    }),
    { numRuns: 150 },
  );
  for (const q of [
    "'",
    "''''",
    '\\',
    "a' | 'b",
    'a:* & !b',
    '!!!',
    '(',
    '<->',
    ':*',
    "x'); drop table ticket; --",
    'a'.repeat(10_000),
    '𠀀'.repeat(3_000),
    '\ud800',
    '\0',
    '9'.repeat(300),
    '1 '.repeat(200),
    'from:',
    'level:',
    '-',
    '"',
    '""',
  ])
    await find(q);
}, 60_000);
