import { generateKeyPairSync, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Fault } from '../../../src/lib/fault.ts';
import type { OAuthAccount } from '../../../src/lib/oauth/account.ts';
import { keyOf } from '../../../src/lib/oauth/assertion.ts';
import { endpointProblem } from '../../../src/lib/oauth/endpoint.ts';
import { askForToken } from '../../../src/lib/oauth/grant.ts';
import { createTokens, type TokenProvider } from '../../../src/lib/oauth/tokens.ts';
import { withToken } from '../../../src/lib/oauth/with-token.ts';
import { accountAt, granted, nothingSecretIn, startTokenServer, type TokenServer } from '../../peers/token-server.ts';

const MINUTE = 60_000; // ms
const forever = new AbortController().signal;

let server: TokenServer;
let said: string[];
let now: number;
beforeEach(async () => {
  server = await startTokenServer();
  said = [];
  now = 1_800_000_000_000;
  return () => server.close();
});

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

function provider(change: Partial<OAuthAccount> = {}): TokenProvider {
  const log = pino({ level: 'trace' }, { write: (line: string) => void said.push(line) });
  return createTokens(accountAt(server.url, change), { where: 'imap.oauth of mailbox support', log, now: () => now });
}

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Fault);
  expect(inspect(error, { depth: 9 })).not.toMatch(/hush|PRIVATE KEY/u);
  return error as Fault;
}

afterEach(() => nothingSecretIn(said.join('\n')));

