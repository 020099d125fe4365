import { createCustomerWording, loadCustomerTemplates } from '../src/format/letter/customer.ts';
import { createMarks } from '../src/format/mark.ts';
import { addressing } from '../src/format/outgoing.ts';
import { createLog } from '../src/lib/log.ts';
import { watchBatch, type WatchDeps } from '../src/stages/watch.ts';
import { createSpeaker } from '../src/stages/watch/speak.ts';
import { migrate } from '../src/store/migrate.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { sql } from '../src/store/sql.ts';
import { openTerms } from '../src/store/terms.ts';
import { policy } from '../test/domain/mail.ts';
import { ny, TERMS } from '../test/domain/promise/office.ts';
import { person } from '../test/domain/staff/office.ts';
import { createDatabase, urlOf } from '../test/peers/database-names.ts';
import { findPostgres, INSTALL_POSTGRES, startPostgres } from '../test/peers/postgres.ts';
import { machine } from './report.ts';

/*
 * What a look of the watch costs, on a real PostgreSQL with fsync on: when nothing is due, with 0, 10,000 and 100,000
 * open tickets, and when a hundred call-backs fall due at once.
 *   npm run bench:watch
 */

const OPEN = [0, 10_000, 100_000];
const DUE_AT_ONCE = 100;
const LOOKS = 200;
const ACCEPTED = ny('2026-11-23 09:00');

const bin = findPostgres();
if (bin === null) throw new Error(`the bench needs a real PostgreSQL; install it with: ${INSTALL_POSTGRES}`);
const server = await startPostgres(bin);
console.log(`${machine()}\n`);
console.log('open tickets   idle look, ms (median, 95 %)   100 due: look, ms   ms a ticket');
try {
  for (const open of OPEN) {
    const store = await openStore({
      url: urlOf(server.url, await createDatabase(server.url, null)),
      connections: 4,
      dataDir: '.',
    });
    try {
      await measure(store, open);
    } finally {
      await store.close();
    }
  }
} finally {
  await server.stop();
}

async function measure(store: Store, open: number): Promise<void> {
  const { db } = store;
  await migrate(db);
  const { book } = await openTerms(db, TERMS, '2026-11-01');
  await fill(store, open, book.current.version, 'F');
  let now = ACCEPTED + 60_000;
  const deps = { ...dependencies(store), terms: book, now: () => now };
  const idle: number[] = [];
  for (let i = 0; i < LOOKS; i += 1) idle.push(await time(() => watchBatch(deps)));
  await fill(store, DUE_AT_ONCE, book.current.version, 'D');
  await db.run(
    sql`update watched w set next_at = ${new Date(now)} from ticket t where t.id = w.ticket_id and t.reference like 'D%'`,
  );
  now = ny('2026-11-23 11:00'); // half of four hours is gone
  const busy = await time(() => watchBatch(deps));
  idle.sort((a, b) => a - b);
  const cells = [
    String(open).padStart(12),
    `${idle[LOOKS / 2]!.toFixed(2)} (${idle[Math.floor(LOOKS * 0.95)]!.toFixed(2)})`.padStart(30),
    busy.toFixed(0).padStart(20),
    (busy / DUE_AT_ONCE).toFixed(2).padStart(14),
  ];
  console.log(cells.join(''));
}

/** Open tickets of level 4, their notices said, as the program leaves them: events, clocks, and the next look somewhere in the days to come. */
async function fill({ db }: Store, count: number, version: number, letter: string): Promise<void> {
  if (count === 0) return;
  const at = new Date(ACCEPTED);
  const suggestion = JSON.stringify({
    level: 4,
    confidence: 0.8,
    evidence: [],
    because: 'some components cannot be used',
  });
  await db.run(sql`
    insert into ticket (reference, mailbox, channel, bucket, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion, accepted_at, assignee, terms_version)
    select ${letter} || n, 'support', 'email', 'desk', 'The report shows wrong totals', 'Ana', 'ana@company' || n % 300 || '.example', 'verified', 4, ${suggestion}::jsonb, ${at}, 'rep' || n % 5, ${version}
    from generate_series(1, ${count}::int) n`);
  await db.run(
    sql`insert into ticket_event (ticket_id, at, kind, detail) select id, ${at}, 'accepted', '{"level": 4}' from ticket where reference like ${`${letter}%`}`,
  );
  await db.run(sql`
    insert into clock (ticket_id, metric, cycle, level, target_minutes, started_at, due_at, state)
    select id, metric, 1, 4, 240, ${at}, ${new Date(ACCEPTED + 14_400_000)}, 'running' from ticket cross join unnest(array['call_back', 'resolution']) metric where reference like ${`${letter}%`}`);
  await db.run(
    sql`insert into alarm (ticket_id, metric, cycle, kind, due_at, fired_at, said) select id, 'call_back', 1, 'notice', ${at}, ${at}, 'mailed' from ticket where reference like ${`${letter}%`}`,
  );
  await db.run(
    sql`insert into watched (ticket_id, next_at) select id, ${at}::timestamptz + interval '1 day' + (id % 5000) * interval '1 minute' from ticket where reference like ${`${letter}%`}`,
  );
  await db.run(sql`analyze`);
}

function dependencies({ db }: Store): Omit<WatchDeps, 'terms' | 'now'> {
  const staff = { people: [0, 1, 2, 3, 4].map((n) => person(`rep${n}`)), ladder: [] };
  const office = { ...policy, staff };
  const marks = createMarks({ key: Buffer.alloc(32, 7), instance: '00000000-0000-4000-8000-000000000000' });
  const wording = createCustomerWording(loadCustomerTemplates('config/templates'), TERMS.calendar.timezone);
  const speaker = createSpeaker({
    policy: office,
    address: addressing({ policy: office, marks }),
    wording,
    link: () => null,

    page: () => null,
    sms: false,
  });
  return {
    db,
    staff,
    speaker,
    rules: { batch: DUE_AT_ONCE, gatherAbove: 1_000, burstPerMinute: 1_000 },
    log: createLog('silent'),
  };
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
