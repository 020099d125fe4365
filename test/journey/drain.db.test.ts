import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { drainOnce, writeSettings } from '../peers/gateway.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

test('a folder of mail becomes tickets and acknowledgements, once', { timeout: 120_000 }, async () => {
  const folder = join(database.dataDir, 'incoming');
  mkdirSync(folder);
  const config = writeSettings(database.dataDir, { folder });
  const env: Record<string, string> = database.url === null ? {} : { POSTROOM_DATABASE_URL: database.url };
  writeFileSync(
    join(folder, 'a.eml'),
    'From: Ana <ana@contoso.example>\r\nTo: support@helpdesk.example\r\nSubject: Cannot log in\r\nMessage-ID: <a@contoso.example>\r\n\r\nNobody can log in.\r\n',
  );
  writeFileSync(
    join(folder, 'b.eml'),
    'From: Bob <bob@other.example>\r\nTo: support@helpdesk.example\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\nMessage-ID: <b@other.example>\r\n\r\nI am away.\r\n',
  );
  expect(await drainOnce(config, env)).toMatchObject({
    received: 2,
    repeats: 0,
    tickets: 1,
    appended: 0,
    ignored: 1,
    quarantined: 0,
    sent: 1,
    failed: 0,
    waiting: 0,
  });
  const sent = readdirSync(join(database.dataDir, 'sent'));
  expect(sent).toHaveLength(1);
  const answer = readFileSync(join(database.dataDir, 'sent', sent[0]!), 'utf8');
  expect(answer).toMatch(/^In-Reply-To: <a@contoso\.example>/mu);
  expect(answer).toMatch(/^Auto-Submitted: auto-replied/mu);
  expect(await drainOnce(config, env)).toMatchObject({ received: 0, tickets: 0, sent: 0 });
  expect(await database.store.db.many(sql`select 1 from ticket`)).toHaveLength(1);
});
