import { afterAll, beforeAll, expect, test } from 'vitest';
import { nearestPromise, riskOf } from '../../../src/domain/promise/risk.ts';
import { viewClock } from '../../../src/domain/promise/view.ts';
import type { Level } from '../../../src/domain/level.ts';
import { MINUTE, type Instant } from '../../../src/domain/time.ts';
import { keepDraft } from '../../../src/store/desk/drafts.ts';
import { noteHere } from '../../../src/store/desk/presence.ts';
import { countQueue, listQueue, QUEUE_SHOWS, type QueueQuery } from '../../../src/store/desk/queue.ts';
import type { QueueRow } from '../../../src/store/desk/queue-row.ts';
import { countPromises } from '../../../src/store/promises.ts';
import { sql } from '../../../src/store/sql.ts';
import { act, openDesk, seedMessage, seedTicket, type Desk } from '../../acts/desk.ts';
import { ny } from '../../domain/promise/office.ts';
import { openTestDatabase, type TestDatabase } from '../../peers/database.ts';
import { busyDays } from './busy-days.ts';

let database: TestDatabase;
let desk: Desk;
beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
});
afterAll(() => database.drop());

const ask = (query: Partial<QueueQuery> = {}): QueueQuery => ({
  show: 'all',
  me: 'ben',
  levels: [],
  channels: [],
  customerId: null,
  q: null,
  after: null,
  limit: 1_000,
  now: desk.now(),
  ...query,
});
const list = async (query: Partial<QueueQuery> = {}) => (await listQueue(desk.db, ask(query)))!;
const references = async (query: Partial<QueueQuery> = {}) =>
  (await list(query)).rows.map(({ reference }) => reference);
const rowOf = async (reference: string): Promise<QueueRow> =>
  (await list()).rows.find((row) => row.reference === reference)!;

const BANDS = ['late', 'now', 'soon', 'on_time', 'waiting', 'none'];

/** The queue as the domain puts it in order. */
async function asCounted(now: Instant): Promise<readonly string[]> {
  const tickets = await desk.db.many<{ id: string; reference: string; level: Level; acceptedAt: Instant }>(sql`
    select id, reference, coalesce(confirmed_level, suggested_level) as level, accepted_at as "acceptedAt" from ticket where state = 'open' and bucket = 'desk'`);
  const counted = await countPromises(
    desk.db,
    tickets.map(({ id }) => id),
    desk.terms,
    now,
  );
  return tickets
    .map((ticket) => {
      const { standing, promises } = counted.find(({ ticketId }) => ticketId === ticket.id)!;
      const next = nearestPromise(standing.clocks.map((clock) => viewClock(clock, standing, promises, now)));
      const band = next === null ? 'none' : riskOf(next);
      return { ...ticket, band, dueAt: next?.dueAt ?? Infinity };
    })
    .toSorted(
      (a, b) =>
        BANDS.indexOf(a.band) - BANDS.indexOf(b.band) ||
        a.level - b.level ||
        (a.dueAt === b.dueAt ? 0 : a.dueAt - b.dueAt) ||
        a.acceptedAt - b.acceptedAt ||
        Number(a.id) - Number(b.id),
    )
    .map(({ band, level, reference, dueAt }) => `${band} ${level} ${reference} ${dueAt}`);
}

test('the order of the queue is that of the risk that people are shown, then level, due and age', async () => {
  await busyDays(desk, 90, 11);
  const kinds = new Set<string>();
  for (const [hours, seconds] of [
    [0, 0],
    [0, 1],
    [0.25, 0],
    [1, 0],
    [3, 0],
    [15, 0],
    [22, 1],
  ] as const) {
    const now = desk.now() + hours * 60 * MINUTE + seconds * 1_000;
    const { rows } = await list({ now });
    const shown = rows.map(
      ({ band, level, reference, due }) => `${band} ${level} ${reference} ${due?.dueAt ?? Infinity}`,
    );
    expect(shown).toEqual(await asCounted(now));
    for (const { band } of rows) kinds.add(band);
  }
  expect([...kinds].toSorted()).toEqual(BANDS.filter((band) => band !== 'none').toSorted());
}, 60_000);

test('a promise is late from the first second after its due, in danger from the instant that says so', async () => {
  desk.at('2026-12-01 09:00');
  const reference = await seedTicket(desk, { level: 2 }); // a call-back within 60 minutes
  const bandAt = async (local: string, ms = 0) =>
    (await list({ now: ny(local) + ms })).rows.find((row) => row.reference === reference)!.band;
  expect(await bandAt('2026-12-01 09:29')).toBe('on_time');
  expect(await bandAt('2026-12-01 09:30')).toBe('soon');
  expect(await bandAt('2026-12-01 09:45')).toBe('now');
  expect(await bandAt('2026-12-01 10:00')).toBe('now');
  expect(await bandAt('2026-12-01 10:00', 1_000)).toBe('late');
  const row = await rowOf(reference);
  expect(row.due).toEqual({
    metric: 'call_back',
    cycle: 1,
    level: 2,
    dueAt: ny('2026-12-01 10:00'),
    startedAt: ny('2026-12-01 09:00'),
    targetMinutes: 60,
  });
});

test('a ticket that waits counts by its call-back while that is owed; afterwards it waits', async () => {
  desk.at('2026-12-02 09:00');
  const reference = await seedTicket(desk, { level: 3 });
  await desk.db.run(sql`update ticket set waiting_since = ${new Date(desk.now())} where reference = ${reference}`);
  expect(await rowOf(reference)).toMatchObject({
    band: 'on_time',
    waitingSince: desk.now(),
    due: { metric: 'call_back' },
  });
  await act(desk, 'ask', reference, { text: 'Which version?' });
  expect(await rowOf(reference)).toMatchObject({ band: 'waiting', due: null, assignee: null });
});

