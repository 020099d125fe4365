import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiRoutes } from '../../src/http/api/api.ts';
import { OUTPUTS } from '../../src/http/api/outputs.ts';
import { createLog } from '../../src/lib/log.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { openDesk, seedTicket, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { CALLS } from './calls-deps.ts';
import { serveRoutes, type Served } from './served.ts';

const TOKENS = { ops: 'ops-0123456789abcdefghij', ben: 'ben-0123456789abcdefghij', wall: 'wall-0123456789abcdefghi' };
const RAW = Buffer.from('Subject: Automatic reply\r\n\r\nI am away.\r\n');
let database: TestDatabase;
let desk: Desk;
let served: Served;

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
  const tokens = [
    { name: 'ops', person: 'ops', token: TOKENS.ops },
    { name: 'ben', person: 'ben', token: TOKENS.ben },
    { name: 'wall', person: 'ops', token: TOKENS.wall, roles: [] },
  ];
  served = await serveRoutes([
    apiRoutes({ acts: desk, blobs: databaseBlobs(), calls: CALLS, tokens, log: createLog('silent') }),
  ]);
}, 120_000); // ms, on a busy machine
afterAll(async () => {
  await served.close();
  await database.drop();
});

let made = 0;
async function item(state: 'done' | 'ignored', outcome: string, ticket: string | null = null): Promise<string> {
  made += 1;
  const sha256 = createHash('sha256').update(RAW).digest();
  return transaction(desk.db, async (tx) => {
    await databaseBlobs().put(tx, [{ sha256, bytes: RAW }]);
    const { id } = await tx.one<{ id: string }>(sql`
      insert into inbound (mailbox, fingerprint, sha256, size, via, accepted_at, state, outcome, reason, ticket_id, sender, subject)
      values ('support', ${Buffer.from(`f${made}`)}, ${sha256}, ${RAW.length}, 'smtp', ${new Date(desk.now())}, ${state}, ${outcome}, 'it is a vacation notice',
        (select id from ticket where reference = ${ticket}), 'ana@contoso.example', 'Automatic reply') returning id`);
    return id;
  });
}

async function ask(path: string, { by = 'ops', method = 'GET' }: { by?: keyof typeof TOKENS; method?: string } = {}) {
  const answer = await fetch(`${served.base}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKENS[by]}` },
  });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}
const jsonOf = ({ bytes }: { readonly bytes: Buffer }): unknown => JSON.parse(bytes.toString());

test('lists what came in, newest first, and goes on after the page before', async () => {
  const reference = await seedTicket(desk);
  const ids: string[] = [];
  for (let i = 0; i < 60; i += 1)
    ids.push(
      await item(i % 2 === 0 ? 'ignored' : 'done', i % 2 === 0 ? 'ignored' : 'ticket', i % 2 === 0 ? null : reference),
    );
  const first = OUTPUTS.ItemList.parse(jsonOf(await ask('/items')));
  const second = OUTPUTS.ItemList.parse(jsonOf(await ask(`/items?after=${first.next!}`)));
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.toReversed());
  expect(second.next).toBeNull();
  expect(first.items.slice(0, 2)).toMatchObject([
    { state: 'done', outcome: 'ticket', ticket: reference, words: '✓ Ticket', next_try_at: null },
    { state: 'ignored', ticket: null, from: { address: 'ana@contoso.example' }, reason: 'it is a vacation notice' },
  ]);
  const ignored = OUTPUTS.ItemList.parse(jsonOf(await ask('/items?state=ignored')));
  expect(ignored.items.map(({ state }) => state)).toEqual(Array.from({ length: 30 }, () => 'ignored'));
  expect(await ask('/items?state=lost')).toMatchObject({ status: 400 });
});

test('gives one with its lines in the journal, and its bytes as they came; who took them is noted', async () => {
  const id = await item('ignored', 'ignored');
  const one = OUTPUTS.Item.parse(jsonOf(await ask(`/items/${id}`)));
  expect(one).toMatchObject({
    id,
    size: RAW.length,
    sha256: createHash('sha256').update(RAW).digest('hex'),
    journal: [],
  });
  const raw = await ask(`/items/${id}/raw`);
  expect(raw.bytes).toEqual(RAW);
  expect(raw.headers.get('content-disposition')).toContain('attachment');
  expect(await desk.db.many(sql`select person, page from visit`)).toEqual([{ person: 'ops', page: 'raw' }]);
  for (const path of ['/items/999999', '/items/999999/raw', '/items/x', '/items/99999999999999999999'])
    expect([path, (await ask(path)).status]).toEqual([path, 404]);
});

test('a ticket is made of what was ignored, once; what is a ticket already is none twice', async () => {
  const id = await item('ignored', 'ignored');
  const done = await ask(`/items/${id}/ticket`, { method: 'POST' });
  expect(OUTPUTS.ItemDone.parse(jsonOf(done))).toMatchObject({ id });
  expect(jsonOf(await ask(`/items/${id}/ticket`, { method: 'POST' }))).toMatchObject({
    error: 'illegal_move',
    why: expect.stringContaining('waits to be worked already'),
  });
  expect(await desk.db.one(sql`select state, wanted_by from inbound where id = ${id}`)).toEqual({
    state: 'stored',
    wanted_by: 'ops',
  });
  const joined = await item('done', 'appended', await seedTicket(desk));
  expect((await ask(`/items/${joined}/replay`, { method: 'POST' })).status).toBe(409);
  expect((await ask('/items/999999/replay', { method: 'POST' })).status).toBe(404);
});

test.each(['ben', 'wall'] as const)('the token of %s is not let in', async (by) => {
  const id = await item('ignored', 'ignored');
  for (const path of ['/items', `/items/${id}`, `/items/${id}/raw`])
    expect([path, (await ask(path, { by })).status]).toEqual([path, 403]);
  for (const verb of ['ticket', 'replay'])
    expect(await ask(`/items/${id}/${verb}`, { by, method: 'POST' })).toMatchObject({ status: 403 });
});
