import { request as ask, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DeskDeps } from '../../src/desk/desk.ts';
import { deskRoutes } from '../../src/desk/routes.ts';
import { fieldOf, hashOf, newToken } from '../../src/desk/guard.ts';
import { beginSession, keepSignIn } from '../../src/store/desk/sessions.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { MONDAY, openDesk, type Desk } from '../acts/desk.ts';
import { serveRoutes, type Served } from '../http/served.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { pagesDeps } from './pages.ts';

/*
 * The doors of the desk over a real socket, with raw addresses that fetch would tidy: what is asked too often, what comes
 * from elsewhere, and what every answer bears, also those that no page made.
 */

let database: TestDatabase;
let desk: Desk;
const mailed: string[] = [];
const open: Served[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
}, 120_000); // ms, on a busy machine
afterAll(async () => {
  for (const served of open) await served.close();
  await database.drop();
});
beforeEach(async () => {
  desk.at(MONDAY);
  mailed.length = 0;
  await desk.db.run(sql`delete from sign_in`);
});

type Answered = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string };
type Asking = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, string>>;
  readonly body?: string;
};

async function serve(more: Partial<DeskDeps> = {}) {
  const mailSignIn: DeskDeps['mailSignIn'] = async (_tx, person) => void mailed.push(person);
  const served = await serveRoutes([
    deskRoutes(pagesDeps(desk, { publicUrl: 'https://desk.example', mailSignIn, ...more })),
  ]);
  open.push(served);
  const { port } = new URL(served.base);
  return (path: string, { method = 'GET', headers = {}, fields, body }: Asking = {}): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const text = fields === undefined ? body : new URLSearchParams(fields).toString();
      const form = text === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
      const sent = ask({ host: '127.0.0.1', port, path, method, headers: { ...form, ...headers } }, (answer) => {
        let said = '';
        answer.on('data', (piece: Buffer) => (said += piece.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text: said }));
      });
      sent.on('error', reject);
      sent.end(text);
    });
}

async function sessionFor(person: string): Promise<string> {
  const token = newToken();
  await transaction(desk.db, (tx) => beginSession(tx, hashOf(token), person, desk.now()));
  return token;
}
async function linkFor(person: string): Promise<string> {
  const token = newToken();
  const until = desk.now() + 1_200_000;
  await transaction(desk.db, (tx) => keepSignIn(tx, { hash: hashOf(token), person, now: desk.now(), until }));
  return `/sign-in/${token}`;
}
const COOKIE = '__Host-postroom';
const cookieOf = (token: string) => ({ cookie: `${COOKIE}=${token}` });
const setIn = ({ headers }: Answered) => (headers['set-cookie'] ?? []).find((one) => one.startsWith(`${COOKIE}=`));

describe('asking too often', () => {
  test('for one address is told alike, whether somebody has it or not, and for how long', async () => {
    const go = await serve();
    const statuses: Record<string, (number | string)[]> = { ben: [], eve: [] };
    for (const who of ['ben', 'eve'])
      for (let n = 0; n < 8; n += 1) {
        const answer = await go('/sign-in', {
          method: 'POST',
          fields: { address: n % 2 === 0 ? `${who}@helpdesk.example` : `  ${who.toUpperCase()}@Helpdesk.example ` },
        });
        statuses[who]!.push(answer.status);
        if (answer.status === 429) {
          expect(Number(answer.headers['retry-after'])).toBeGreaterThan(3_500);
          expect(answer.text).toContain('60 minutes');
        }
      }
    expect(statuses['ben']).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    expect(statuses['eve']).toEqual(statuses['ben']);
    await expect.poll(() => mailed.length).toBe(6);
    desk.wait(3_601);
    expect((await go('/sign-in', { method: 'POST', fields: { address: 'ben@helpdesk.example' } })).status).toBe(200);
  });

  test('is counted however the address of the page is spelt', async () => {
    const go = await serve();
    let last = 0;
    for (let n = 0; n < 25; n += 1) {
      const path = n % 2 === 0 ? '/%73ign-in' : '/sign%2Din/none';
      last = (await go(path, { method: 'POST', fields: { address: `x${n}@helpdesk.example` } })).status;
    }
    expect(last).toBe(429);
  });
});

describe('from elsewhere', () => {
  test.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'https://evil.example' }, 403], // a browser too old for Sec-Fetch-Site, or without https
    [{ origin: 'null' }, 403],
    [{ origin: 'https://desk.example.evil.example' }, 403],
    [{ origin: 'https://desk.example' }, 303],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://desk.example' }, 303],
    [{}, 303],
  ])('%j: a link is answered %i', async (headers, status) => {
    const go = await serve();
    expect((await go(await linkFor('ben'), { method: 'POST', headers, fields: {} })).status).toBe(status);
  });

  test('nobody is signed out by another site, not even without the cookie that it cannot send', async () => {
    const go = await serve();
    const answer = await go('/sign-out', { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' }, fields: {} });
    expect(answer.status).toBe(403);
    expect(setIn(answer)).toBeUndefined();
    const token = await sessionFor('ben');
    const old = await go('/sign-out', {
      method: 'POST',
      headers: { ...cookieOf(token), origin: 'https://evil.example' },
      fields: { form: fieldOf(token) },
    });
    expect(old.status).toBe(403);
    expect((await go('/me', { headers: cookieOf(token) })).status).toBe(200);
  });

  test('nobody is led away: not by %2f, dots, blanks or another scheme', async () => {
    const go = await serve();
    for (const to of [
      '%2f%2fevil.example',
      '\\\\evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
      ' //evil.example',
      'https:evil.example',
      'https:/evil.example',
      'data:text/html,x',
      '/sign-out',
      `/${'a'.repeat(600)}`,
    ]) {
      const answer = await go(await linkFor('ben'), { method: 'POST', fields: { to } });
      const { location } = answer.headers;
      expect([to, new URL(location!, 'https://desk.example').host]).toEqual([to, 'desk.example']);
      expect([to, location]).toEqual([to, '/']);
    }
    // these stay here, as odd as they are
    for (const to of ['/%2f%2fevil.example', '/.//evil.example', '/@evil.example', '/queue?to=https://evil.example']) {
      const { headers } = await go(await linkFor('ben'), { method: 'POST', fields: { to } });
      expect([to, new URL(headers.location!, 'https://desk.example').host]).toEqual([to, 'desk.example']);
    }
  });
});

