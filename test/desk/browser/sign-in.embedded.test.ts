import { createServer, type AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deskRoutes } from '../../../src/desk/routes.ts';
import { createHttp } from '../../../src/http/server.ts';
import { createLog } from '../../../src/lib/log.ts';
import { createProvider } from '../../../src/lib/oidc/provider.ts';
import { openDesk, type Desk } from '../../acts/desk.ts';
import { describeBrowser, openBrowsers, type Windows } from '../../peers/chromium.ts';
import { openTestDatabase, type TestDatabase } from '../../peers/database.ts';
import { startOidc, type OidcPeer } from '../../peers/oidc.ts';
import { pagesDeps } from '../pages.ts';
import { overhangOf, violationsOn } from './open.ts';

/* Signing in at a provider that a browser takes for another site: what its rules for cookies and forms let through. */

const LONG = 120_000; // ms, a browser on a busy machine

describeBrowser('signing in at a provider, in a browser', () => {
  let database: TestDatabase;
  let desk: Desk;
  let peer: OidcPeer;
  let windows: Windows;
  let base: string;
  const stop = new AbortController();
  let running: Promise<void>;
  const faults: string[] = [];

  beforeAll(async () => {
    database = await openTestDatabase();
    desk = await openDesk(database.store.db);
    const port = await freePort();
    base = `http://127.0.0.1:${port}`;
    peer = await startOidc(`${base}/sign-in/oidc/callback`, { host: 'localhost' });
    const log = createLog('silent');
    const oidc = createProvider(peer.account, { log, now: () => desk.now() });
    const provider = { label: 'Contoso', claim: 'email', trustsUnverified: false, oidc };
    const deps = pagesDeps(desk, { publicUrl: base, signIn: { mailLinks: true, provider } });
    running = createHttp({ settings: { host: '127.0.0.1', port }, routes: [deskRoutes(deps)], log }).run(stop.signal);
    windows = openBrowsers();
  }, LONG);
  afterAll(async () => {
    await windows?.close();
    stop.abort();
    await running;
    await peer?.stop();
    await database?.drop();
  });

  async function fresh(options?: Parameters<Windows['fresh']>[0]): Promise<Page> {
    const page = await (await windows.fresh(options)).newPage();
    page.on('console', (line) => void (line.type() === 'error' && faults.push(line.text())));
    page.on('pageerror', (error) => faults.push(error.message));
    return page;
  }
  /** Nothing on it that somebody cannot read or reach. */
  async function isSound(page: Page): Promise<void> {
    expect(await violationsOn(page)).toEqual([]);
    expect(await overhangOf(page)).toBe(0);
  }

  test(
    'leads there and back with the cookie, to the page that was wanted',
    async () => {
      peer.next = { id: 'b-1', email: 'ben@helpdesk.example', email_verified: true };
      const page = await fresh();
      await page.goto(`${base}/queue`);
      await isSound(page);
      await page.getByRole('link', { name: 'Sign in with Contoso' }).click();
      await page.waitForURL(`${base}/queue`);
      expect(await page.locator('summary', { hasText: 'Ben Ito' }).count()).toBe(1);
      await page.goto(`${base}/me`);
      await isSound(page);
      await page.getByRole('button', { name: 'Sign out here' }).click();
      await page.waitForURL(`${base}/sign-in`);
      await page.goto(`${base}/queue`);
      expect(page.url()).toBe(`${base}/sign-in?to=%2Fqueue`);
      expect(faults).toEqual([]);
    },
    LONG,
  );

  test(
    'tells who is nobody here, and offers another account; on a telephone, in the dark, without script',
    async () => {
      peer.next = {
        id: 'e-1',
        email: 'eve.with.a.long.name.that.nobody.wants.to.type@elsewhere.example',
        email_verified: true,
      };
      for (const options of [{ viewport: { width: 360, height: 740 } }, { colorScheme: 'dark' } as const]) {
        const page = await fresh(options);
        await page.goto(`${base}/sign-in`);
        await isSound(page);
        await page.getByRole('link', { name: 'Sign in with Contoso' }).click();
        await page.getByRole('heading', { name: 'Nobody of this desk' }).waitFor();
        await isSound(page);
      }
      const plain = await fresh({ javaScriptEnabled: false });
      await plain.goto(`${base}/sign-in?to=%2Fme`);
      await plain.getByRole('link', { name: 'Sign in with Contoso' }).click();
      await plain.getByRole('link', { name: 'Use another account' }).waitFor();
      expect(faults.filter((fault) => !fault.includes('403'))).toEqual([]); // the refusal itself
      faults.length = 0;
    },
    LONG,
  );

  test(
    'says on the page that the provider is down',
    async () => {
      await peer.stop();
      desk.wait(120);
      const page = await fresh({ viewport: { width: 360, height: 740 } });
      await page.goto(`${base}/sign-in`);
      await page.getByText('Contoso does not answer now.').waitFor();
      await isSound(page);
      await peer.start();
      expect(faults).toEqual([]);
    },
    LONG,
  );
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
