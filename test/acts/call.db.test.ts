import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { actorOf } from '../../src/acts/act.ts';
import { takeCall, type CallDeps, type CallInput } from '../../src/acts/call.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { asNumber } from '../../src/format/customers/numbers.ts';
import { findCallers } from '../../src/store/desk/callers.ts';
import { recordHappenings } from '../../src/store/promises.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { ny } from '../domain/promise/office.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { MONDAY, openDesk, STAFF, stored, type Desk } from './desk.ts';

let database: TestDatabase;
let desk: Desk;
let deps: CallDeps;
let asked: unknown[] = [];
let letters: string[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
  deps = {
    ...desk,
    blobs: databaseBlobs(),
    suggest(request) {
      asked.push(request);
      return { level: 2, confidence: 0.9, evidence: [], because: 'the rules say so' };
    },
    acknowledge: async (_tx, ticket, { suggestion }) => {
      if (ticket.requesterAddress.startsWith('gone@')) return 'gone@contoso.example is not written to any more';
      letters.push(`${ticket.reference} to ${ticket.requesterAddress}, level ${suggestion.level}`);
      return null;
    },
  };
  await desk.db.run(sql`
    with c as (insert into customer (key, name, agreement, agreement_until, imported_at) values ('contoso', 'Contoso Clinic', 'A-31', '2027-03-31', now()) returning id),
      s as (insert into customer_system (customer_id, name, environment, go_live) select id, 'billing', 'test', '2026-12-10' from c),
      n as (insert into customer_number (number, kind, customer_id) select '+15550102200', 'phone', id from c)
    insert into customer_contact (address, customer_id, name, phone) select 'ana@contoso.example', id, 'Ana Ruiz', '+15550102231' from c`);
});
afterAll(() => database.drop());
beforeEach(() => {
  desk.at(MONDAY);
  asked = [];
  letters = [];
});

let calls = 0;
const call = (more: Partial<CallInput> = {}): CallInput => ({
  key: `call-${(calls += 1)}`,
  mailbox: 'support',
  began: desk.now(),
  customerId: null,
  name: 'Ana Ruiz',
  address: '',
  number: '+15550102231',
  subject: '',
  text: 'Nobody can post invoices. It began at nine.',
  system: null,
  systemName: '',
  work: null,
  level: null,
  keeps: true,
  acknowledge: false,
  solution: null,
  ...more,
});
const take = (input: CallInput, by = 'ben') => takeCall(deps, input, actorOf(STAFF, by)!);
const referenceOf = (done: Awaited<ReturnType<typeof take>>): string => (done.done ? done.reference : done.why);

