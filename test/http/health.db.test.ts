import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { writeSettings } from '../peers/gateway.ts';
import { startPostroom, type Started } from '../peers/started.ts';

let database: TestDatabase;
let gateway: Started;
let base: string;
let incoming: string;

beforeAll(async () => {
  database = await openTestDatabase();
  incoming = join(database.dataDir, 'incoming');
  mkdirSync(incoming);
  const config = writeSettings(database.dataDir, { folder: incoming });
  gateway = startPostroom(withHttp(config), database.url === null ? {} : { POSTROOM_DATABASE_URL: database.url });
  base = `http://127.0.0.1:${await gateway.port('http:')}`;
}, 180_000); // ms; two programs open an embedded database, on a machine that may be busy
afterAll(async () => {
  gateway.signal('SIGTERM');
  await gateway.ended;
  await database.drop();
});

function withHttp(config: string): string {
  writeFileSync(
    config,
    `
data_dir: .
log_level: info
mailboxes:
  - { id: support, address: support@helpdesk.example, folder: { path: ${JSON.stringify(incoming)}, poll_seconds: 1 } }
send: { outlet: file, file: { path: ./sent } }
listen: { http: { host: 127.0.0.1, port: 0 }, smtp: { enabled: true, port: 0 } }
`,
  );
  return config;
}

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (const deadline = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error('it did not come about within a minute');
  }
}

test('GET /health tells every part, and nothing secret', { timeout: 60_000 }, async () => {
  const body = await until(async () => {
    const answer = await fetch(`${base}/health`);
    const text = await answer.text();
    return answer.status === 200 && text.includes('last read') ? text : null;
  });
  const { status, checks } = JSON.parse(body) as { status: string; checks: { check: string; state: string }[] };
  expect(status).toBe('ok');
  expect(checks.map(({ check, state }) => `${check}: ${state}`)).toEqual([
    'database: ok',
    'mailbox folder:support: ok',
    'listener smtp: ok',
    'stage process: ok',
    'stage send: ok',
    'stage tell: ok',
    'stage watch: ok',
    'stage read-fax: ok',
    'stage fetch-fax: ok',
  ]);
  expect(body).not.toMatch(/postgres|password|127\.0\.0\.1|@/u);
});

test('GET /metrics counts what came in and what went out', { timeout: 60_000 }, async () => {
  const mail =
    'From: Ana <ana@contoso.example>\r\nTo: support@helpdesk.example\r\nSubject: Help\r\nMessage-ID: <a@contoso.example>\r\n\r\nHow do I print?\r\n';
  writeFileSync(join(incoming, 'a.eml'), mail);
  const text = await until(async () => {
    const found = await (await fetch(`${base}/metrics`)).text();
    return found.includes('postroom_outbox_mails{state="sent"} 1') ? found : null;
  });
  expect(text).toContain('postroom_received_total{mailbox="support",via="folder",repeat="false"} 1');
  expect(text).toContain('postroom_inbound_items{state="done"} 1');
  expect(text).toContain('postroom_inbound_items{state="quarantined"} 0');
  expect(text).toContain('postroom_sends_total{outlet="file",outcome="sent"} 1');
  expect(text).toMatch(/postroom_mailbox_last_read_age_seconds\{mailbox="folder:support"\} [\d.]+/u);
  expect(text).toContain('postroom_open_promises{metric="call_back",state="in_time"} 1');
  expect(text).toContain('postroom_open_promises{metric="call_back",state="late"} 0');
  expect(text).toMatch(/^postroom_watch_behind_seconds \d/mu);
  expect(text).toContain('process_resident_memory_bytes');
});

test('what is not there is refused in JSON', async () => {
  const answer = await fetch(`${base}/no-such-page`);
  expect([answer.status, await answer.json()]).toEqual([404, expect.objectContaining({ statusCode: 404 })]);
});
