import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DeskDeps } from '../../src/desk/desk.ts';
import { deskRoutes } from '../../src/desk/routes.ts';
import type { SignInProvider } from '../../src/desk/sign-in/ways.ts';
import { createLog } from '../../src/lib/log.ts';
import { createProvider } from '../../src/lib/oidc/provider.ts';
import { sql } from '../../src/store/sql.ts';
import { MONDAY, openDesk, type Desk } from '../acts/desk.ts';
import { serveRoutes, type Served } from '../http/served.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { startOidc, type OidcPeer } from '../peers/oidc.ts';
import { pagesDeps, wordsOf } from './pages.ts';

/*
 * Signing in at a real provider, over HTTP: the desk, oidc-provider, and a browser that keeps cookies and follows
 * redirects between them.
 */

const DESK = 'https://desk.example';
const CALLBACK = `${DESK}/sign-in/oidc/callback`;

let database: TestDatabase;
let desk: Desk;
let peer: OidcPeer;
let served: Served | null = null;
let late = 0; // ms by which the provider's clock for looking up is ahead

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
  peer = await startOidc(CALLBACK);
}, 120_000); // ms, on a busy machine
afterAll(async () => {
  await peer.stop();
  await database.drop();
});
beforeEach(async () => {
  desk.at(MONDAY);
  late = 0;
  peer.seen.length = 0;
  peer.next = { id: 'b-1', email: 'Ben@Helpdesk.example', email_verified: true };
  await desk.db.run(sql`delete from session`);
});
afterEach(async () => {
  await served?.close();
  served = null;
});

/** The desk with this provider, and a browser before it. */
async function browse(
  change: Partial<Omit<SignInProvider, 'oidc'>> & { readonly account?: Partial<OidcPeer['account']> } = {},
  more: Partial<DeskDeps> = {},
) {
  const { account, ...believed } = change;
  const oidc = createProvider(
    { ...peer.account, ...account },
    { log: createLog('silent'), now: () => Date.now() + late },
  );
  const provider = { label: 'Contoso', claim: 'email', trustsUnverified: false, oidc, ...believed };
  const deps = pagesDeps(desk, { publicUrl: DESK, signIn: { mailLinks: true, provider }, ...more });
  served = await serveRoutes([deskRoutes(deps)]);
  return browserFor(served.base);
}

type Answered = { readonly status: number; readonly headers: Headers; readonly text: string; readonly url: string };

function browserFor(base: string) {
  const jar = new Map<string, Map<string, string>>();
  /** Asks once; the desk's public address leads to where it is served. */
  async function ask(address: string, init: RequestInit = {}): Promise<Answered> {
    const url = new URL(address, DESK);
    const cookies = jar.get(url.host) ?? new Map<string, string>();
    jar.set(url.host, cookies);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const real = url.origin === DESK ? base + url.pathname + url.search : url.href;
    const answer = await fetch(real, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/u.exec(line)!;
      if (/max-age=0|expires=thu, 01 jan 1970/iu.test(line)) cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    return { status: answer.status, headers: answer.headers, text: await answer.text(), url: url.href };
  }
  /** Follows redirects, and forms that a page sends by itself, until a page stays, or the next one would lead to `until`. */
  async function go(address: string, until?: string): Promise<Answered> {
    let at = new URL(address, DESK).href;
    let init: RequestInit = {};
    for (let n = 0; n < 10; n += 1) {
      const answer = await ask(at, init);
      const location = answer.headers.get('location');
      if (location === null) {
        if (!answer.text.includes('document.forms[0].submit()')) return answer;
        at = /action="([^"]+)"/u.exec(answer.text)![1]!;
        const fields = [...answer.text.matchAll(/name="([^"]+)" value="([^"]*)"/gu)];
        init = { method: 'POST', body: new URLSearchParams(fields.map(([, name, value]) => [name!, value!])) };
        continue;
      }
      at = new URL(location, at).href;
      init = {};
      if (until !== undefined && at.startsWith(until)) return { ...answer, url: at };
    }
    throw new Error('too many redirects');
  }
  return { ask, go, cookies: () => jar.get('desk.example') ?? new Map<string, string>() };
}

