import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { apiRoutes } from '../../src/http/api/api.ts';
import type { ApiToken } from '../../src/http/api/tokens.ts';
import { createLog } from '../../src/lib/log.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { sql } from '../../src/store/sql.ts';
import { act, MONDAY, openDesk, seedMessage, seedTicket, stored, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { CALLS } from './calls-deps.ts';
import { serveRoutes, type Served } from './served.ts';

let database: TestDatabase;
let desk: Desk;
let served: Served;

const TOKENS: readonly ApiToken[] = [
  { name: 'ben-script', person: 'ben', token: 'ben-0123456789abcdefghij' },
  { name: 'ops-script', person: 'ops', token: 'ops-0123456789abcdefghij' },
  { name: 'old-script', person: 'gone', token: 'gone-0123456789abcdefghi' },
  { name: 'wall', person: 'pat', token: 'pat-wall-0123456789abcde', roles: [] },
  { name: 'phones', person: 'pat', token: 'pat-phones-0123456789abc', roles: ['rep'] },
  { name: 'pat', person: 'pat', token: 'pat-0123456789abcdefghij', roles: null },
];

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
  served = await serve();
});
afterAll(async () => {
  await served.close();
  await database.drop();
});
beforeEach(() => {
  desk.at(MONDAY);
  desk.refuses = null;
});

/** A server of its own, which has counted no wrong tokens yet. */
const serve = (): Promise<Served> =>
  serveRoutes([
    apiRoutes({ acts: desk, blobs: databaseBlobs(), calls: CALLS, tokens: TOKENS, log: createLog('silent') }),
  ]);

/** What tests take out of an answer; everything else is compared as it is. */
type Body = {
  readonly error: string;
  readonly next: string | null;
  readonly tickets: readonly {
    readonly reference: string;
    readonly stage: string;
    readonly due_at: string | null;
  }[];
  readonly clocks: readonly object[];
  readonly words: readonly string[];
};
type Answer = { readonly status: number; readonly headers: Headers; readonly body: Body };

