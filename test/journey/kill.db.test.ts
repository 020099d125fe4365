import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { dovecotAvailable, INSTALL_DOVECOT, startDovecot, type Dovecot } from '../peers/dovecot.ts';
import { drainOnce, runPostroom, writeSettings } from '../peers/gateway.ts';
import { describePeer } from '../peers/require.ts';
import { startSink, type Sink } from '../peers/smtp-sink.ts';

/** More points than a drain can pass with this little mail; reaching it means that the counting is broken. */
const MOST_POINTS = 120;

const ALWAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
  .map((day) => `${day}: ['00:00-24:00']`)
  .join(', ');
const PEOPLE = `people: [{ id: ben, name: Ben Ito, address: ben@desk.example, roles: [rep], hours: { ${ALWAYS} } }]\n`;

describePeer('dovecot', dovecotAvailable(), INSTALL_DOVECOT, 'killed at every step in turn', () => {
  let database: TestDatabase;
  let dovecot: Dovecot;
  let sink: Sink;

  beforeAll(async () => {
    database = await openTestDatabase();
    dovecot = await startDovecot();
    sink = await startSink();
  });
  afterAll(async () => {
    await sink.close();
    await dovecot.stop();
    await database.drop();
  });

  test(
    'every mail ends as one row, one ticket, one acknowledgement and one notice, whichever step was the last',
    { timeout: 600_000 },
    async () => {
      const config = writeSettings(database.dataDir, {
        imapPort: dovecot.port,
        smtpPort: sink.port,
        extra: `acknowledge: { per_domain_hour: 100000, total_hour: 100000 }
watch: { gather_above: 50, burst_per_minute: 1000 }`,
      });
      // Somebody who works at any hour, so that each ticket is told by a mail of its own.
      writeFileSync(join(dirname(config), 'people.yaml'), PEOPLE);
      const env: Record<string, string> = {
        IMAP_PASSWORD: dovecot.password,
        ...(database.url === null ? {} : { POSTROOM_DATABASE_URL: database.url }),
      };
      const db = database.store.db;
      let k = 0;
      for (let killed = true; killed;) {
        k += 1;
        expect(k).toBeLessThan(MOST_POINTS);
        await dovecot.append(
          `From: Ana <ana${k}@contoso.example>\r\nTo: support@helpdesk.example\r\nSubject: Help ${k}\r\nMessage-ID: <a${k}@contoso.example>\r\n\r\nPlease help, ${k}.\r\n`,
          `From: Bob <bob${k}@other.example>\r\nTo: support@helpdesk.example\r\nSubject: Question ${k}\r\nMessage-ID: <b${k}@other.example>\r\n\r\nHow does this work, ${k}?\r\n`,
        );
        const ran = await runPostroom(['drain', '--json', '--config', config], { ...env, POSTROOM_KILL_AT: String(k) });
        killed = ran.signal === 'SIGKILL' || ran.code === 137;
        if (!killed) expect([ran.code, ran.stderr]).toEqual([0, '']);
        for (let left = 1, tries = 0; left > 0 && tries < 20; tries += 1) {
          left = (await drainOnce(config, env)).waiting;
          if (left > 0) await new Promise((resolve) => setTimeout(resolve, 400));
        }
        const counts = await db.one<Record<string, number>>(sql`
        select (select count(*)::int from inbound) as inbound, (select count(*)::int from inbound where state = 'done') as done, (select count(*)::int from ticket) as tickets,
          (select count(*)::int from message) as messages, (select count(*)::int from outbox) as outbox, (select count(*)::int from outbox where state = 'sent') as sent,
          (select count(*)::int from alarm where kind = 'notice' and said = 'mailed') as told, (select count(*)::int from clock) as clocks`);
        const all = 2 * k;
        expect({ k, ...counts }).toEqual({
          k,
          inbound: all,
          done: all,
          tickets: all,
          messages: all,
          outbox: 2 * all, // an acknowledgement and a notice each
          sent: 2 * all,
          told: all,
          clocks: 2 * all,
        });
        expect(await dovecot.uids('INBOX')).toEqual([]);
      }
      // Mails came twice only where nobody could know, at most once more, and under the Message-ID of the first.
      const copies = new Map<string, number>();
      for (const mail of sink.mails) copies.set(mail.messageId!, (copies.get(mail.messageId!) ?? 0) + 1);
      expect(copies.size).toBe(4 * k);
      expect(Math.max(...copies.values())).toBeLessThanOrEqual(2);
      expect([...copies.values()].filter((n) => n > 1).length).toBeLessThanOrEqual(8);
      expect(k).toBeGreaterThan(12);
      expect(inject('database')).toBeDefined();
    },
  );
});