describe('what is asked', () => {
  test('client_credentials', async () => {
    expect(await provider().token()).toBe('token-1');
    expect(server.forms).toEqual([
      {
        grant_type: 'client_credentials',
        client_id: 'postroom',
        client_secret: 'hush-client',
        scope: 'mail/.default',
      },
    ]);
  });

  test('refresh_token, of an application without a secret', async () => {
    await provider({ grant: 'refresh_token', client_secret: null, scope: null, refresh_token: 'hush-refresh' }).token();
    expect(server.forms).toEqual([
      { grant_type: 'refresh_token', client_id: 'postroom', refresh_token: 'hush-refresh' },
    ]);
  });

  test.each([
    ['a PEM text', privateKey],
    ['a PEM text on one line', privateKey.replaceAll('\n', '\\n')],
    ['the file that Google hands out', JSON.stringify({ type: 'service_account', private_key: privateKey })],
  ])('service_account, with the key in %s', async (_name, key) => {
    await provider({
      grant: 'service_account',
      client_secret: null,
      subject: 'desk@example.com',
      private_key: key,
    }).token();
    const { grant_type: type, assertion = '', ...others } = server.forms[0]!;
    expect([type, others]).toEqual(['urn:ietf:params:oauth:grant-type:jwt-bearer', {}]);
    const [head = '', body = '', signature = ''] = assertion.split('.');
    const json = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(json(head)).toEqual({ alg: 'RS256', typ: 'JWT' });
    expect(json(body)).toEqual({
      iss: 'postroom',
      sub: 'desk@example.com',
      aud: server.url,
      scope: 'mail/.default',
      iat: 1_799_999_970,
      exp: 1_800_000_270,
    });
    expect(verify('RSA-SHA256', Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(
      true,
    );
  });

  test('a key that is none is told without showing it', async () => {
    expect([keyOf('hush'), keyOf('{"private_key": 1}'), keyOf('{')]).toEqual([null, null, null]);
    const ask = provider({ grant: 'service_account', private_key: 'hush' }).token();
    expect(await faultOf(ask)).toMatchObject({
      permanent: true,
      message: expect.stringContaining('no RSA private key'),
    });
  });

  test.each([
    ['https://login.example/token', null],
    ['http://127.0.0.1:8/t', null],
    ['http://localhost/t', null],
    ['http://[::1]:8/t', null],
    ['http://login.example/token', 'https'],
    ['http://127.0.0.1.login.example/t', 'https'],
    ['ftp://login.example/', 'https'],
    ['https://u:p@login.example/', 'password'],
    ['https://login.example/#a', 'fragment'],
    ['login.example', 'no address'],
  ])('secrets go to %s: %s', async (url, problem) => {
    if (problem === null) return expect(endpointProblem(url)).toBeNull();
    expect(endpointProblem(url)).toContain(problem);
    await expect(askForToken(accountAt(url), null, 'x', now, forever)).rejects.toThrow('token_url in x cannot be used');
  });
});

describe('the life of a token', () => {
  test('it is used for 80 % of its life, however many ask, and the server is asked once at a time', async () => {
    const tokens = provider();
    server.delay = 50;
    expect(await Promise.all([tokens.token(), tokens.token(), tokens.token()])).toEqual(Array(3).fill('token-1'));
    now += 47 * MINUTE;
    expect(await tokens.token()).toBe('token-1');
    now += 2 * MINUTE;
    expect(await Promise.all([tokens.token(), tokens.token()])).toEqual(Array(2).fill('token-2'));
    expect(server.forms).toHaveLength(2);
  });

  test('a life told as text counts, and one that is not told is short', async () => {
    server.answers.push(
      { body: granted('a', { expires_in: '600' }) },
      { body: granted('b', { expires_in: undefined }) },
    );
    const tokens = provider();
    await tokens.token();
    now += 7 * MINUTE;
    expect(await tokens.token()).toBe('a');
    now += 2 * MINUTE;
    expect(await tokens.token()).toBe('b');
    now += 5 * MINUTE;
    expect(await tokens.token()).toBe('token-3');
  });

  test('while the server is out of order the old one serves as long as it lives, and the server is not pressed', async () => {
    const tokens = provider();
    await tokens.token();
    now += 50 * MINUTE;
    server.answers.push({ status: 503, body: 'hush' }, { status: 503, body: '' });
    expect([await tokens.token(), await tokens.token()]).toEqual(['token-1', 'token-1']);
    expect(server.forms).toHaveLength(2);
    now += 15 * MINUTE;
    expect(await faultOf(tokens.token())).toMatchObject({
      permanent: false,
      message: expect.stringContaining('(503)'),
    });
    expect(await tokens.token()).toBe('token-4');
  });

  test('a new refresh token is used from then on, and the operator is told once, without it', async () => {
    server.answers.push(
      { body: granted('a', { refresh_token: 'hush-2' }) },
      { body: granted('b', { refresh_token: 'hush-3' }) },
    );
    const tokens = provider({ grant: 'refresh_token', refresh_token: 'hush-1' });
    for (let n = 0; n < 3; n += 1, now += 60 * MINUTE) await tokens.token();
    expect(server.forms.map((form) => form['refresh_token'])).toEqual(['hush-1', 'hush-2', 'hush-3']);
    expect(said.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      expect.stringMatching(/new refresh token.*store a new one/u),
    ]);
  });
});

describe('a refused token', () => {
  const refusal = new Error('refused');
  const sign = (tokens: TokenProvider, good: string, shown: string[]): Promise<string> =>
    withToken(
      tokens,
      forever,
      async (token) => {
        shown.push(token);
        if (token !== good) throw refusal;
        return 'in';
      },
      (error) => error === refusal,
    );

  test('is renewed once for all who show it', async () => {
    const tokens = provider();
    const shown: string[] = [];
    expect(await Promise.all([sign(tokens, 'token-2', shown), sign(tokens, 'token-2', shown)])).toEqual(['in', 'in']);
    expect(shown).toEqual(['token-1', 'token-1', 'token-2', 'token-2']);
    expect(server.forms).toHaveLength(2);
  });

  test('and refused again: no login for a minute, then one at a time, until one holds', async () => {
    const tokens = provider();
    const shown: string[] = [];
    await expect(sign(tokens, 'token-4', shown)).rejects.toBe(refusal);
    expect(shown).toEqual(['token-1', 'token-2']);
    expect(await faultOf(sign(tokens, 'token-4', shown))).toMatchObject({ permanent: true });
    now += 5 * MINUTE;
    await expect(sign(tokens, 'token-4', shown)).rejects.toBe(refusal);
    expect(shown).toEqual(['token-1', 'token-2', 'token-3']);
    now += 5 * MINUTE;
    expect(await sign(tokens, 'token-4', shown)).toBe('in');
    // One that lived as it should is renewed again when it is refused.
    now += 50 * MINUTE;
    expect(await sign(tokens, 'token-6', shown)).toBe('in');
    expect(shown.slice(-2)).toEqual(['token-5', 'token-6']);
  });

  test('leaves other failures alone', async () => {
    const tokens = provider();
    await expect(
      withToken(
        tokens,
        forever,
        () => Promise.reject(new Error('cut')),
        () => false,
      ),
    ).rejects.toThrow('cut');
    expect(server.forms).toHaveLength(1);
  });

  test('nobody waits for a token past the stop, and a request that nobody waits for is broken off', async () => {
    server.answers.push('silent');
    const stop = new AbortController();
    const tokens = provider();
    const waiting = withToken(
      tokens,
      stop.signal,
      async () => 'in',
      () => false,
    );
    await vi.waitFor(() => expect(server.forms).toHaveLength(1));
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    expect(await tokens.token()).toBe('token-2');
  });

  test('but goes on while somebody else waits', async () => {
    server.delay = 200;
    const tokens = provider();
    const others = tokens.token();
    await expect(tokens.token(AbortSignal.timeout(50))).rejects.toThrow('timeout');
    expect([await others, server.forms.length]).toEqual(['token-1', 1]);
  });
});

describe('no token', () => {
  const google = { grant: 'refresh_token', refresh_token: 'hush-refresh' } as const;
  const robot = { grant: 'service_account', subject: 'desk@example.com', private_key: privateKey } as const;
  test.each<[error: string, status: number, change: Partial<OAuthAccount>, isPermanent: boolean, what: RegExp]>([
    [
      'invalid_client',
      401,
      {},
      true,
      /\(invalid_client\): check client_id and client_secret in imap\.oauth of mailbox support/u,
    ],
    ['invalid_client', 401, robot, true, /private_key/u],
    ['invalid_grant', 400, google, true, /sign in anew .*"Testing", after 7 days/u],
    ['invalid_grant', 400, robot, true, /subject .* clock/u],
    ['unauthorized_client', 401, robot, true, /domain-wide delegation/u],
    ['unauthorized_client', 400, {}, true, /tenant in token_url/u],
    ['invalid_scope', 400, {}, true, /outlook\.office365\.com\/\.default/u],
    ['unsupported_grant_type', 400, {}, true, /grant and token_url/u],
    ['', 404, {}, true, /\(status 404\): check token_url/u],
    ['', 302, {}, true, /\(status 302\): check token_url/u],
    ['temporarily_unavailable', 400, {}, false, /asked again by itself/u],
    ['', 429, {}, false, /\(429\)/u],
    ['', 500, {}, false, /\(500\)/u],
  ])('%s, status %i', async (error, status, change, isPermanent, what) => {
    const description = `AADSTS1: hush-client is no good, nor ${change.refresh_token ?? 'you'}.\r\nTrace ID: 1`;
    server.answers.push({
      status,
      body: error === '' ? '<html>hush-client</html>' : { error, error_description: description },
    });
    const fault = await faultOf(provider(change).token());
    expect([fault.permanent, fault.message]).toEqual([isPermanent, expect.stringMatching(what)]);
    expect(fault.message).not.toContain('Trace');
    if (error !== '') expect(fault.message).toContain('It said: AADSTS1:');
    expect(server.forms).toHaveLength(1); // no redirection was followed
  });

  test.each([
    ['a page', '<html>welcome</html>'],
    ['an empty object', {}],
    ['null', null],
    ['a token that could break out of a login', granted('a\u0001b')],
    ['a token of another kind', granted('hush', { token_type: 'mac' })],
    ['too much', 'x'.repeat(300_000)],
  ])('but %s', async (_name, body) => {
    server.answers.push({ body });
    await faultOf(provider().token());
  });

  test('the server is silent, or not there', async () => {
    server.answers.push('silent');
    const late = await faultOf(askForToken(accountAt(server.url), null, 'imap.oauth', now, forever, 100));
    expect([late.permanent, late.message]).toEqual([false, expect.stringMatching(/no answer within/u)]);
    const gone = await faultOf(askForToken(accountAt('http://127.0.0.1:1/'), null, 'imap.oauth', now, forever));
    expect([gone.permanent, gone.message]).toEqual([false, expect.stringMatching(/ECONNREFUSED|bad port/u)]);
  });
});
