import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { describePeer } from './require.ts';

/* Debian's Chromium, driven by playwright-core: what a person has before them. */

const PATH = process.env['POSTROOM_CHROMIUM'] ?? '/usr/bin/chromium';
export const INSTALL_CHROMIUM = 'apt-get install chromium';

/** `describe` for tests in a real browser. */
export function describeBrowser(title: string, tests: () => void): void {
  describePeer('chromium', existsSync(PATH), INSTALL_CHROMIUM, title, tests);
}

export type Windows = {
  /** a browser of its own, with cookies of its own */
  fresh(options?: Parameters<typeof chromium.launchPersistentContext>[1]): Promise<BrowserContext>;
  close(): Promise<void>;
};

/** Starts browsers with empty profiles; everything that they do by themselves in the background is off. */
export function openBrowsers(): Windows {
  const open: { readonly context: BrowserContext; readonly profile: string }[] = [];
  return {
    async fresh(options = {}) {
      const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
      const context = await chromium.launchPersistentContext(profile, {
        executablePath: PATH,
        headless: true,
        viewport: { width: 1280, height: 900 },
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
        ],
        ...options,
      });
      open.push({ context, profile });
      return context;
    },
    async close() {
      for (const { context, profile } of open.splice(0)) {
        await context.close();
        rmSync(profile, { recursive: true, force: true });
      }
    },
  };
}