test('a ticket to which nothing is promised comes last', async () => {
  const reference = await seedTicket(desk, { level: 1 });
  await desk.db.run(sql`delete from clock using ticket t where ticket_id = t.id and t.reference = ${reference}`);
  expect((await list()).rows.at(-1)).toMatchObject({ reference, band: 'none', due: null });
});

test('the counts are those of the lists', async () => {
  await seedTicket(desk, { stage: 'shelved' });
  const mine = await seedTicket(desk);
  await act(desk, 'take', mine, {});
  const counts = await countQueue(desk.db, { me: 'ben', now: desk.now() });
  for (const show of QUEUE_SHOWS) expect([show, (await list({ show })).rows.length]).toEqual([show, counts[show]]);
  for (const show of QUEUE_SHOWS) expect([show, counts[show] > 0]).toEqual([show, true]);
  expect(counts.all).toBeGreaterThan(counts.mine);
});

test('each list shows what it says', async () => {
  const all = (await list()).rows;
  const only = (which: (row: QueueRow) => boolean) => all.filter(which).map(({ reference }) => reference);
  expect(await references({ show: 'confirm' })).toEqual(only(({ isConfirmed }) => !isConfirmed));
  expect(await references({ show: 'mine' })).toEqual(only(({ assignee }) => assignee === 'ben'));
  expect(await references({ show: 'free' })).toEqual(only(({ assignee }) => assignee === null));
  expect(await references({ show: 'waiting' })).toEqual(only(({ waitingSince }) => waitingSince !== null));
  expect(await references({ show: 'late' })).toEqual(only(({ band }) => band === 'late'));
  expect(await references({ levels: [1, 6] })).toEqual(only(({ level }) => level === 1 || level === 6));
  expect(await references({ channels: ['fax', 'phone'] })).toEqual([]);
  expect(await references({ channels: ['email'] })).toEqual(only(() => true));
});

test('my draft is mine, and only others are said to be there', async () => {
  const reference = await seedTicket(desk);
  const { id } = await rowOf(reference);
  const draft = { kind: 'reply', text: 'Dear Ana', at: desk.now() };
  await keepDraft(desk.db, id, { ...draft, person: 'cy' });
  expect((await rowOf(reference)).draftAt).toBeNull();
  await keepDraft(desk.db, id, { ...draft, person: 'ben', at: desk.now() + 1_000 });
  await noteHere(desk.db, { ticketId: id, person: 'ben', doing: 'writing', now: desk.now() });
  await noteHere(desk.db, { ticketId: id, person: 'cy', doing: 'viewing', now: desk.now() });
  expect(await rowOf(reference)).toMatchObject({
    draftAt: desk.now() + 1_000,
    others: [{ person: 'cy', doing: 'viewing' }],
  });
  desk.wait(61);
  expect((await rowOf(reference)).others).toEqual([]);
});

test('a row tells whose ticket it is, its mails, and when the last word was said', async () => {
  const { id: customer } = await desk.db.one<{ id: string }>(sql`
    insert into customer (key, name, agreement, agreement_until, imported_at) values ('contoso clinic', 'Contoso Clinic', 'A-31', '2027-03-31', now()) returning id`);
  const reference = await seedTicket(desk);
  await desk.db.run(sql`update ticket set customer_id = ${customer}, cover = 'covered' where reference = ${reference}`);
  desk.wait(600);
  await seedMessage(desk, reference, 'Any news?');
  await seedMessage(desk, reference, 'Hello?');
  expect(await rowOf(reference)).toMatchObject({
    customer: { id: customer, name: 'Contoso Clinic', agreement: 'A-31', until: '2027-03-31' },
    cover: 'covered',
    messages: 2,
    lastAt: desk.now(),
    faxPages: 0,
    faxNeedsHuman: false,
  });
  desk.wait(600);
  await act(desk, 'contact', reference, { outcome: 'reached' });
  const spokenAt = desk.now();
  desk.wait(600);
  await act(desk, 'note', reference, { text: 'Nobody must see this.' });
  expect((await rowOf(reference)).lastAt).toBe(spokenAt);
  expect(await references({ customerId: customer })).toEqual([reference]);
  expect(await references({ customerId: 'x' })).toEqual([]);
});

test('a fax says how many pages it has, and whether one needs a person', async () => {
  const reference = await seedTicket(desk);
  await desk.db.run(sql`
    with item as (
      insert into inbound (mailbox, fingerprint, size, via, accepted_at, state, ticket_id)
      select 'support', 'fax', 1, 'fax', now(), 'done', id from ticket where reference = ${reference} returning id)
    insert into fax (inbound_id, mailbox, told, accepted_at, state, next_attempt_at) select id, 'support', '{}', now(), 'read', now() from item`);
  const page = (n: number, needsHuman: boolean) =>
    desk.db.run(sql`
      insert into fax_page (inbound_id, n, page, hash, png)
      select f.inbound_id, ${n}, ${JSON.stringify({ n, needsHuman })}::jsonb, decode(repeat('00', 32), 'hex'), decode('00', 'hex') from fax f`);
  await page(1, false);
  expect(await rowOf(reference)).toMatchObject({ faxPages: 1, faxNeedsHuman: false });
  await page(2, true);
  expect(await rowOf(reference)).toMatchObject({ faxPages: 2, faxNeedsHuman: true });
});
