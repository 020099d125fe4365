import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { dovecotAvailable, INSTALL_DOVECOT, startDovecot, type Dovecot } from '../peers/dovecot.ts';
import { drainOnce, writeSettings } from '../peers/gateway.ts';
import { describePeer } from '../peers/require.ts';
import { startSink, type Sink } from '../peers/smtp-sink.ts';

const MAILS = 60;

describePeer('dovecot', dovecotAvailable(), INSTALL_DOVECOT, 'two gateways on one mailbox and one database', () => {
  let database: TestDatabase;
  let dovecot: Dovecot;
  let sink: Sink;

  beforeAll(async () => {
    [database, dovecot, sink] = await Promise.all([openTestDatabase(), startDovecot(), startSink()]);
  });
  afterAll(async () => {
    await sink.close();
    await dovecot.stop();
    await database.drop();
  });

  test('end as one would have', { timeout: 180_000 }, async () => {
    const mail = (n: number): string =>
      `From: User <user${n}@host${n}.example>\r\nTo: support@helpdesk.example\r\nSubject: Request ${n}\r\nMessage-ID: <r${n}@host${n}.example>\r\n` +
      (n % 3 === 0 ? `In-Reply-To: <r${n - 1}@host${n - 1}.example>\r\n` : '') +
      `\r\nPlease help with ${n}.\r\n`;
    // Every third mail answers the one before, from another person: a stranger's word, so a ticket of its own.
    await dovecot.append(...Array.from({ length: MAILS }, (_, i) => mail(i + 1)));
    const config = writeSettings(database.dataDir, {
      imapPort: dovecot.port,
      smtpPort: sink.port,
      extra: 'acknowledge: { total_hour: 1000 }',
    });
    const env: Record<string, string> = {
      IMAP_PASSWORD: dovecot.password,
      ...(database.url === null ? {} : { POSTROOM_DATABASE_URL: database.url }),
    };
    await Promise.all([drainOnce(config, env), drainOnce(config, env), drainOnce(config, env)]);
    await drainOnce(config, env); // what one of them still had in hand when it ended
    const counts = await database.store.db.one(sql`
      select (select count(*)::int from inbound where state = 'done') as done, (select count(*)::int from ticket) as tickets,
        (select count(*)::int from message) as messages, (select count(*)::int from outbox where state = 'sent') as sent`);
    expect(counts).toEqual({ done: MAILS, tickets: MAILS, messages: MAILS, sent: MAILS });
    expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(MAILS);
    expect(sink.mails).toHaveLength(MAILS);
    expect(await dovecot.uids('INBOX')).toEqual([]);
  });
});
