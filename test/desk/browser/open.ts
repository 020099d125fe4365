import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { source as axe } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { signInLink } from '../../../src/commands/sign-in.ts';
import { openHouse, serve, type House } from '../../../src/serve.ts';
import { loadSettings } from '../../../src/settings.ts';
import { sql } from '../../../src/store/sql.ts';
import { openTestDatabase } from '../../peers/database.ts';
import { openBrowsers, type Windows } from '../../peers/chromium.ts';

/*
 * A whole house with its desk, and people before real browsers. The clock is set by hand. What goes out lies as files in `sent`.
 * Every page is watched: an error in its script, something the policy stops, or a request to elsewhere fails the test.
 */

const PEOPLE = `
people:
  - { id: ben, name: Ben Ito, address: ben@desk.example, roles: [rep] }
  - { id: cy, name: Cy Park, address: cy@desk.example, roles: [rep] }
  - { id: mo, name: M. Ortiz, address: mo@desk.example, roles: [manager] }
  - { id: ona, name: Ona Petrov, address: ona@desk.example, roles: [operator] }
ladder:
  - { title: Manager of Customer Services, people: [mo] }
`;

export type DeskHouse = {
  readonly base: string;
  readonly house: House;
  readonly windows: Windows;
  /** what went wrong on pages; emptied by `clean` */
  readonly faults: string[];
  /** Monday 23 November 2026 by New York's clock, `10:05` */
  at(time: string): void;
  /** keeps a raw mail as if SMTP had brought it, and works the queues */
  mail(raw: string | Buffer): Promise<void>;
  /** a file for the drop folder of the fax line, with its words, worked until it is a ticket */
  fax(document: Buffer, words: Readonly<Record<string, unknown>>): Promise<void>;
  /** somebody who is signed in, in a browser of their own */
  as(person: string, options?: Parameters<Windows['fresh']>[0]): Promise<Page>;
  page(context: BrowserContext): Promise<Page>;
  sent(): readonly string[];
  close(): Promise<void>;
};

/** Opens it. */
export async function openDeskHouse({ undoSeconds = 0 }: { readonly undoSeconds?: number } = {}): Promise<DeskHouse> {
  const database = await openTestDatabase();
  const config = join(database.dataDir, 'config');
  const folders = Object.fromEntries(['mails', 'faxes', 'sent'].map((name) => [name, join(database.dataDir, name)]));
  for (const path of [config, ...Object.values(folders)]) mkdirSync(path, { recursive: true });
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  writeFileSync(join(config, 'people.yaml'), PEOPLE);
  writeFileSync(
    join(config, 'postroom.yaml'),
    `
data_dir: ${JSON.stringify(database.dataDir)}
log_level: silent
public_url: ${base}
mailboxes: [{ id: support, address: support@helpdesk.example, name: Support, folder: { path: ${JSON.stringify(folders['mails'])} } }]
listen: { http: { enabled: true, port: ${port} } }
work: { poll_ms: 50 }
send: { outlet: file, file: { path: ${JSON.stringify(folders['sent'])} }, poll_ms: 50, undo_seconds: ${undoSeconds} }
fax: { folders: [{ id: line, path: ${JSON.stringify(folders['faxes'])}, mailbox: support, poll_seconds: 1 }] }
watch: { gather_above: 50, burst_per_minute: 60 }
`,
  );
  let offset = nyMonday('09:00') - Date.now();
  const url: Record<string, string> = database.url === null ? {} : { POSTROOM_DATABASE_URL: database.url };
  const house = await openHouse(await loadSettings({ file: join(config, 'postroom.yaml'), env: url }), {
    now: () => Date.now() + offset,
  });
  const stop = new AbortController();
  const running = serve(house, stop.signal);
  running.catch(() => {}); // met in close
  await until(async () => (await fetch(`${base}/sign-in`).catch(() => null))?.status === 200);
  const windows = openBrowsers();
  const faults: string[] = [];
  let n = 0;

  const page = async (context: BrowserContext): Promise<Page> => {
    const opened = await context.newPage();
    opened.on('console', (line) => void (line.type() === 'error' && faults.push(`console: ${line.text()}`)));
    opened.on('pageerror', (error) => faults.push(`script: ${error.message}`));
    opened.on(
      'request',
      (request) =>
        void (
          /^(?:data|blob|about):/u.test(request.url()) ||
          request.url().startsWith(base) ||
          faults.push(`request to ${request.url()}`)
        ),
    );
    return opened;
  };
  const settled = (): Promise<void> => until(async () => (await house.store.db.one<{ n: number }>(OPEN_WORK)).n === 0);

  return {
    base,
    house,
    windows,
    faults,
    page,
    at: (time) => void (offset = nyMonday(time) - Date.now()),
    async mail(raw) {
      n += 1;
      const bytes = Buffer.from(raw);
      await house.deliver([
        {
          mailbox: 'support',
          via: 'smtp',
          raw: bytes,
          fullSize: bytes.length,
          acceptedAt: house.now(),
          envelope: null,
          location: null,
          quiet: null,
          skip: null,
        },
      ]);
      await settled();
    },
    async fax(document, words) {
      n += 1;
      const path = join(folders['faxes']!, `fax${n}`);
      writeFileSync(`${path}.tif`, document);
      writeFileSync(`${path}.json`, JSON.stringify({ id: String(n), ...words }));
      const before = (await house.store.db.one<{ n: number }>(FAX_TICKETS)).n;
      await until(async () => (await house.store.db.one<{ n: number }>(FAX_TICKETS)).n > before);
    },
    async as(person, options) {
      const opened = await page(await windows.fresh(options));
      await opened.goto(await signInLink(house.store.db, house.loaded, person, house.now()));
      await opened.click('main button');
      await opened.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
      return opened;
    },
    sent: () => readdirSync(folders['sent']!).map((name) => readFileSync(join(folders['sent']!, name), 'utf8')),
    async close() {
      await windows.close();
      stop.abort();
      await running;
      await database.drop();
    },
  };
}

/** Violations of WCAG 2.1 A and AA on a page as it stands, by axe-core, one sentence each. */
export async function violationsOn(page: Page): Promise<readonly string[]> {
  // its text goes in by the debugger, past the policy of the page
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { readonly axe: Pick<typeof import('axe-core'), 'run'> };
    const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
    );
  });
}

/** How much wider than its window a page is, pixels. */
export function overhangOf(page: Page): Promise<number> {
  return page.evaluate('document.scrollingElement.scrollWidth - document.documentElement.clientWidth');
}

/** Items that are not settled, and messages that wait to go out now. */
const OPEN_WORK = sql`
  select (select count(*) from inbound where state = 'stored')::int + (select count(*) from outbox where state in ('pending', 'sending'))::int as n`;
const FAX_TICKETS = sql`select count(*)::int as n from ticket where channel = 'fax'`;

function nyMonday(time: string): number {
  return Temporal.PlainDateTime.from(`2026-11-23T${time}`).toZonedDateTime('America/New_York').epochMilliseconds;
}

/** Waits for what must come, up to 90 s: a fax is read in between. */
async function until(is: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 90_000; !(await is()); await new Promise((resolve) => setTimeout(resolve, 50)))
    if (Date.now() > end) throw new Error(`what was waited for did not come: ${is.toString()}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
