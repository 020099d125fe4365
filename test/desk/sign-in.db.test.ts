import { fastify, type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deskRoutes } from '../../src/desk/routes.ts';
import type { DeskDeps } from '../../src/desk/desk.ts';
import { fieldOf, hashOf, newToken } from '../../src/desk/guard.ts';
import { beginSession, keepSignIn } from '../../src/store/desk/sessions.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { MONDAY, openDesk, seedTicket, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { pagesDeps } from './pages.ts';

let database: TestDatabase;
let desk: Desk;
const mailed: { readonly person: string; readonly url: string }[] = [];
const open: FastifyInstance[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
}, 120_000); // ms, on a busy machine
afterAll(async () => {
  for (const app of open) await app.close();
  await database.drop();
});
beforeEach(async () => {
  desk.at(MONDAY);
  mailed.length = 0;
  await desk.db.run(sql`delete from sign_in`);
});

type Route = { readonly method: string; readonly url: string };

/** The desk with its routes, told as they are registered. */
async function serve(
  more: Partial<DeskDeps> = {},
): Promise<{ readonly app: FastifyInstance; readonly routes: readonly Route[] }> {
  const app = fastify();
  const routes: Route[] = [];
  app.addHook(
    'onRoute',
    ({ method, url }) => void routes.push(...[method].flat().map((one) => ({ method: one, url }))),
  );
  const mailSignIn: DeskDeps['mailSignIn'] = async (_tx, person, url) => void mailed.push({ person, url });
  deskRoutes(pagesDeps(desk, { publicUrl: 'https://desk.example', mailSignIn, ...more }))(app);
  await app.ready();
  open.push(app);
  return { app, routes };
}

async function sessionFor(person: string): Promise<string> {
  const token = newToken();
  await transaction(desk.db, (tx) => beginSession(tx, hashOf(token), person, desk.now()));
  return token;
}
async function linkFor(person: string, minutes = 20): Promise<string> {
  const token = newToken();
  await transaction(desk.db, (tx) =>
    keepSignIn(tx, { hash: hashOf(token), person, now: desk.now(), until: desk.now() + minutes * 60_000 }),
  );
  return `/sign-in/${token}`;
}
const COOKIE = '__Host-postroom';
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const bodyOf = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(fields).toString();
const cookieIn = ({ cookies }: LightMyRequestResponse) => cookies.find(({ name }) => name === COOKIE);

describe('asking for a link', () => {
  const ask = (app: FastifyInstance, address: string, more: Readonly<Record<string, string>> = {}) =>
    app.inject({ method: 'POST', url: '/sign-in', headers: form, payload: bodyOf({ address, ...more }) });

  test('is answered the same whoever asks; only people of the settings are mailed', async () => {
    const { app } = await serve();
    const [known, unknown] = [await ask(app, 'BEN@helpdesk.example'), await ask(app, 'eve@helpdesk.example')];
    expect(known.statusCode).toBe(unknown.statusCode);
    expect(known.body.replaceAll('ben@', 'X@')).toBe(unknown.body.replaceAll('eve@', 'X@'));
    expect(known.headers).toEqual({
      ...unknown.headers,
      date: known.headers.date,
      'content-length': known.headers['content-length'],
    });
    await expect.poll(() => mailed.map(({ person }) => person)).toEqual(['ben']);
    expect(mailed[0]!.url).toMatch(/^https:\/\/desk\.example\/sign-in\/[\w-]{43}$/u);
    expect(
      await desk.db.one(
        sql`select count(*)::int as n from sign_in where hash = ${hashOf(mailed[0]!.url.split('/').at(-1)!)}`,
      ),
    ).toEqual({ n: 1 });
  });

  test('sends one person six links an hour at most', async () => {
    const { app } = await serve();
    for (let n = 0; n < 9; n += 1) await ask(app, 'ben@helpdesk.example');
    await expect.poll(() => mailed.length).toBe(6);
    desk.wait(3_601);
    await ask(app, 'ben@helpdesk.example');
    await expect.poll(() => mailed.length).toBe(7);
  });

  test('is told to wait who asks too often, also by many addresses of one network', async () => {
    const { app } = await serve();
    let last: LightMyRequestResponse | null = null;
    for (let n = 0; n < 25; n += 1)
      last = await app.inject({
        method: 'POST',
        url: '/sign-in',
        headers: form,
        remoteAddress: `2001:db8::${n.toString(16)}`,
        payload: bodyOf({ address: 'eve@helpdesk.example' }),
      });
    expect(last!.statusCode).toBe(429);
    expect(Number(last!.headers['retry-after'])).toBeGreaterThan(0);
  });

  test.each([
    ['/queue?show=mine', '?to=%2Fqueue%3Fshow%3Dmine'],
    ['//evil.example', ''],
    ['/\\evil.example', ''],
    ['https://evil.example', ''],
    ['javascript:alert(1)', ''],
    ['/queue\r\nLocation: https://evil.example', ''],
    ['/sign-in/x', ''],
    ['\t//evil.example', ''],
  ])('leads back to %j only if that is a page of the desk', async (to, expected) => {
    const { app } = await serve();
    await ask(app, 'ben@helpdesk.example', { to });
    await expect.poll(() => mailed.length).toBe(1);
    expect(new URL(mailed[0]!.url).search).toBe(expected);
    const answer = await app.inject({
      method: 'POST',
      url: await linkFor('ben'),
      headers: form,
      payload: bodyOf({ to }),
    });
    expect(answer.headers.location).toBe(expected === '' ? '/' : to);
  });
});