describe('a call', () => {
  test('is a ticket whose promises count from when it began, and an item of the ledger with its record', async () => {
    const began = desk.now();
    desk.wait(420);
    const reference = referenceOf(await take(call({ began, customerId: '1', system: 'production', work: 'stopped' })));
    const ticket = await desk.db.one(sql`
      select t.channel, t.subject, t.requester_name as name, t.requester_address as address, t.call_number as number, t.customer_id as customer, t.cover, t.assignee, t.confirmed_level as confirmed,
        t.accepted_at as "acceptedAt", c.due_at as "dueAt", i.via, i.state, i.outcome, convert_from(b.bytes, 'utf8') as record, m.body
      from ticket t join clock c on c.ticket_id = t.id and c.metric = 'call_back' join inbound i on i.ticket_id = t.id join blob b on b.sha256 = i.sha256 join message m on m.ticket_id = t.id
      where t.reference = ${reference}`);
    expect(ticket).toEqual({
      channel: 'phone',
      subject: 'Nobody can post invoices',
      name: 'Ana Ruiz',
      address: '+15550102231',
      number: '+15550102231',
      customer: '1',
      cover: 'covered',
      assignee: 'ben',
      confirmed: null,
      acceptedAt: began,
      dueAt: ny('2026-11-23 10:00'),
      via: 'phone',
      state: 'done',
      outcome: 'ticket',
      body: 'Nobody can post invoices. It began at nine.',
      record: `A telephone call

Began: Monday, 23 November 2026, 9:00 AM Eastern (EST)
Taken by: Ben Ito
Caller: Ana Ruiz
Number: +15550102231
Customer: Contoso Clinic
System: the production system
Work: nobody can work
Subject: Nobody can post invoices

Nobody can post invoices. It began at nine.
`,
    });
    expect(asked).toEqual([
      {
        subject: 'Nobody can post invoices',
        body: 'Nobody can post invoices. It began at nine.',
        facts: {
          goLive: '2026-12-10',
          received: '2026-11-23',
          openTickets: [],
          faxConfidence: null,
          said: {
            answers: { trouble: true, grave: true, down: true, blocks: true, test: false },
            words: 'said on the telephone: nobody can work; the production system',
          },
        },
      },
    ]);
    expect((await stored(desk.db, reference)).journal).toEqual([
      'postroom opened',
      'postroom level_suggested',
      'postroom customer_found',
      'ben call_taken',
      'ben taken',
    ]);
  });

  test('whose form is sent twice is one', async () => {
    const input = call();
    const first = await take(input);
    const second = await take(input);
    expect(referenceOf(second)).toBe(referenceOf(first));
    expect(
      await desk.db.one(sql`select count(*)::int as n from ticket where reference = ${referenceOf(first)}`),
    ).toEqual({ n: 1 });
    expect((await stored(desk.db, referenceOf(first))).journal.filter((line) => line.endsWith('opened'))).toHaveLength(
      1,
    );
  });

  test('sent twice at the same moment, too', async () => {
    const input = call();
    const both = await Promise.all([take(input), take(input)]);
    expect(new Set(both.map(referenceOf)).size).toBe(1);
  });

  test('that was solved is kept, met and resolved, and nobody is mailed', async () => {
    const began = desk.now();
    desk.wait(300);
    const reference = referenceOf(await take(call({ began, level: 4, solution: 'It is under Reports.' })));
    expect(await stored(desk.db, reference)).toMatchObject({ state: 'resolved', confirmed: 4 });
    expect(
      await desk.db.many(
        sql`select c.metric, c.state, c.met_at as "metAt", c.breached_at as "breachedAt" from clock c join ticket t on t.id = c.ticket_id where t.reference = ${reference} and c.metric <> 'update' order by c.metric`,
      ),
    ).toEqual([
      { metric: 'call_back', state: 'met', metAt: began, breachedAt: null },
      { metric: 'resolution', state: 'met', metAt: began + 300_000, breachedAt: null },
    ]);
    expect(letters).toEqual([]);
  });

  test('that was solved is answered by what solved it, where a mail is wanted; called back, it is not resolved', async () => {
    desk.letters.length = 0;
    const more = { acknowledge: true, address: 'ana@contoso.example', solution: 'It is under Reports.' };
    const reference = referenceOf(await take(call(more)));
    expect(letters).toEqual([]);
    expect(desk.letters).toEqual([{ kind: 'resolution', text: 'It is under Reports.', to: 'ana@contoso.example' }]);
    const { id, mark, told } = await desk.db.one<{ id: string; mark: string; told: boolean }>(sql`
      select t.id, j.detail->>'letter' as mark, (j.detail->>'told')::boolean as told from journal j join ticket t on t.id = j.ticket_id where t.reference = ${reference} and j.act = 'resolved'`);
    expect(told).toBe(true);
    const undone = [{ ticketId: id, events: [{ kind: 'undone', of: mark, at: desk.now() } as const] }];
    await transaction(desk.db, (tx) => recordHappenings(tx, undone, desk.terms, desk.now()));
    expect(await stored(desk.db, reference)).toMatchObject({ state: 'open' });
  });

  test('of whom no address is known is kept, and says that no mail went out', async () => {
    const done = await take(call({ acknowledge: true }));
    expect(done).toMatchObject({ done: true, words: expect.stringContaining('no mail address was said') });
    desk.refuses = 'their address bounces';
    const solved = await take(call({ acknowledge: true, address: 'ana@contoso.example', solution: 'Done.' }));
    desk.refuses = null;
    expect(solved).toMatchObject({ done: true, words: expect.stringContaining('their address bounces') });
    expect(await stored(desk.db, referenceOf(solved))).toMatchObject({ state: 'resolved' });
  });

  test('may be for whoever is free, and answered with its number', async () => {
    const reference = referenceOf(
      await take(call({ keeps: false, acknowledge: true, address: 'ana@contoso.example', level: 5 })),
    );
    expect(await stored(desk.db, reference)).toMatchObject({ assignee: null });
    expect(letters).toEqual([`${reference} to ana@contoso.example, level 5`]);
    const gone = await take(call({ acknowledge: true, address: 'gone@contoso.example' }));
    expect(gone).toMatchObject({
      done: true,
      words: expect.stringContaining('no mail was sent: gone@contoso.example'),
    });
    expect((await stored(desk.db, referenceOf(gone))).journal).toContain('postroom not_acknowledged');
  });

  test.each<[problem: string, more: () => Partial<CallInput>]>([
    ['write what happened', () => ({ text: '' })],
    ['say who calls', () => ({ name: '', number: '' })],
    ['nobody can be called back', () => ({ number: '' })],
    ['say what solved it', () => ({ solution: '' })],
    ['later than now', () => ({ began: desk.now() + 60_000 })],
    ['more than a day ago', () => ({ began: desk.now() - 25 * 3_600_000 })],
  ])('is not kept: %s', async (problem, more) => {
    const before = await desk.db.one(sql`select count(*)::int as n from inbound`);
    expect(await take(call(more()))).toMatchObject({ done: false, why: expect.stringContaining(problem) });
    expect(await desk.db.one(sql`select count(*)::int as n from inbound`)).toEqual(before);
  });

  test('is taken by reps and managers', async () => {
    expect(await take(call(), 'mo')).toMatchObject({ done: true });
    expect(await take(call(), 'ops')).toMatchObject({ done: false, why: expect.stringContaining('rep and manager') });
  });
});

test.each([
  ['+1 555 010 2231', ['Ana Ruiz of Contoso Clinic']],
  ['010-2231', ['Ana Ruiz of Contoso Clinic']],
  ['2200', [' of Contoso Clinic']],
  ['ana', ['Ana Ruiz of Contoso Clinic']],
  ['ruiz contoso', ['Ana Ruiz of Contoso Clinic']],
  ['clinic', ['Ana Ruiz of Contoso Clinic', ' of Contoso Clinic']],
  ['a-31', [' of Contoso Clinic']],
  ['Ana@contoso.example', ['Ana Ruiz of Contoso Clinic']],
  ['100%', []],
  ['x', []],
  ['', []],
])('"%s" finds %j', async (typed, found) => {
  const callers = await findCallers(desk.db, typed, asNumber(typed, 'US'), 6);
  expect(callers.map(({ name, customer }) => `${name} of ${customer}`)).toEqual(found);
});