describe('sessions', () => {
  test('signing in anew ends the one that this browser had', async () => {
    const go = await serve();
    const before = await sessionFor('ben');
    const answer = await go(await linkFor('cy'), { method: 'POST', headers: cookieOf(before), fields: {} });
    expect(answer.status).toBe(303);
    expect((await go('/me', { headers: cookieOf(before) })).status).toBe(303);
    const now = setIn(answer)!;
    expect(now).toMatch(/; HttpOnly/u);
    expect((await go('/me', { headers: { cookie: now.split(';')[0]! } })).text).toContain('Cy Park');
  });

  test('a cookie that we did not make is worth nothing, and is not taken over', async () => {
    const go = await serve();
    const planted = newToken();
    const answer = await go(await linkFor('ben'), { method: 'POST', headers: cookieOf(planted), fields: {} });
    expect(setIn(answer)).not.toContain(planted);
    expect((await go('/me', { headers: cookieOf(planted) })).status).toBe(303);
  });

  test('each of one’s own is ended by its button; one of somebody else is not', async () => {
    const go = await serve();
    await desk.db.run(sql`delete from session`);
    const [here, there, other] = [await sessionFor('ben'), await sessionFor('ben'), await sessionFor('cy')];
    const page = await go('/me', { headers: cookieOf(here) });
    const buttons = [...page.text.matchAll(/name="session" value="([\w-]+)"/gu)].map(([, id]) => id!);
    expect(buttons).toHaveLength(2);
    const idOf = (token: string) => hashOf(token).toString('base64url');
    expect(new Set(buttons)).toEqual(new Set([here, there].map(idOf)));
    const end = (session: string) =>
      go('/me/end', { method: 'POST', headers: cookieOf(here), fields: { form: fieldOf(here), session } });
    for (const session of [idOf(other), 'none', '']) expect((await end(session)).status).toBe(303);
    expect((await go('/me', { headers: cookieOf(other) })).status).toBe(200);
    expect((await end(idOf(there))).headers.location).toBe('/me');
    expect((await go('/me', { headers: cookieOf(there) })).status).toBe(303);
    const last = await end(idOf(here));
    expect(last.headers.location).toBe('/sign-in');
    expect(setIn(last)).toMatch(/Max-Age=0|Expires=Thu, 01 Jan 1970/u);
    expect((await go('/me', { headers: cookieOf(here) })).status).toBe(303);
  });

  test('over http on this machine the cookie has its plain name and no Secure', async () => {
    const go = await serve({ publicUrl: null });
    const { headers } = await go(await linkFor('ben'), { method: 'POST', fields: {} });
    expect(headers['set-cookie']![0]).toMatch(/^postroom=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/u);
  });
});

describe('whatever is answered', () => {
  test('also to nonsense, bears the headers that keep a browser safe', async () => {
    const health: DeskDeps['health'] = async () => {
      throw new Error('the database is gone');
    };
    const go = await serve({ health });
    const token = await sessionFor('ops');
    const mine = cookieOf(token);
    const cases: readonly (readonly [number, string, Asking])[] = [
      [200, '/sign-in', {}],
      [303, '/queue', {}],
      [401, '/queue', { headers: { 'sec-fetch-mode': 'cors' } }],
      [401, '/queue', { method: 'HEAD' }],
      [401, '/me', { method: 'POST', fields: {} }],
      [403, '/phone', { headers: mine }],
      [403, '/me', { method: 'POST', headers: mine, fields: {} }],
      [404, '/nothing/here', {}],
      [404, '/nothing/here', { method: 'PUT' }],
      [404, '/sign-in', { method: 'DELETE' }],
      [410, '/sign-in/none', {}],
      [410, '/sign-in/none', { method: 'POST', fields: {} }],
      [413, '/sign-in', { method: 'POST', body: 'x'.repeat(700_000) }],
      [415, '/sign-in', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }],
      [503, '/sources', { headers: mine }],
    ];
    for (const [status, path, asking] of cases) {
      const what = `${asking.method ?? 'GET'} ${path}`;
      const { headers, ...answer } = await go(path, asking);
      expect([what, answer.status]).toEqual([what, status]);
      expect([what, headers['content-security-policy']]).toEqual([
        what,
        expect.stringMatching(/^default-src 'none'(?!.*unsafe)/u),
      ]);
      expect([what, headers['x-content-type-options'], headers['x-frame-options']]).toEqual([what, 'nosniff', 'DENY']);
      expect([what, headers['cache-control'], headers['referrer-policy']]).toEqual([what, 'no-store', 'same-origin']);
      expect([what, answer.text.includes('database is gone')]).toEqual([what, false]);
    }
  });

  test('an address that cannot be read is no page that a browser would run', async () => {
    const go = await serve();
    const { status, headers, text } = await go('/%zz<script>alert(1)</script>');
    expect(status).toBe(400);
    expect(headers['content-type']).not.toContain('html');
    expect(text).not.toContain('at '); // no stack
  });
});