describe('a link', () => {
  test('works once, by its button; looking at it, however often, does nothing', async () => {
    const { app } = await serve();
    const url = await linkFor('ben');
    for (const method of ['GET', 'HEAD', 'GET'] as const) {
      const looked = await app.inject({ method, url });
      expect(looked.statusCode).toBe(200);
      expect(cookieIn(looked)).toBeUndefined();
    }
    const before = await sessionFor('cy');
    const done = await app.inject({ method: 'POST', url, headers: { ...form, cookie: `${COOKIE}=${before}` } });
    expect(done.statusCode).toBe(303);
    const cookie = cookieIn(done)!;
    expect(cookie).toMatchObject({ path: '/', httpOnly: true, secure: true, sameSite: 'Lax' });
    expect(cookie).not.toHaveProperty('domain');
    expect(cookie.value).not.toBe(before); // a session that was there is not taken over
    expect((await app.inject({ url: '/me', headers: { cookie: `${COOKIE}=${cookie.value}` } })).body).toContain(
      'Ben Ito',
    );
    expect((await app.inject({ method: 'POST', url, headers: form })).statusCode).toBe(410);
    expect((await app.inject({ url })).statusCode).toBe(410);
  });

  test('pressed twice at once begins one session', async () => {
    const { app } = await serve();
    const url = await linkFor('ben');
    const both = await Promise.all([1, 2].map(() => app.inject({ method: 'POST', url, headers: form })));
    expect(new Set(both.map(({ statusCode }) => statusCode))).toEqual(new Set([303, 410]));
  });

  test('ends after its time; one of somebody who is gone, or of another site, opens nothing', async () => {
    const { app } = await serve();
    const late = await linkFor('ben');
    desk.wait(20 * 60);
    expect((await app.inject({ method: 'POST', url: late, headers: form })).statusCode).toBe(410);
    expect((await app.inject({ url: await linkFor('gone') })).statusCode).toBe(410);
    const url = await linkFor('ben');
    const cross = await app.inject({ method: 'POST', url, headers: { ...form, 'sec-fetch-site': 'cross-site' } });
    expect(cross.statusCode).toBe(403);
    expect((await app.inject({ url: '/sign-in/no-such-link' })).statusCode).toBe(410);
  });
});

describe('a session', () => {
  const me = (app: FastifyInstance, token: string) =>
    app.inject({ url: '/me', headers: { cookie: `${COOKIE}=${token}` } });

  test('ends after twelve hours without a look, and after a week in any case', async () => {
    const { app } = await serve();
    const idle = await sessionFor('ben');
    desk.wait(12 * 3_600 + 1);
    expect((await me(app, idle)).statusCode).toBe(303);
    const busy = await sessionFor('ben');
    for (let hours = 0; hours < 7 * 24 - 6; hours += 6) {
      expect((await me(app, busy)).statusCode).toBe(200);
      desk.wait(6 * 3_600);
    }
    desk.wait(6 * 3_600 + 1);
    expect((await me(app, busy)).statusCode).toBe(303);
  });

  test('of somebody who left ends at once, and roles are those of the settings', async () => {
    const token = await sessionFor('ben');
    const { app } = await serve();
    expect((await me(app, token)).statusCode).toBe(200);
    const people = desk.staff.people.map((one) => (one.id === 'ben' ? { ...one, roles: ['operator'] as const } : one));
    const changed = await serve({ acts: { ...desk, staff: { ...desk.staff, people } } });
    expect((await changed.app.inject({ url: '/phone', headers: { cookie: `${COOKIE}=${token}` } })).statusCode).toBe(
      403,
    );
    const left = await serve({
      acts: { ...desk, staff: { ...desk.staff, people: people.filter(({ id }) => id !== 'ben') } },
    });
    expect((await me(left.app, token)).statusCode).toBe(303);
  });

  test('is ended by signing out, and all of a person’s by one button', async () => {
    const { app } = await serve();
    const [one, two, other] = [await sessionFor('ben'), await sessionFor('ben'), await sessionFor('cy')];
    const press = (url: string, token: string, field = fieldOf(token)) =>
      app.inject({
        method: 'POST',
        url,
        headers: { ...form, cookie: `${COOKIE}=${token}` },
        payload: bodyOf({ form: field }),
      });
    expect((await press('/sign-out', one, 'forged')).statusCode).toBe(403);
    expect((await me(app, one)).statusCode).toBe(200);
    const out = await press('/sign-out', one);
    expect(cookieIn(out)).toMatchObject({ value: '' });
    expect((await me(app, one)).statusCode).toBe(303);
    expect((await me(app, two)).statusCode).toBe(200);
    await press('/me/sign-out', two);
    expect((await me(app, two)).statusCode).toBe(303);
    expect((await me(app, other)).statusCode).toBe(200);
  });

  test('is kept as a hash alone', async () => {
    const token = await sessionFor('ben');
    const rows = await desk.db.many<{ hash: Buffer }>(sql`select hash from session`);
    expect(rows.some(({ hash }) => hash.equals(hashOf(token)))).toBe(true);
    expect(rows.some(({ hash }) => hash.toString().includes(token))).toBe(false);
  });
});