async function ask(
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = { authorization: `Bearer ${TOKENS[0]!.token}` },
  base = served.base,
): Promise<Answer> {
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const answer = await fetch(`${base}/api${path}`, { method, headers, ...sent });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body };
}
const post = (path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  ask('POST', path, body, { authorization: `Bearer ${TOKENS[0]!.token}`, ...headers });
const get = (path: string): Promise<Answer> => ask('GET', path);

describe('who is let in', () => {
  test.each([
    ['no token', {}],
    ['a wrong one', { authorization: `Bearer ${TOKENS[0]!.token}x` }],
    ['another scheme', { authorization: `Basic ${TOKENS[0]!.token}` }],
    ['an empty one', { authorization: 'Bearer ' }],
  ])('%s: 401, with the way in, and nothing of what was shown', async (_name, headers) => {
    const { status, headers: said, body } = await ask('GET', '/tickets', undefined, headers);
    expect([status, body.error]).toEqual([401, 'unauthorized']);
    expect(said.get('www-authenticate')).toMatch(/^Bearer realm="postroom"/u);
    expect(JSON.stringify(body)).not.toContain(TOKENS[0]!.token.slice(4));
  });

  test('a token of somebody who is not in people.yaml any more opens nothing', async () => {
    const { status, body } = await ask('GET', '/tickets', undefined, { authorization: `bearer ${TOKENS[2]!.token}` });
    expect([status, body]).toEqual([
      403,
      { error: 'not_allowed', why: 'the token is that of "gone", who is not in people.yaml' },
    ]);
  });

  test('whoever guesses is told to wait; the right token is served all the same', async () => {
    const own = await serve();
    const guess = (n: number) => ask('GET', '/tickets', undefined, { authorization: `Bearer guess-${n}` }, own.base);
    const first = await Promise.all(Array.from({ length: 10 }, (_, n) => guess(n)));
    expect(first.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 401));
    const next = await guess(11);
    expect([next.status, next.body.error]).toEqual([429, 'too_many_attempts']);
    expect(Number(next.headers.get('retry-after'))).toBeGreaterThan(0);
    const right = await ask('GET', '/tickets', undefined, { authorization: `Bearer ${TOKENS[0]!.token}` }, own.base);
    expect(right.status).toBe(200);
    await own.close();
  });

  test('a token without roles reads and does nothing; one with fewer than its person does no more than they allow', async () => {
    const reference = await seedTicket(desk);
    const [wall, phones, all] = TOKENS.slice(3).map(({ token }) => ({ authorization: `Bearer ${token}` }));
    const agree = { step: 'agreed', who: 'Cy Park', date: '2026-12-01' };
    expect(await ask('GET', `/tickets/${reference}`, undefined, wall)).toMatchObject({ status: 200 });
    expect(await ask('POST', `/tickets/${reference}/take`, {}, wall)).toMatchObject({
      status: 403,
      body: {
        error: 'not_allowed',
        why: 'the token "wall" only reads; give it a role of rep, manager in the settings (api.tokens)',
      },
    });
    expect(await stored(database.store.db, reference)).toMatchObject({ version: 1, journal: [] });
    expect(await ask('POST', `/tickets/${reference}/onsite`, agree, phones)).toMatchObject({ status: 403 });
    expect(await ask('POST', `/tickets/${reference}/take`, {}, phones)).toMatchObject({ status: 200 });
    expect(await ask('POST', `/tickets/${reference}/onsite`, agree, all)).toMatchObject({ status: 200 });
    expect(await stored(database.store.db, reference)).toMatchObject({ assignee: 'pat' });
  });

  test('whose token it is, he acts as', async () => {
    const reference = await seedTicket(desk);
    const { status, body } = await ask(
      'POST',
      `/tickets/${reference}/take`,
      {},
      { authorization: `Bearer ${TOKENS[1]!.token}` },
    );
    expect([status, body.error]).toEqual([403, 'not_allowed']);
    await post(`/tickets/${reference}/take`);
    expect(await stored(database.store.db, reference)).toMatchObject({ assignee: 'ben', journal: ['ben taken'] });
  });
});

