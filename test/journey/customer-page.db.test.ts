import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE } from '../../src/domain/time.ts';
import { openHouse, serve, type House } from '../../src/serve.ts';
import { loadSettings } from '../../src/settings.ts';
import { sql } from '../../src/store/sql.ts';
import { wordsOf } from '../desk/pages.ts';
import { ny } from '../domain/promise/office.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

/*
 * A customer whose address our mail server proved gets the page of their request with the acknowledgement, adds something
 * there, and asks for it to be sooner; a stranger gets no page.
 */

let database: TestDatabase;
let house: House;
let base: string;
let sent: string;
let stopped: Promise<void>;
const stop = new AbortController();
let clock = ny('2026-11-23 09:00');
const TOKEN = randomBytes(24).toString('hex');
const PATIENCE = { timeout: 60_000, interval: 50 }; // ms

beforeAll(async () => {
  database = await openTestDatabase(8);
  await database.store.close(); // the house opens it itself
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  sent = join(database.dataDir, 'sent');
  const config = join(database.dataDir, 'config');
  mkdirSync(config, { recursive: true });
  writeFileSync(
    join(config, 'people.yaml'),
    `
people:
  - { id: ben, name: Ben Ito, address: ben@desk.example, roles: [rep] }
  - { id: mo, name: M. Ortiz, address: mo@desk.example, roles: [manager] }
ladder:
  - { title: Manager of Customer Services, people: [mo] }
`,
  );
  writeFileSync(
    join(config, 'postroom.yaml'),
    `
data_dir: ${JSON.stringify(database.dataDir)}
log_level: error
public_url: ${base}
mailboxes: [{ id: support, address: support@helpdesk.example, authentication: { mode: authserv-id, authserv_id: mx.helpdesk.example } }]
listen: { http: { port: ${port} } }
work: { poll_ms: 50 }
send: { outlet: file, file: { path: ${JSON.stringify(sent)} }, poll_ms: 50, undo_seconds: 0 }
digest: { enabled: false }
api: { tokens: [{ name: test, person: ben, token: !env TOKEN }] }
`,
  );
  const env: Record<string, string> = {
    TOKEN,
    ...(database.url === null ? {} : { POSTROOM_DATABASE_URL: database.url }),
  };
  house = await openHouse(await loadSettings({ file: join(config, 'postroom.yaml'), env, now: clock }), {
    now: () => clock,
  });
  stopped = serve(house, stop.signal);
}, 120_000); // ms, on a busy machine
afterAll(async () => {
  stop.abort();
  await stopped;
  await database.drop();
});

async function mail(from: string, subject: string, proved: boolean): Promise<void> {
  const raw = Buffer.from(
    `${proved ? `Authentication-Results: mx.helpdesk.example; dmarc=pass header.from=${from.split('@')[1]!}\r\n` : ''}Received: from mail.example by mx.helpdesk.example; Mon, 23 Nov 2026 09:00:00 -0500\r\nFrom: Ana Ruiz <${from}>\r\nTo: support@helpdesk.example\r\nSubject: ${subject}\r\nMessage-ID: <${from}>\r\n\r\nWe cannot post invoices.\r\n`,
  );
  const nothing = { envelope: null, location: null, quiet: null, skip: null };
  await house.deliver([{ mailbox: 'support', via: 'smtp', raw, fullSize: raw.length, acceptedAt: clock, ...nothing }]);
}

/** Letters that went to an address, as their texts. */
async function lettersTo(address: string): Promise<readonly string[]> {
  const files = readdirSync(sent).filter((name) => name.endsWith('.eml'));
  const mails = await Promise.all(files.map((name) => simpleParser(readFileSync(join(sent, name)))));
  return mails
    .filter(({ to }) => to !== undefined && !Array.isArray(to) && to.text.includes(address))
    .map(({ text }) => text ?? '');
}
const linkIn = (text: string): string | undefined => /http\S+\/c\/\S+/u.exec(text)?.[0];

