import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { apiRoutes } from '../../src/http/api/api.ts';
import { createLog } from '../../src/lib/log.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { sql } from '../../src/store/sql.ts';
import { MONDAY, openDesk, seedTicket, stored, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { CALLS } from './calls-deps.ts';
import { serveRoutes, type Served } from './served.ts';

let database: TestDatabase;
let desk: Desk;
let served: Served;

const TOKENS = [
  { name: 'ben-script', person: 'ben', token: 'ben-0123456789abcdefghij' },
  { name: 'ben-phone', person: 'ben', token: 'ben-phone-0123456789abcd' },
  { name: 'cy-script', person: 'cy', token: 'cy-0123456789abcdefghijk' },
];

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
  const tokens = TOKENS;
  served = await serveRoutes([
    apiRoutes({ acts: desk, blobs: databaseBlobs(), calls: CALLS, tokens, log: createLog('silent') }),
  ]);
});
afterAll(async () => {
  await served.close();
  await database.drop();
});
beforeEach(() => {
  desk.at(MONDAY);
  desk.refuses = null;
  desk.letters.length = 0;
});

type Answer = { readonly status: number; readonly replayed: string | null; readonly body: { readonly words: string } };

async function post(
  path: string,
  body: unknown,
  key: string,
  { by = 0, match }: { readonly by?: number; readonly match?: number } = {},
): Promise<Answer> {
  const answer = await fetch(`${served.base}/api/tickets/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TOKENS[by]!.token}`,
      'idempotency-key': key,
      ...(match === undefined ? {} : { 'if-match': String(match) }),
    },
    body: JSON.stringify(body),
  });
  return {
    status: answer.status,
    replayed: answer.headers.get('idempotent-replay'),
    body: (await answer.json()) as Answer['body'],
  };
}

const kept = (key: string): Promise<{ n: number }> =>
  database.store.db.one(sql`select count(*)::int as n from api_request where key = ${key}`);

test('asked for again, an act is answered as before and not done again, however the request is spelled and whatever became of the ticket', async () => {
  const reference = await seedTicket(desk);
  const first = await post(`${reference}/contact`, { outcome: 'message_left', number: '+15550102231' }, 'once-1', {
    match: 1,
  });
  expect(first).toEqual({
    status: 200,
    replayed: null,
    body: { reference, version: 2, words: 'a message was left for the customer' },
  });
  await post(`${reference}/note`, { text: 'meanwhile' }, 'once-2');
  const spelled = reference.toLowerCase().replace('-', '');
  for (const match of [1, 2])
    expect(
      await post(`${spelled}/contact`, { number: '+15550102231', outcome: 'message_left' }, 'once-1', { match, by: 1 }),
    ).toEqual({ ...first, replayed: 'true' });
  expect(await stored(database.store.db, reference)).toMatchObject({
    version: 3,
    journal: ['ben contact_logged', 'ben noted'],
  });
});

test.each([
  ['another input', 'reply', { text: 'Another.' }],
  ['another verb', 'note', { text: 'One.' }],
])('the same key with %s is refused, and nothing is done', async (name, verb, body) => {
  const reference = await seedTicket(desk);
  await post(`${reference}/reply`, { text: 'One.' }, `other ${name}`);
  const { status, body: said } = await post(`${reference}/${verb}`, body, `other ${name}`);
  expect([status, said]).toEqual([
    422,
    {
      error: 'key_reused',
      why: 'this Idempotency-Key was used for another request within the last 24 hours; give each its own',
    },
  ]);
  expect(await stored(database.store.db, reference)).toMatchObject({ version: 2 });
});

test('the same key of somebody else is another key; on another ticket it is another request', async () => {
  const [one, two] = [await seedTicket(desk), await seedTicket(desk)];
  expect(await post(`${one}/take`, {}, 'shared')).toMatchObject({ status: 200, replayed: null });
  expect(await post(`${two}/take`, {}, 'shared')).toMatchObject({ status: 422, body: { error: 'key_reused' } });
  expect(await post(`${two}/take`, {}, 'shared', { by: 2 })).toMatchObject({ status: 200, replayed: null });
});

test('ten at once with one key act once, and all are told the same', async () => {
  const reference = await seedTicket(desk);
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => post(`${reference}/reply`, { text: 'Hello.' }, 'ten', { match: 1 })),
  );
  expect(answers.map(({ status, body }) => [status, body])).toEqual(
    Array.from({ length: 10 }, () => [200, { reference, version: 2, words: answers[0]!.body.words }]),
  );
  expect(answers.filter(({ replayed }) => replayed === null)).toHaveLength(1);
  expect(desk.letters).toHaveLength(1);
});

test('ten at once with one key on ten tickets act on one of them', async () => {
  const references = await Promise.all(Array.from({ length: 10 }, () => seedTicket(desk)));
  const answers = await Promise.all(references.map((reference) => post(`${reference}/take`, {}, 'wide')));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
    200,
    ...Array.from({ length: 9 }, () => 422),
  ]);
  const versions = await Promise.all(references.map((reference) => stored(database.store.db, reference)));
  expect(versions.filter(({ version }) => version === 2)).toHaveLength(1);
});

test('a refusal is not kept: what it was refused for may go, and then it is done', async () => {
  const reference = await seedTicket(desk);
  desk.refuses = 'the address bounced';
  expect(await post(`${reference}/reply`, { text: 'Hello.' }, 'again')).toMatchObject({ status: 409 });
  expect(await kept('again')).toEqual({ n: 0 });
  desk.refuses = null;
  expect(await post(`${reference}/reply`, { text: 'Hello.' }, 'again')).toMatchObject({ status: 200, replayed: null });
});

test('what fails on its way is neither done nor remembered', async () => {
  const reference = await seedTicket(desk);
  const { db } = database.store;
  await db.run(sql`alter table journal add constraint broken check (act <> 'taken') not valid`);
  expect(await post(`${reference}/take`, {}, 'crash')).toMatchObject({ status: 503 });
  await db.run(sql`alter table journal drop constraint broken`);
  expect([await kept('crash'), await stored(db, reference)]).toMatchObject([{ n: 0 }, { version: 1 }]);
  expect(await post(`${reference}/take`, {}, 'crash')).toMatchObject({ status: 200, replayed: null });
});

test('after a day a key is free again, and the answers of the day before are cleared away', async () => {
  const [one, two] = [await seedTicket(desk), await seedTicket(desk)];
  await post(`${one}/note`, { text: 'a' }, 'daily');
  await post(`${one}/note`, { text: 'a' }, 'daily-other');
  desk.wait(24 * 3600 - 1);
  expect(await post(`${one}/note`, { text: 'a' }, 'daily')).toMatchObject({ status: 200, replayed: 'true' });
  desk.wait(1);
  expect(await post(`${two}/note`, { text: 'a' }, 'daily')).toMatchObject({ status: 200, replayed: null });
  expect(await kept('daily-other')).toEqual({ n: 0 });
});

test.each([
  ['too long', 'k'.repeat(201)],
  ['empty', ''],
  ['not printable', 'caf\u00e9'],
])('a key that is %s is refused, with what to give', async (_name, key) => {
  const reference = await seedTicket(desk);
  expect(await post(`${reference}/take`, {}, key)).toMatchObject({
    status: 400,
    body: { error: 'malformed', why: 'Idempotency-Key: give 1 to 200 printable characters, such as a UUID' },
  });
});
