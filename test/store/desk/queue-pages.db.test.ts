import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listQueue, type QueueQuery } from '../../../src/store/desk/queue.ts';
import { act, openDesk, seedTicket, type Desk } from '../../acts/desk.ts';
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

test('pages repeat none and skip none of the tickets there were, while others come, risks grow and people change what was shown and what was not', async () => {
  await busyDays(desk, 60, 5);
  const before = await list();
  const there = before.rows.map(({ reference }) => reference);
  const resolved = there.at(-2)!;
  const shown: string[] = [];
  let untouched = 0;
  let after: string | null = null;
  for (let page = 0; page === 0 || after !== null; page += 1) {
    const now = desk.now();
    const found = await list({ after, limit: 9, now });
    expect(found.asOf).toBe(before.asOf);
    // Whatever nobody touched stands under the band of the first page, however late it is by now.
    for (const row of found.rows) {
      const then = before.rows.find(({ reference }) => reference === row.reference)!;
      if (then.version !== row.version) continue;
      untouched += 1;
      expect([row.reference, row.band]).toEqual([then.reference, then.band]);
    }
    shown.push(...found.rows.map(({ reference }) => reference));
    after = found.next;
    // Two hours on: somebody works on what was shown, grades up what was not, and new ones arrive.
    desk.wait(7_200);
    await act(desk, 'contact', shown[page]!, { outcome: 'reached' });
    await act(desk, 'level', shown.at(-1)!, { level: 6 });
    const unseen = there.filter((one) => !shown.includes(one) && one !== resolved);
    if (unseen.length > 0) await act(desk, 'level', unseen.at(-1)!, { level: 1 });
    if (page === 1) await act(desk, 'resolve', resolved, { text: 'Done.' });
    await seedTicket(desk, { level: 1 });
  }
  expect(shown.toSorted()).toEqual(there.filter((one) => one !== resolved).toSorted());
  expect(untouched).toBeGreaterThan(20);
  const later = await list();
  expect(later.asOf).toBeGreaterThan(before.asOf);
  expect(later.rows.length).toBeGreaterThan(before.rows.length);
}, 60_000);

test('when too many were shown to be named, a page goes on behind the last row', async () => {
  const { rows } = await list();
  const whole = rows.map(({ reference }) => reference);
  const { next } = await list({ limit: 4 });
  const cursor = JSON.parse(Buffer.from(next!, 'base64url').toString()) as object;
  const unnamed = Buffer.from(JSON.stringify({ ...cursor, seen: null })).toString('base64url');
  const second = await list({ after: unnamed, limit: 5 });
  const third = await list({ after: second.next, limit: 5 });
  expect([...second.rows, ...third.rows].map(({ reference }) => reference)).toEqual(whole.slice(4, 14));
});

test('a cursor that is none is refused, whatever is in it', async () => {
  const { next } = await list({ limit: 1 });
  const good = JSON.parse(Buffer.from(next!, 'base64url').toString()) as Record<string, unknown>;
  const packed = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const bad = [
    '',
    'x',
    packed(null),
    packed({ ...good, asOf: 'now' }),
    packed({ ...good, newest: '1; drop table ticket' }),
    packed({ ...good, seen: '%' }),
    packed({ ...good, last: [0, 1, 2, 3, 'x'] }),
  ];
  for (const after of bad) {
    expect(await listQueue(desk.db, ask({ after }))).toBeNull();
    expect(await listQueue(desk.db, ask({ show: 'resolved', after }))).toBeNull();
  }
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 1 }), fc.integer(), fc.base64String(), async (any, number, seen) => {
      for (const changed of [
        { asOf: any },
        { newest: any },
        { last: any },
        { asOf: number },
        { newest: String(number) },
        { seen },
        { seen: any },
      ])
        await listQueue(desk.db, ask({ limit: 1, after: packed({ ...good, ...changed }) }));
    }),
    { numRuns: 30 },
  );
}, 60_000);

test('what is done with comes newest first, page by page', async () => {
  await seedTicket(desk, { stage: 'resolved' });
  await seedTicket(desk, { stage: 'shelved' });
  desk.wait(60);
  const last = await seedTicket(desk, { stage: 'resolved' });
  const junk = await seedTicket(desk, { stage: 'shelved' });
  for (const [show, first] of [
    ['resolved', last],
    ['shelved', junk],
  ] as const) {
    const whole = (await list({ show })).rows;
    expect(whole[0]).toMatchObject({ reference: first, band: 'none', due: null });
    expect(whole.length).toBeGreaterThan(1);
    const paged: string[] = [];
    let after: string | null = null;
    do {
      const page = await list({ show, after, limit: 1 });
      paged.push(...page.rows.map(({ reference }) => reference));
      after = page.next;
    } while (after !== null);
    expect(paged).toEqual(whole.map(({ reference }) => reference));
  }
});