describe('an act', () => {
  test('is answered with what is so now', async () => {
    const reference = await seedTicket(desk);
    const { status, headers, body } = await post(`/tickets/${reference}/take`);
    expect([status, body]).toEqual([200, { reference, version: 2, words: `Ben Ito has ${reference}` }]);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test.each<[what: string, verb: string, body: unknown, status: number, error: string, why: string | RegExp]>([
    ['a stage that forbids it', 'resume', {}, 409, 'illegal_move', /waits for nothing/u],
    ['what is so already', 'assign', { to: null }, 409, 'already_so', 'nobody has it already'],
    [
      'input that the act refuses',
      'contact',
      { outcome: 'message_left' },
      422,
      'number_needed',
      /number it was left at/u,
    ],
    ['another ticket that is none', 'merge', { into: 'QQQ-QQQ' }, 422, 'unknown_into', /no ticket QQQ-QQQ/u],
    [
      'what only managers may',
      'onsite',
      { step: 'agreed', who: 'Cy', date: '2026-12-01' },
      403,
      'not_allowed',
      /by a manager/u,
    ],
    [
      'a misspelt key',
      'reply',
      { txet: 'Hello' },
      400,
      'malformed',
      'text is missing; there is no "txet"; did you mean "text"?',
    ],
    [
      'a key out of nowhere',
      'take',
      { colour: 'red' },
      400,
      'malformed',
      'there is no "colour"; nothing is taken here',
    ],
    [
      'a word that is none of the list',
      'contact',
      { outcome: 'called' },
      400,
      'malformed',
      'outcome: use one of "reached", "message_left", "no_answer"',
    ],
    ['a level that is none', 'level', { level: 7 }, 400, 'malformed', 'level: use one of 1, 2, 3, 4, 5, 6'],
    ['another type', 'reply', { text: 3 }, 400, 'malformed', 'text: give a text'],
    [
      'a date that is none',
      'onsite',
      { step: 'agreed', date: '2026-02-30' },
      400,
      'malformed',
      'date: write a date such as 2026-11-30',
    ],
    ['a letter without end', 'reply', { text: 'x'.repeat(50_001) }, 400, 'malformed', 'text: at most 50000 characters'],
    [
      'a character that no table holds',
      'reply',
      { text: 'a\0b' },
      400,
      'malformed',
      'text: holds a character that is none',
    ],
    ['half a character', 'reply', '{"text":"\\ud83d"}', 400, 'malformed', 'text: holds a character that is none'],
    ['a reference that is none', 'merge', { into: 'ABC' }, 400, 'malformed', 'into: write a reference such as K7Q-2M4'],
    ['a list', 'take', [], 400, 'malformed', 'give a JSON object'],
    ['no JSON', 'take', '{"a"', 400, 'malformed', /JSON/u],
    ['a trick', 'take', '{"__proto__":{"roles":["manager"]}}', 400, 'malformed', /no JSON/u],
    ['a verb that is none', 'tkae', {}, 404, 'unknown_verb', 'nothing is done by that word; did you mean "take"?'],
  ])('%s: %s %j is %i %s', async (_what, verb, body, status, error, why) => {
    const reference = await seedTicket(desk);
    const answer = await post(`/tickets/${reference}/${verb}`, body);
    expect(answer.body).toEqual({ error, why: typeof why === 'string' ? why : expect.stringMatching(why) });
    expect(answer.status).toBe(status);
    expect(await stored(database.store.db, reference)).toMatchObject({ version: 1, journal: [] });
  });

  test('needs no body where nothing is asked, and none of a type', async () => {
    const reference = await seedTicket(desk);
    expect((await post(`/tickets/${reference}/seen`, undefined, { 'content-type': 'application/json' })).status).toBe(
      200,
    );
    expect((await post(`/tickets/${reference}/note`, { text: 'Hm.' }, { 'content-type': 'text/plain' })).status).toBe(
      200,
    );
  });

  test('too much is not read to its end', async () => {
    const reference = await seedTicket(desk);
    const { status, body } = await post(`/tickets/${reference}/note`, { text: 'x'.repeat(500_000) });
    expect([status, body.error]).toEqual([413, 'malformed']);
  });

  test.each([['QQQ-QQQ'], ['nonsense'], ['%00'], ['..%2f..'], ['K7Q-2M4%27--']])('on %s is 404', async (reference) => {
    const { status, body } = await post(`/tickets/${reference}/take`);
    expect([status, body.error]).toEqual([404, 'unknown_ticket']);
  });

  test('takes the number of a ticket as people write it', async () => {
    const reference = await seedTicket(desk);
    expect((await post(`/tickets/${reference.replace('-', '').toLowerCase()}/take`)).body).toMatchObject({ reference });
  });

  test('on a view that is old is refused, whichever way the version is written', async () => {
    const reference = await seedTicket(desk);
    await act(desk, 'note', reference, { text: 'Seen.' }, 'cy');
    for (const header of ['1', '"1"']) {
      const { status, body } = await post(`/tickets/${reference}/take`, {}, { 'if-match': header });
      expect([status, body.error]).toEqual([409, 'changed_meanwhile']);
    }
    expect((await post(`/tickets/${reference}/take`, {}, { 'if-match': 'W/"x"' })).body.error).toBe('malformed');
    expect((await post(`/tickets/${reference}/take`, {}, { 'if-match': '"2"' })).body).toMatchObject({ version: 3 });
  });

  test('whose letter may not be sent is refused with the reason', async () => {
    const reference = await seedTicket(desk);
    desk.refuses = 'ana@contoso.example bounced; call';
    expect(await post(`/tickets/${reference}/reply`, { text: 'Hello' })).toMatchObject({
      status: 409,
      body: { error: 'undeliverable', why: desk.refuses },
    });
  });
});

describe('a ticket', () => {
  test('is shown with its level, its clocks, its mail and its journal', async () => {
    const reference = await seedTicket(desk, { level: 4 });
    await seedMessage(desk, reference, 'We cannot post.');
    desk.wait(2 * 3600);
    await act(desk, 'take', reference, {});
    const { status, body } = await get(`/tickets/${reference}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      reference,
      version: 2,
      stage: 'open',
      level: { value: 4, confirmed: false, suggested: { value: 4, evidence: [{ text: 'cannot post' }] } },
      customer: null,
      cover: 'unchecked',
      assignee: { id: 'ben', name: 'Ben Ito' },
      accepted_at: '2026-11-23T14:00:00.000Z',
      messages: [{ new_text: 'We cannot post.', from: { address: 'ana@contoso.example' }, cut: false }],
      journal: [{ actor: 'ben', act: 'taken', at: '2026-11-23T16:00:00.000Z', detail: { from: null } }],
    });
    expect(body.clocks).toEqual([
      {
        metric: 'call_back',
        cycle: 1,
        state: 'running',
        overdue: false,
        started_at: '2026-11-23T14:00:00.000Z',
        due_at: '2026-11-23T18:00:00.000Z',
        target_minutes: 240,
        met_at: null,
        first_met_at: null,
        breached_at: null,
        elapsed_seconds: 7200,
        remaining_seconds: 7200,
      },
      expect.objectContaining({ metric: 'resolution', target_minutes: 4320, remaining_seconds: 4320 * 60 - 7200 }),
    ]);
  });

  test('late by a second is late; kept late stays overdue', async () => {
    const reference = await seedTicket(desk);
    const callBack = async () => (await get(`/tickets/${reference}`)).body.clocks[0];
    desk.wait(3600);
    expect(await callBack()).toMatchObject({ overdue: false, remaining_seconds: 0 });
    desk.wait(1);
    expect(await callBack()).toMatchObject({
      overdue: true,
      remaining_seconds: -1,
      breached_at: '2026-11-23T15:00:00.000Z',
    });
    await act(desk, 'contact', reference, { outcome: 'reached' });
    expect(await callBack()).toMatchObject({ overdue: true, state: 'met' });
  });

  test('that is none is 404', async () => {
    expect(await get('/tickets/QQQ-QQQ')).toMatchObject({ status: 404, body: { error: 'unknown_ticket' } });
    expect(await get('/nothing')).toMatchObject({ status: 404, body: { error: 'not_found' } });
  });

  test('tells why its promise is due when it is, in numbers and in words', async () => {
    desk.at('2026-11-20 17:30');
    const reference = await seedTicket(desk);
    const { body } = await get(`/tickets/${reference}/why/call_back`);
    expect(body).toMatchObject({
      reference,
      metric: 'call_back',
      counted: 'business',
      target_minutes: 60,
      due_at: '2026-11-23T13:30:00.000Z',
      seconds: 3600,
      days: [
        {
          date: '2026-11-20',
          seconds: 1800,
          stretches: [{ from: '2026-11-20T22:30:00.000Z', to: '2026-11-20T23:00:00.000Z' }],
        },
        { date: '2026-11-23', seconds: 1800 },
      ],
    });
    expect(body.words).toContain('Mon 23 Nov: 08:00–08:30 = 30 min');
    expect(await get(`/tickets/${reference}/why/update`)).toMatchObject({ status: 404, body: { error: 'no_clock' } });
    expect(await get(`/tickets/${reference}/why/everything`)).toMatchObject({
      status: 404,
      body: { error: 'no_clock' },
    });
    expect(await get(`/tickets/${reference}/why/call_back?cycle=2`)).toMatchObject({ status: 404 });
    expect(await get(`/tickets/${reference}/why/call_back?cyle=1`)).toMatchObject({
      status: 400,
      body: { why: 'there is no "cyle"; did you mean "cycle"?' },
    });
  });
});

describe('the list', () => {
  const all = async (query: string): Promise<Body['tickets']> => {
    const found: Body['tickets'][number][] = [];
    let next = '';
    do {
      const { status, body } = await get(`/tickets?limit=7&${query}${next}`);
      expect(status).toBe(200);
      found.push(...body.tickets);
      next = body.next === null ? '' : `&after=${body.next}`;
    } while (next !== '');
    return found;
  };

  beforeAll(async () => {
    await database.store.db.run(sql`truncate ticket, clock cascade`);
    desk.at(MONDAY);
    for (let i = 0; i < 30; i++) {
      await seedTicket(desk, {
        level: (((i * 7) % 6) + 1) as 1,
        stage: i % 10 === 9 ? 'resolved' : i % 10 === 8 ? 'waiting' : 'open',
      });
      desk.wait(i % 3 === 0 ? 600 : 0);
    }
    const { tickets } = (await get('/tickets?limit=50')).body;
    for (const [i, by] of ['ben', 'cy', 'ben'].entries()) await act(desk, 'take', tickets[i * 5]!.reference, {}, by);
  });

  test('begins with what is due next, repeats nothing and leaves nothing out', async () => {
    const tickets = await all('show=open');
    const dues = tickets.map(({ due_at }) => due_at ?? '9999');
    expect(dues).toEqual(dues.toSorted());
    expect(new Set(tickets.map(({ reference }) => reference)).size).toBe(24);
    expect(tickets).toHaveLength(24);
    expect(tickets.every(({ stage }) => stage === 'open')).toBe(true);
  });

  test.each([
    ['show=waiting', 3],
    ['show=resolved', 3],
    ['show=all', 30],
    ['', 24],
    ['assignee=me', 2],
    ['assignee=cy', 1],
    ['assignee=none', 21],
    ['assignee=nobody-here', 0],
  ])('%s holds %i', async (query, n) => {
    const found = await all(query);
    expect(found).toHaveLength(n);
    expect(new Set(found.map(({ reference }) => reference)).size).toBe(n);
  });

  test('goes on where it was, though tickets come in meanwhile', async () => {
    const before = (await all('show=open')).map(({ reference }) => reference);
    const first = (await get('/tickets?limit=10')).body;
    for (let i = 0; i < 5; i++) await seedTicket(desk, { level: 1 });
    const rest = (await get(`/tickets?limit=200&after=${first.next}`)).body.tickets;
    const seen = [...first.tickets, ...rest].map(({ reference }) => reference);
    expect(new Set(seen).size).toBe(seen.length);
    expect(before.every((reference) => seen.includes(reference))).toBe(true);
  });

  test.each([
    ['show=opne', 'show: use one of "open", "waiting", "resolved", "all"'],
    ['limit=0', 'limit: at least 1'],
    ['limit=many', 'limit: give a number'],
    ['limit=201', 'limit: at most 200'],
    ['after=nonsense', 'after: give what the page before said under "next"'],
    ['asignee=me', 'there is no "asignee"; did you mean "assignee"?'],
  ])('%s is refused', async (query, why) => {
    expect(await get(`/tickets?${query}`)).toMatchObject({ status: 400, body: { error: 'malformed', why } });
  });
});

test('while the database is away it is said that nothing was done', async () => {
  const broken = await serveRoutes([
    apiRoutes({
      blobs: databaseBlobs(),
      calls: CALLS,
      acts: {
        ...desk,
        db: { ...desk.db, transaction: () => Promise.reject(new Error('connect ECONNREFUSED db.internal')) },
      },
      tokens: TOKENS,
      log: createLog('silent'),
    }),
  ]);
  const answer = await ask(
    'POST',
    '/tickets/K7Q-2M4/take',
    {},
    { authorization: `Bearer ${TOKENS[0]!.token}` },
    broken.base,
  );
  expect([answer.status, answer.body.error]).toEqual([503, 'unavailable']);
  expect(JSON.stringify(answer.body)).not.toContain('db.internal');
  await broken.close();
});