describe('every page', () => {
  const OPEN = ['/sign-in', '/sign-in/:token', '/sign-out', '/assets/'];
  const isOpen = (url: string): boolean => OPEN.some((one) => (one.endsWith('/') ? url.startsWith(one) : url === one));
  const filled = async (url: string): Promise<string> => {
    const reference = await seedTicket(desk);
    return url
      .replace(':reference', reference)
      .replace(':verb', 'note')
      .replace(':metric', 'call_back')
      .replace(/:id|:message|:n\b/gu, '1')
      .replace(':token', 'x');
  };

  test('is shown to nobody who is not signed in', async () => {
    const { app, routes } = await serve();
    const guarded = routes.filter(({ method, url }) => method !== 'HEAD' && !isOpen(url));
    expect(guarded.length).toBeGreaterThan(30);
    for (const { method, url } of guarded) {
      const path = await filled(url);
      const answer = await app.inject({ method: method as 'GET', url: path, headers: form });
      const expected = method === 'GET' ? 303 : 401;
      expect([method, url, answer.statusCode]).toEqual([method, url, expected]);
      if (method === 'GET') expect(answer.headers.location).toBe(`/sign-in?to=${encodeURIComponent(path)}`);
    }
  });

  test('takes no form that it did not make, and none from another site', async () => {
    const { app, routes } = await serve();
    const posts = routes.filter(({ method, url }) => method === 'POST' && !isOpen(url));
    expect(posts.length).toBeGreaterThanOrEqual(10);
    const token = await sessionFor('pat'); // rep and manager
    const keeper = await sessionFor('ops');
    for (const { url } of posts) {
      const path = await filled(url);
      for (const session of [token, keeper]) {
        const press = (payload: string, headers: Readonly<Record<string, string>> = {}) =>
          app.inject({
            method: 'POST',
            url: path,
            headers: { ...form, cookie: `${COOKIE}=${session}`, ...headers },
            payload,
          });
        const right = bodyOf({ form: fieldOf(session), text: 'x' });
        for (const answer of [
          await press(''),
          await press(bodyOf({ form: fieldOf(newToken()) })),
          await press(right, { 'sec-fetch-site': 'cross-site' }),
          await press(right, { 'sec-fetch-site': 'same-site' }),
        ])
          expect([url, answer.statusCode]).toEqual([url, 403]);
      }
    }
  });

  test('whatever it answers, bears the headers that keep a browser safe', async () => {
    const { app, routes } = await serve();
    const cookie = `${COOKIE}=${await sessionFor('mo')}`;
    const paths = await Promise.all(routes.filter(({ method }) => method === 'GET').map(({ url }) => filled(url)));
    for (const url of [
      ...paths.filter((path) => path !== '/events'),
      '/tickets/none',
      '/tickets/K7Q-2M4',
      '/assets/none.js',
    ]) {
      const answer = await app.inject({ url, headers: { cookie } });
      const { headers } = answer;
      expect([url, headers['x-content-type-options']]).toEqual([url, 'nosniff']);
      const policy = String(headers['content-security-policy']);
      expect([url, /default-src 'none'/u.test(policy)]).toEqual([url, true]);
      if (!url.startsWith('/parts/')) expect([url, policy]).toEqual([url, expect.not.stringContaining('unsafe')]);
      expect([url, headers['referrer-policy']]).toEqual([url, expect.stringMatching(/^(?:same-origin|no-referrer)$/u)]);
      if (!url.startsWith('/assets/'))
        expect([url, headers['cache-control']]).toEqual([url, expect.stringContaining('no-store')]);
      if (String(headers['content-type']).startsWith('text/html'))
        expect([url, /<script(?![^>]* src=)[^>]*>|\son\w+=|style="/u.test(answer.body)]).toEqual([url, false]);
    }
  });
});
