import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY, MINUTE, SECOND } from '../../src/domain/time.ts';
import { textMessage } from '../../src/format/outgoing.ts';
import { openHouse, serve } from '../../src/serve.ts';
import { loadSettings } from '../../src/settings.ts';
import { sendBatch } from '../../src/stages/send.ts';
import { enqueue } from '../../src/store/outbox.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { startSink, type Sink } from '../peers/smtp-sink.ts';
import { startSmsService, type SmsService } from '../peers/sms-service.ts';

let database: TestDatabase;
let sink: Sink;
let sms: SmsService;
beforeAll(async () => {
  database = await openTestDatabase();
  sink = await startSink([{ at: 'message', code: 451, text: 'come again', times: 1 }]);
  sms = await startSmsService();
}, 120_000); // ms, on a busy machine
afterAll(async () => {
  await sink.close();
  await sms.close();
  await database.drop();
});

/** Years from the real time, so that whatever goes by another clock shows. */
const FRIDAY = Date.UTC(2031, 2, 7, 22, 40, 0);
const PATIENCE = { timeout: 60_000, interval: 20 }; // ms

async function house(now: () => number) {
  const config = join(database.dataDir, 'config');
  mkdirSync(config, { recursive: true });
  writeFileSync(
    join(config, 'postroom.yaml'),
    `
data_dir: ${JSON.stringify(database.dataDir)}
log_level: silent
mailboxes: [{ id: support, address: support@helpdesk.example }]
listen: { http: { enabled: false }, smtp: { enabled: true, port: 0 } }
work: { poll_ms: 50 }
send:
  outlet: smtp
  smtp: { host: 127.0.0.1, port: ${sink.port}, tls: none }
  sms: { account_sid: AC0123, auth_token: !env SMS_TOKEN, from: "+15550109999", api_url: "${sms.url}" }
  retry_ms: [60000]
  poll_ms: 50
`,
  );
  const url: Record<string, string> = database.url === null ? {} : { POSTROOM_DATABASE_URL: database.url };
  const env = { SMS_TOKEN: 'hush', ...url };
  return openHouse(await loadSettings({ file: join(config, 'postroom.yaml'), env }), { now });
}

test('a whole house lives on the clock that it is handed', { timeout: 180_000 }, async () => {
  const { db } = database.store;
  let now = FRIDAY;
  const home = await house(() => now);
  const stop = new AbortController();
  const served = serve(home, stop.signal);
  const port = () => home.sources.find((source) => source.name.startsWith('smtp:'))?.port?.() ?? 0;
  await expect.poll(port, PATIENCE).toBeGreaterThan(0);

  const client = createTransport({ host: '127.0.0.1', port: port(), ignoreTLS: true });
  await client.sendMail({
    from: 'ana@contoso.example',
    to: 'support@helpdesk.example',
    subject: 'Down',
    text: 'All down.',
  });
  const outbox = () =>
    db.maybeOne(sql`select state, attempts, next_attempt_at, created_at from outbox where outlet = 'mail'`);
  await expect
    .poll(outbox, PATIENCE)
    .toEqual({ state: 'pending', attempts: 1, next_attempt_at: FRIDAY + MINUTE, created_at: FRIDAY });
  expect(await db.one(sql`select accepted_at from ticket`)).toEqual({ accepted_at: FRIDAY });

  now = FRIDAY + 59 * SECOND;
  expect(await sendBatch(home.send, stop.signal)).toMatchObject({ claimed: 0 });
  now = FRIDAY + MINUTE;
  const [mail] = await sink.received(1, 60_000);
  expect(mail!.raw.toString()).toContain('\r\nDate: Fri, 07 Mar 2031 22:40:00 +0000\r\n');

  const { id, mail: text } = textMessage('alert', '+15550102231', 'LATE since 22:40');
  const row = { id, outlet: 'sms', mail: text, ticketId: null, inboundId: null, mailbox: 'support' } as const;
  await transaction(db, (tx) => enqueue(tx, [{ ...row, dedupeKey: 'once', notBefore: FRIDAY + 3 * DAY }], now));
  expect(sms.requests).toEqual([]);
  now = FRIDAY + 3 * DAY;
  await expect.poll(() => sms.requests.map(({ form }) => form['Body']), PATIENCE).toEqual(['LATE since 22:40']);

  // the service has it before the outbox knows: time goes on only when both do
  const left = () => db.many(sql`select state from outbox where state <> 'sent'`);
  await expect.poll(left, PATIENCE).toEqual([]);
  now = FRIDAY + 60 * DAY;
  stop.abort();
  await served;
  expect([sink.mails.length, sms.requests.length]).toEqual([1, 1]);
  const times = await db.many<{ at: number }>(sql`select distinct at from journal order by at`);
  expect(times.map(({ at }) => at)).toEqual([FRIDAY, FRIDAY + MINUTE, FRIDAY + 3 * DAY]);
});
