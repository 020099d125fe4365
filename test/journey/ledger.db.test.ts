import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fieldOf, hashOf, newToken } from '../../src/desk/guard.ts';
import { MINUTE } from '../../src/domain/time.ts';
import { openHouse, serve, type House } from '../../src/serve.ts';
import { loadSettings } from '../../src/settings.ts';
import { beginSession } from '../../src/store/desk/sessions.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { wordsOf } from '../desk/pages.ts';
import { ny } from '../domain/promise/office.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

/*
 * What was ignored can be made a ticket by hand, through a whole house: mails come in by SMTP, an operator finds one in the
 * ledger that the rules ignored, wants a ticket of it hours later, and its promises count from when it came in.
 */

let database: TestDatabase;
let house: House;
let base: string;
let stopped: Promise<void>;
const stop = new AbortController();
const MORNING = ny('2026-11-23 09:00');
let clock = MORNING;

const PATIENCE = { timeout: 60_000, interval: 50 }; // ms

beforeAll(async () => {
  database = await openTestDatabase(8);
  await database.store.close(); // the house opens it itself
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  const config = join(database.dataDir, 'config');
  mkdirSync(config, { recursive: true });
  writeFileSync(
    join(config, 'people.yaml'),
    `
people:
  - { id: ben, name: Ben Ito, address: ben@desk.example, roles: [rep] }
  - { id: ona, name: Ona Petrov, address: ona@desk.example, roles: [operator] }
`,
  );
  writeFileSync(
    join(config, 'postroom.yaml'),
    `
data_dir: .
log_level: error
public_url: ${base}
mailboxes: [{ id: support, address: support@helpdesk.example }]
listen: { smtp: { enabled: true, port: 0 }, http: { port: ${port} } }
work: { poll_ms: 50 }
send: { outlet: file }
watch: { every_seconds: 1 }
digest: { enabled: false }
`,
  );
  const env: Record<string, string> = database.url === null ? {} : { POSTROOM_DATABASE_URL: database.url };
  const loaded = await loadSettings({ file: join(config, 'postroom.yaml'), env, now: clock });
  house = await openHouse(loaded, { now: () => clock });
  stopped = serve(house, stop.signal);
}, 120_000); // ms, on a busy machine

afterAll(async () => {
  stop.abort();
  await stopped;
  await database.drop();
});

test(
  'an ignored item becomes a ticket when an operator wants one, as if it had been one from the start',
  { timeout: 180_000 },
  async () => {
    const ana = { from: 'Ana Ruiz <ana@contoso.example>', to: 'support@helpdesk.example' };
    await handIn([
      {
        ...ana,
        subject: 'Cannot post invoices',
        text: 'We cannot post any invoices in production.',
        messageId: '<first@contoso.example>',
      },
      { ...ana, subject: 'Re: Cannot post invoices', text: 'And no payments.', inReplyTo: '<first@contoso.example>' },
      {
        ...ana,
        from: 'scanner@globex.example',
        subject: 'Automatic reply: licence server is down',
        text: 'Nobody can work.',
        headers: { 'Auto-Submitted': 'auto-replied' },
      },
    ]);
    await expect
      .poll(async () => wordsOf(await ona('/ledger')), PATIENCE)
      .toContain('3 came in ever = 1 ticket + 1 joined + 1 ignored + 0 held ✓ agrees');

    const list = await ona('/ledger?state=ignored');
    const words = wordsOf(list);
    expect(words).toContain('scanner@globex.example Automatic reply: licence server is down');
    expect(words).toMatch(/○ Ignored .*it belongs to no ticket of ours/u);
    const item = /href="(\/ledger\/\d+)"/u.exec(list.text)![1]!;

    clock = MORNING + 45 * MINUTE;
    expect((await ona(`${item}/ticket`, 'POST')).status).toBe(303);
    await expect
      .poll(async () => wordsOf(await ona('/ledger')), PATIENCE)
      .toContain('3 came in ever = 2 tickets + 1 joined + 0 ignored + 0 held ✓ agrees');

    const page = await ona(item);
    const reference = /href="\/tickets\/([^"]+)"/u.exec(page.text)![1]!;
    expect(wordsOf(page)).toContain(`✓ Ticket #${reference} Ona Petrov wanted a ticket of it`);
    expect(wordsOf(page)).toMatch(
      /09:00 EST ignored: .*09:45 EST Ona Petrov wanted a ticket of it: .*09:45 EST opened a ticket: Ona Petrov wanted a ticket of it/u,
    );
    expect(wordsOf(await ona(`/tickets/${reference}`))).toContain('licence server is down');
    expect(wordsOf(await ona('/ledger?state=ticket'))).toContain(`#${reference} Ona Petrov wanted a ticket of it`);

    const { db } = house.store;
    const clocks = await db.many<{ at: number; started: number }>(sql`
    select t.accepted_at as at, c.started_at as started from ticket t join clock c on c.ticket_id = t.id where t.reference = ${reference} and c.metric = 'call_back'`);
    expect(clocks).toEqual([{ at: MORNING, started: MORNING }]);
    expect(await db.one(sql`select bucket, assignee from ticket where reference = ${reference}`)).toEqual({
      bucket: 'desk',
      assignee: 'ben',
    });
    // a machine's mail is no more answered for that, and the refusal is told with its rule
    expect(wordsOf(await ona('/outbox?state=refused'))).toMatch(
      new RegExp(`acknowledgement not sent: rule kind .*#${reference}`, 'u'),
    );

    expect((await ona(`${item}/ticket`, 'POST')).status).toBe(422);
    expect(await db.one(sql`select count(*)::int as n from ticket`)).toEqual({ n: 2 });
  },
);

async function handIn(mails: readonly SendMailOptions[]): Promise<void> {
  const port = () => house.sources.find(({ name }) => name.startsWith('smtp'))?.port?.() ?? 0;
  await expect.poll(port, PATIENCE).toBeGreaterThan(0);
  const transport = createTransport({ host: '127.0.0.1', port: port(), ignoreTLS: true });
  for (const mail of mails) await transport.sendMail(mail);
  transport.close();
}

let session: string | null = null;

/** What Ona Petrov is shown, or what comes of a button that she presses. */
async function ona(
  path: string,
  method: 'GET' | 'POST' = 'GET',
): Promise<{ readonly status: number; readonly text: string }> {
  if (session === null) {
    const token = newToken();
    await transaction(house.store.db, (tx) => beginSession(tx, hashOf(token), 'ona', clock));
    session = token;
  }
  const answer = await fetch(base + path, {
    method,
    redirect: 'manual',
    headers: { cookie: `postroom=${session}` },
    ...(method === 'POST' ? { body: new URLSearchParams({ form: fieldOf(session) }) } : {}),
  });
  return { status: answer.status, text: await answer.text() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