test('from the acknowledgement to the page and back onto the ticket', { timeout: 180_000 }, async () => {
  await mail('ana@contoso.example', 'Cannot post', true);
  await mail('eve@globex.example', 'Cannot post either', false);
  await expect.poll(async () => (await lettersTo('ana@contoso.example')).length, PATIENCE).toBe(1);
  await expect.poll(async () => (await lettersTo('eve@globex.example')).length, PATIENCE).toBe(1);
  expect(linkIn((await lettersTo('eve@globex.example'))[0]!)).toBeUndefined();
  const link = linkIn((await lettersTo('ana@contoso.example'))[0]!)!;
  expect(link).toMatch(new RegExp(`^${base}/c/[2-9a-z]{6}\\.[a-z2-7]{16}\\.[a-z2-7]{26}$`, 'u'));

  const look = async () => (await fetch(link)).text();
  const page = await look();
  expect(wordsOf({ text: page })).toContain('We cannot post invoices.');
  clock += 10 * MINUTE;
  const hidden = (name: string): string => new RegExp(`name="${name}"\\s+value="([^"]+)"`, 'u').exec(page)![1]!;
  const send = (text: string, does = 'add') =>
    fetch(link, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ do: does, seen: hidden('seen'), key: hidden('key'), text }),
    });
  const words = 'From: eve@globex.example\nSubject: <b>Fürth</b> .\n.\nIt is error 3021.';
  const pressed = [...(await Promise.all([send(words), send(words)])), await send(words)]; // twice at once, and once more
  expect(pressed.map(({ status }) => status)).toEqual([303, 303, 303]);
  await expect.poll(async () => wordsOf({ text: await look() }), PATIENCE).toContain('It is error 3021.');
  const messages = await house.store.db.many<{
    via: string;
    body: string;
    trust: string;
    from: string;
    state: string;
  }>(sql`
    select i.via, trim(e'\n' from m.body) as body, m.trust, m.from_address as "from", i.state from message m join inbound i on i.id = m.inbound_id join ticket t on t.id = m.ticket_id
    where t.requester_address = 'ana@contoso.example' order by m.id`);
  expect(messages).toEqual([
    { via: 'smtp', body: 'We cannot post invoices.', trust: 'verified', from: 'ana@contoso.example', state: 'done' },
    { via: 'page', body: words, trust: 'verified', from: 'ana@contoso.example', state: 'done' },
  ]);
  expect(await house.store.db.one(sql`select count(*)::int as n from ticket`)).toEqual({ n: 2 });
  expect(await lettersTo('ana@contoso.example')).toHaveLength(1);

  expect((await send('Payroll is tomorrow.', 'sooner')).status).toBe(303);
  await expect
    .poll(async () => (await lettersTo('mo@desk.example')).join('\n'), PATIENCE)
    .toMatch(/The customer asked for it, [\s\S]*Payroll is tomorrow\./u);
  expect(wordsOf({ text: await look() })).toContain(
    'Manager of Customer Services was told on Monday, 23 November 2026',
  );

  // asked, the page shows the question, and what is written there is the answer
  const { reference } = await house.store.db.one<{ reference: string }>(
    sql`select reference from ticket where requester_address = 'ana@contoso.example'`,
  );
  const api = async (path: string, body: unknown = null) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const how = body === null ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) };
    return (await fetch(`${base}/api/tickets/${reference}${path}`, how)).text();
  };
  const isWaiting = () =>
    house.store.db.one(sql`select waiting_since is not null as waits from ticket where reference = ${reference}`);
  await api('/ask', { text: 'Which version is it?' });
  expect(await isWaiting()).toEqual({ waits: true });
  await expect
    .poll(async () => wordsOf({ text: await look() }), PATIENCE)
    .toMatch(
      /We asked you something, and wait for your answer\..*What we asked We [^?]+ Which version is it\? What was said/u,
    );
  clock += 10 * MINUTE;
  const fresh = await look();
  const answer = await fetch(link, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      do: 'add',
      seen: /name="seen" value="([^"]+)"/u.exec(fresh)![1]!,
      key: /name="key"\s+value="([^"]+)"/u.exec(fresh)![1]!,
      text: 'It is version 12.',
    }),
  });
  expect(answer.status).toBe(303);
  await expect.poll(isWaiting, PATIENCE).toEqual({ waits: false });
  const after = wordsOf({ text: await look() });
  expect(after).toMatch(/Which version is it\?.*It is version 12\./u);
  expect(after).not.toContain('What we asked');

  // our people, who read what we wrote, do not get the customer's own link by it
  const shown = await api('');
  expect(shown).toContain('See how it stands, or add something');
  expect(shown).not.toContain(link.split('/c/')[1]!);
  expect(await lettersTo('ana@contoso.example')).toHaveLength(2); // one acknowledgement, one question
});

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
