import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { drainOnce, writeSettings } from '../peers/gateway.ts';
import { startPostroom } from '../peers/started.ts';

/** What `postroom start` promises, ms. */
const STOPS_WITHIN = 10_000;
/** Enough that a stop at once falls into the middle of keeping, working and sending. */
const MAILS = 60;

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
}, 120_000); // ms, on a busy machine
afterAll(() => database.drop());

test('a stop in the midst of work comes within 10 s and loses nothing', { timeout: 240_000 }, async () => {
  const config = writeSettings(database.dataDir, {});
  writeFileSync(
    config,
    `
data_dir: .
mailboxes: [{ id: support, address: support@helpdesk.example }]
listen: { http: { enabled: false }, smtp: { enabled: true, port: 0 } }
send: { outlet: file, file: { path: ./sent }, lease_ms: 300, resend_unknown_after_ms: 100 }
work: { lease_ms: 300 }
acknowledge: { per_domain_hour: 1000 }
`,
  );
  const env: Record<string, string> = database.url === null ? {} : { POSTROOM_DATABASE_URL: database.url };
  const gateway = startPostroom(config, env);
  const port = await gateway.port('smtp:');
  expect(gateway.lines.find(({ msg }) => msg === 'postroom is open')).toMatchObject({
    in: [expect.stringContaining('SMTP at 127.0.0.1')],
    out: expect.stringMatching(/^files in .*sent, nothing is sent$/u),
    http: null,
  });

  // Clients of which some are told "kept" and others are cut off: only the first may forget their mail.
  const transport = createTransport({ pool: true, maxConnections: 4, host: '127.0.0.1', port, ignoreTLS: true });
  const told: string[] = [];
  let began = 0;
  const sends = Array.from({ length: MAILS }, async (_, n) => {
    const id = `<m${n}@contoso.example>`;
    const raw = `From: Ana <ana${n}@contoso.example>\r\nTo: support@helpdesk.example\r\nSubject: Case ${n}\r\nMessage-ID: ${id}\r\n\r\nNobody can log in (${n}).\r\n`;
    try {
      await transport.sendMail({
        envelope: { from: `ana${n}@contoso.example`, to: ['support@helpdesk.example'] },
        raw,
      });
      told.push(id);
      if (told.length !== 10) return;
      began = Date.now();
      gateway.signal('SIGTERM');
    } catch {
      // refused or cut off: the sender keeps it
    }
  });
  await Promise.all([...sends, gateway.ended.then(() => transport.close())]);
  expect(Date.now() - began).toBeLessThan(STOPS_WITHIN);
  expect(await gateway.ended).toEqual({ code: 0, signal: null });
  expect(told.length).toBeGreaterThanOrEqual(10);

  const { waiting } = await drainOnce(config, env);
  expect(waiting).toBe(0);
  const { db } = database.store;
  const kept = await db.many<{ id: string; state: string }>(sql`select message_id as id, state from inbound`);
  expect(kept.map(({ state }) => state).filter((state) => state !== 'done')).toEqual([]);
  expect(told.filter((id) => !kept.some((row) => row.id === id))).toEqual([]);
  const { tickets, sent } = await db.one<{ tickets: number; sent: number }>(
    sql`select (select count(*)::int from ticket) as tickets, (select count(*)::int from outbox where state = 'sent') as sent`,
  );
  expect([tickets, sent]).toEqual([kept.length, kept.length]);
  expect(readdirSync(join(database.dataDir, 'sent'))).toHaveLength(kept.length);
});

test('SIGINT at rest ends it at once', { timeout: 120_000 }, async () => {
  const config = join(database.dataDir, 'config', 'postroom.yaml');
  const gateway = startPostroom(config, database.url === null ? {} : { POSTROOM_DATABASE_URL: database.url });
  await gateway.port('smtp:');
  const began = Date.now();
  gateway.signal('SIGINT');
  expect(await gateway.ended).toEqual({ code: 0, signal: null });
  expect(Date.now() - began).toBeLessThan(STOPS_WITHIN);
});