describe('signing in at a provider', () => {
  test('leads there and back to the page that was wanted, as the person with that address', async () => {
    const { ask, go, cookies } = await browse();
    const page = await ask('/sign-in?to=%2Fme');
    const [, button] = /href="(\/sign-in\/oidc[^"]*)"[^>]*>Sign in with Contoso</u.exec(page.text)!;
    expect(page.text).toContain('Send me a link');
    const sent = await ask(button!);
    const there = new URL(sent.headers.get('location')!);
    expect(Object.fromEntries(there.searchParams)).toMatchObject({
      client_id: 'postroom',
      redirect_uri: CALLBACK,
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid email profile',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(there.searchParams.get(name)).toMatch(/^.{43,}$/u);
    expect(sent.headers.getSetCookie()[0]).toMatch(
      /^__Host-oidc=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/u,
    );
    const back = await go(button!);
    expect(back.url).toBe(`${DESK}/me`);
    expect(back.text).toContain('Ben Ito');
    expect([...cookies().keys()]).toEqual(['__Host-postroom']);
    expect(await desk.db.one(sql`select count(*)::int as n from oidc_try where goes_to = '/me'`)).toEqual({ n: 1 }); // the first try, never finished
  });

  test('works where the secret stands in the header, and where a page of its own says who it is', async () => {
    const other = await startOidc(CALLBACK, { basic: true });
    other.next = { id: 'c-1', email: 'cy@helpdesk.example', email_verified: 'true' };
    const { go } = await browse({ account: other.account });
    expect((await go('/sign-in/oidc?to=/me')).text).toContain('Cy Park');
    expect(other.seen.some((one) => one.startsWith('GET /me'))).toBe(true); // userinfo
    await other.stop();
  });

  test('gives the roles of people.yaml, whatever the provider says', async () => {
    peer.next = { id: 'b-1', email: 'ben@helpdesk.example', email_verified: true, roles: ['operator'] };
    const { go, ask } = await browse();
    expect((await go('/sign-in/oidc?to=/ledger')).status).toBe(403);
    expect((await ask('/queue')).status).toBe(200);
  });

  test('by another claim, where the settings trust it', async () => {
    peer.next = { id: 'b-1', upn: 'ben@helpdesk.example', email: 'x@elsewhere.example' };
    const { go } = await browse({ claim: 'upn', trustsUnverified: true });
    expect((await go('/sign-in/oidc?to=/me')).text).toContain('Ben Ito');
  });

  test('asks for another account when the first one was nobody’s', async () => {
    peer.next = { id: 'e-1', email: 'eve@elsewhere.example', email_verified: true };
    const { go, ask } = await browse();
    const refused = await go('/sign-in/oidc?to=/me');
    expect(refused.status).toBe(403);
    expect(wordsOf(refused)).toContain(
      'Contoso knows you as eve@elsewhere.example, and nobody of this desk has that address',
    );
    const [, another] = /href="([^"]*other=1)"/u.exec(refused.text)!;
    const sent = await ask(another!.replaceAll('&#38;', '&'));
    expect(new URL(sent.headers.get('location')!).searchParams.get('prompt')).toMatch(/^(?:login|select_account)$/u);
    peer.next = { id: 'b-1', email: 'ben@helpdesk.example', email_verified: true };
    expect((await go(another!.replaceAll('&#38;', '&'))).text).toContain('Ben Ito');
  });
});

