import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createLog } from '../../../src/lib/log.ts';
import type { OidcAccount } from '../../../src/lib/oidc/account.ts';
import { createProvider } from '../../../src/lib/oidc/provider.ts';

/* What is made of servers that are no provider, or another one. A real one stands in test/desk/oidc.db.test.ts. */

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function serve(answer: RequestListener): Promise<OidcAccount> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { issuer, client_id: 'postroom', client_secret: 'x', client_auth: 'post' };
}
const log = createLog('silent');
const json =
  (body: unknown): RequestListener =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('looking a provider up', () => {
  test.each<[string, RequestListener, string]>([
    ['a page', (_, response) => void response.writeHead(200).end('<h1>hello</h1>'), 'does not answer as a provider'],
    ['404', (_, response) => void response.writeHead(404).end(), 'does not answer as a provider'],
    [
      'a redirect',
      (_, response) => void response.writeHead(302, { location: '/x' }).end(),
      'does not answer as a provider',
    ],
    [
      'nonsense',
      (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{'),
      'does not answer as a provider',
    ],
    ['another issuer', json({ issuer: 'https://other.example' }), 'calls itself otherwise than issuer says'],
    ['a hang-up', (request) => void request.socket.destroy(), 'cannot be reached'],
  ])('%s', async (_what, answer, words) => {
    const provider = createProvider(await serve(answer), { log });
    expect(await provider.trouble(5_000)).toContain(words);
    await expect(provider.begin('https://desk.example/x', { choose: false })).rejects.toThrow(words);
  });

  test('one that is silent holds up no page', async () => {
    const provider = createProvider(await serve(() => {}), { log });
    const began = performance.now();
    expect(await provider.trouble(50)).toBeNull();
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test('is done once, however many ask, and not again for five seconds after it failed', async () => {
    let asked = 0;
    let now = 0;
    const account = await serve((_, response) => {
      asked += 1;
      response.writeHead(500).end();
    });
    const provider = createProvider(account, { log, now: () => now });
    await Promise.all(Array.from({ length: 20 }, () => provider.trouble(5_000)));
    await provider.trouble(5_000);
    expect(asked).toBe(1);
    now += 5_000;
    await provider.trouble(5_000);
    expect(asked).toBe(2);
  });

  test('only one on this machine may do without https', async () => {
    const account = {
      issuer: 'http://login.example',
      client_id: 'x',
      client_secret: 'x',
      client_auth: 'post',
    } as const;
    expect(await createProvider(account, { log }).trouble(5_000)).toContain('without https');
  });
});
