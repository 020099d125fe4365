import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { apiRoutes } from '../../src/http/api/api.ts';
import { createLog } from '../../src/lib/log.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { sql } from '../../src/store/sql.ts';
import { MONDAY, openDesk, type Desk } from '../acts/desk.ts';
import { ny } from '../domain/promise/office.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { CALLS } from './calls-deps.ts';
import { serveRoutes, type Served } from './served.ts';

const TOKENS = { ben: 'ben-0123456789abcdefghij', ops: 'ops-0123456789abcdefghij', wall: 'wall-0123456789abcdefghi' };
let database: TestDatabase;
let desk: Desk;
let served: Served;

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
  const tokens = [
    { name: 'ben', person: 'ben', token: TOKENS.ben },
    { name: 'ops', person: 'ops', token: TOKENS.ops },
    { name: 'wall', person: 'ben', token: TOKENS.wall, roles: [] },
  ];
  served = await serveRoutes([
    apiRoutes({ acts: desk, blobs: databaseBlobs(), calls: CALLS, tokens, log: createLog('silent') }),
  ]);
  await desk.db.run(sql`insert into customer (key, name, imported_at) values ('contoso', 'Contoso', now())`);
}, 120_000); // ms, on a busy machine
afterAll(async () => {
  await served.close();
  await database.drop();
});
beforeEach(() => desk.at(MONDAY));

type Answer = { readonly reference?: string; readonly error?: string; readonly why?: string };
async function call(body: object, { by = 'ben', key }: { by?: keyof typeof TOKENS; key?: string } = {}) {
  const answer = await fetch(`${served.base}/api/calls`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TOKENS[by]}`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...((await answer.json()) as Answer) };
}

test('a call becomes a ticket whose clock starts when it began', async () => {
  const done = await call({
    text: 'Nobody can log in.',
    name: 'Ana Ruiz',
    number: '212 555 0100',
    customer: 'CONTOSO',
    began: '2026-11-23T08:30:00-05:00',
    system: 'production',
    work: 'stopped',
    level: 1,
  });
  expect(done).toMatchObject({ status: 200, reference: expect.any(String) });
  const ticket = await desk.db.one(sql`
    select t.channel, t.call_number as number, t.assignee, t.confirmed_level as level, k.name as customer, c.due_at as "dueAt"
    from ticket t join clock c on c.ticket_id = t.id and c.metric = 'call_back' join customer k on k.id = t.customer_id where t.reference = ${done.reference!}`);
  expect(ticket).toEqual({
    channel: 'phone',
    number: '+12125550100',
    assignee: 'ben',
    level: 1,
    customer: 'Contoso',
    dueAt: ny('2026-11-23 09:30'),
  });
});

test('asked for twice with a key it is one ticket; other words under the same key are refused', async () => {
  const body = { text: 'It is slow.', number: '2125550100' };
  const [first, second] = [await call(body, { key: 'k1' }), await call(body, { key: 'k1' })];
  expect(second).toMatchObject({ status: 200, reference: first.reference });
  expect(await call({ ...body, text: 'Something else.' }, { key: 'k1' })).toMatchObject({
    status: 422,
    error: 'key_reused',
  });
  expect((await call(body)).reference).not.toBe(first.reference);
});

test.each<[body: object, status: number, error: string]>([
  [{ number: '1' }, 400, 'malformed'],
  [{ text: 'x', nmuber: '1' }, 400, 'malformed'],
  [{ text: 'x', number: '1', began: 'yesterday' }, 400, 'malformed'],
  [{ text: 'x', number: '1', began: '2026-11-23T10:00:00-05:00' }, 422, 'not_kept_as_is'],
  [{ text: 'x' }, 422, 'not_kept_as_is'],
  [{ text: 'x', number: '1', customer: 'Nobody Inc' }, 422, 'unknown_customer'],
  [{ text: 'x', number: '1', mailbox: 'sales' }, 422, 'unknown_mailbox'],
])('%j is answered %i', async (body, status, error) => {
  const before = await desk.db.one(sql`select count(*)::int as n from inbound`);
  expect(await call(body)).toMatchObject({ status, error, why: expect.stringMatching(/\w/u) });
  expect(await desk.db.one(sql`select count(*)::int as n from inbound`)).toEqual(before);
});

test('is for tokens that may take calls', async () => {
  for (const by of ['ops', 'wall'] as const)
    expect(await call({ text: 'x', number: '1' }, { by })).toMatchObject({ status: 403, error: 'not_allowed' });
});