describe('nobody gets in', () => {
  afterEach(async () => {
    const { n } = await desk.db.one<{ n: number }>(sql`select count(*)::int as n from session`);
    if (n > 0) throw new Error('somebody got in');
  });

  test.each([
    ['nobody vouches for', { email: 'ben@helpdesk.example', email_verified: false }, 'does not vouch'],
    ['nobody says a word about', { email: 'ben@helpdesk.example' }, 'does not vouch'],
    ['is not told', { email_verified: true }, 'did not say which address'],
    ['is a list', { email: ['ben@helpdesk.example'], email_verified: true }, 'did not say which address'],
    [
      'is like one of ours',
      { email: 'ben@helpdesk.example.evil.example', email_verified: true },
      'nobody of this desk',
    ],
  ])('by an address that %s', async (_what, claims, words) => {
    peer.next = { id: `u-${words}`, ...claims };
    const { go } = await browse();
    const answer = await go('/sign-in/oidc');
    expect(answer.status).toBe(403);
    expect(wordsOf(answer)).toContain(words);
  });

  test('who says no at the provider', async () => {
    peer.next = { refuses: 'access_denied' };
    const { go } = await browse();
    const answer = await go('/sign-in/oidc?to=/board');
    expect([answer.status, wordsOf(answer)]).toEqual([403, expect.stringContaining('Contoso signed nobody in')]);
    expect(answer.text).toContain('href="/sign-in?to=%2Fboard"');
  });

  test.each([
    ['another state', (url: URL) => url.searchParams.set('state', 'x'.repeat(43)), 410],
    ['no state', (url: URL) => url.searchParams.delete('state'), 410],
    ['two states', (url: URL) => url.searchParams.append('state', 'x'), 410],
    ['another code', (url: URL) => url.searchParams.set('code', 'x'.repeat(43)), 400],
    ['no code', (url: URL) => url.searchParams.delete('code'), 400],
    ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example'), 400],
    ['no issuer, which this one always names', (url: URL) => url.searchParams.delete('iss'), 400],
  ])('with %s', async (_what, tamper, status) => {
    const { ask, go, cookies } = await browse();
    const back = new URL((await go('/sign-in/oidc', CALLBACK)).url);
    tamper(back);
    const answer = await ask(back.href);
    expect(answer.status).toBe(status);
    expect([...cookies().keys()]).toEqual([]);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('in another browser than the one that asked', async () => {
    const { go } = await browse();
    const back = await go('/sign-in/oidc', CALLBACK);
    const other = browserFor(served!.base);
    expect((await other.ask(back.url)).status).toBe(410);
    await other.go('/sign-in/oidc', CALLBACK); // with a try of its own under way
    expect((await other.ask(back.url)).status).toBe(410);
  });

  test('with an answer that is for another nonce, or another verifier', async () => {
    for (const spoil of [
      sql`update oidc_try set nonce = 'another'`,
      sql`update oidc_try set verifier = ${'v'.repeat(43)}`,
    ]) {
      const { ask, go } = await browse();
      const back = await go('/sign-in/oidc', CALLBACK);
      await desk.db.run(spoil);
      const answer = await ask(back.url);
      expect(answer.status).toBe(400);
      expect(wordsOf(answer)).toContain('nobody was signed in');
      await served!.close();
    }
  });

  test('after ten minutes', async () => {
    const { ask, go } = await browse();
    const back = await go('/sign-in/oidc', CALLBACK);
    desk.wait(601);
    expect((await ask(back.url)).status).toBe(410);
  });

  test('by a look at the head alone, which uses nothing up', async () => {
    const { ask, go } = await browse();
    const back = await go('/sign-in/oidc', CALLBACK);
    expect((await ask(back.url, { method: 'HEAD' })).status).toBe(404);
    expect(peer.seen.filter((one) => one.startsWith('POST /token'))).toEqual([]);
  });

  test('when the settings name a wrong secret, which nobody is told', async () => {
    const { go } = await browse({ account: { client_secret: 'not the secret' } });
    const answer = await go('/sign-in/oidc');
    expect(answer.status).toBe(502);
    expect(answer.text).not.toContain('secret');
  });

  test('of whom links are asked where none are mailed', async () => {
    const { ask } = await browse({}, { signIn: { mailLinks: false, provider: null } });
    const answer = await ask('/sign-in', {
      method: 'POST',
      body: new URLSearchParams({ address: 'ben@helpdesk.example' }),
    });
    expect(answer.status).toBe(403);
    expect((await ask('/sign-in')).text).not.toContain('name="address"');
  });

  test('who tries too often', async () => {
    const { ask } = await browse();
    let answer: Answered | null = null;
    for (let n = 0; n < 22; n += 1)
      answer = await ask(n % 2 === 0 ? '/sign-in/oidc' : '/sign-in/oidc/callback?state=x');
    expect(answer!.status).toBe(429);
    expect(Number(answer!.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('the log', () => {
  test('says who came by what, and why somebody did not, without a secret', async () => {
    const lines: string[] = [];
    const note = (...told: unknown[]) => void lines.push(JSON.stringify(told));
    const log = { info: note, warn: note, error: note } as unknown as DeskDeps['log'];
    const secrets: string[] = [peer.account.client_secret, 'a wrong secret'];
    const attempt = async (account: Partial<OidcPeer['account']>, tamper: (url: URL) => void) => {
      const { ask, go } = await browse({ account }, { log });
      const back = new URL((await go('/sign-in/oidc', CALLBACK)).url);
      tamper(back);
      const tried = await desk.db.many<{ nonce: string; verifier: string }>(sql`select nonce, verifier from oidc_try`);
      secrets.push(...back.searchParams.values(), ...tried.flatMap(({ nonce, verifier }) => [nonce, verifier]));
      const answer = await ask(back.href);
      await served!.close();
      secrets.push(...answer.headers.getSetCookie().map((line) => /=([^;]*)/u.exec(line)![1]!));
      return answer.status;
    };
    expect(await attempt({}, () => {})).toBe(303);
    expect(await attempt({ client_secret: 'a wrong secret' }, () => {})).toBe(502);
    expect(await attempt({}, (url) => url.searchParams.set('code', 'c'.repeat(43)))).toBe(400);
    const told = lines.join('\n');
    expect(told).toContain('"person":"ben","provider":"Contoso"');
    expect(told).toContain('refuses us (invalid_client): check client_id, client_secret and client_auth');
    expect(told).toContain('does not know the code (invalid_grant)');
    const issuer = peer.account.issuer;
    const leaked = secrets.filter((one) => one !== '' && one !== issuer && told.includes(one));
    expect(leaked).toEqual([]);
  });
});

describe('an answer that was used', () => {
  test('is worth nothing again, neither as it was nor under a new state', async () => {
    const { ask, go } = await browse();
    const back = await go('/sign-in/oidc', CALLBACK);
    const first = await ask(back.url);
    expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
    expect((await ask(back.url)).status).toBe(410);
    const next = new URL((await go('/sign-in/oidc', CALLBACK)).url);
    next.searchParams.set('code', new URL(back.url).searchParams.get('code')!);
    expect((await ask(next.href)).status).toBe(400);
  });
});

describe('a provider that is down', () => {
  test('is told on the page to sign in, links work meanwhile, and it is asked again', async () => {
    await peer.stop();
    const { ask, go } = await browse();
    const page = await ask('/sign-in');
    expect(page.status).toBe(200);
    expect(wordsOf(page)).toContain('Contoso does not answer now. Try again in a minute, or have a link mailed');
    expect(page.text).toContain('Send me a link');
    const tried = await ask('/sign-in/oidc?to=/me');
    expect([tried.status, wordsOf(tried)]).toEqual([503, expect.stringContaining('Contoso does not answer')]);
    await peer.start();
    late += 5_001;
    expect(wordsOf(await ask('/sign-in'))).not.toContain('does not answer');
    expect((await go('/sign-in/oidc?to=/me')).text).toContain('Ben Ito');
    await peer.stop();
    late += 60_001;
    expect(wordsOf(await ask('/sign-in'))).toContain('Contoso does not answer now');
    await peer.start();
  });

  test('in the middle of it is said, and nobody is signed in', async () => {
    const { ask, go } = await browse();
    const back = await go('/sign-in/oidc', CALLBACK);
    await peer.stop();
    expect((await ask(back.url)).status).toBe(503);
    await peer.start();
  });
});
