import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countQueue, listQueue, type QueueQuery } from '../src/store/desk/queue.ts';
import { search } from '../src/store/desk/search.ts';
import { migrate } from '../src/store/migrate.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { sql, type Db } from '../src/store/sql.ts';
import { openTerms } from '../src/store/terms.ts';
import { ny, TERMS } from '../test/domain/promise/office.ts';
import { createDatabase, urlOf } from '../test/peers/database-names.ts';
import { findPostgres, INSTALL_POSTGRES, startPostgres } from '../test/peers/postgres.ts';
import { machine, printAim } from './report.ts';

/*
 * What a page of the queue and a search cost, on a real PostgreSQL with fsync on and on the embedded database: 10,000 open
 * tickets, and ten times as many that are done with.
 *   npm run bench:desk
 *   npm run bench:desk -- --open 1000 --past 0
 */

const { values: flags } = parseArgs({
  options: { open: { type: 'string', default: '10000' }, past: { type: 'string', default: '100000' } },
});
const OPEN = Number(flags.open);
const PAST = Number(flags.past);
const LOOKS = 60;
/** of a page, ms (95 %) */
const AIM = 100;
const NOW = ny('2026-11-25 11:00');
const WORDS =
  'invoice ledger report printer payroll clinic backup login password screen server update export import totals account balance district window table month closing error nobody since morning please urgent thanks regards system production test clerks cannot post'.split(
    ' ',
  );

/** different words; the first ones stand in every other mail, the last ones in few */
const VOCABULARY = 5_000;

const bin = findPostgres();
if (bin === null) throw new Error(`the bench needs a real PostgreSQL; install it with: ${INSTALL_POSTGRES}`);
console.log(`${machine()}\n${OPEN} open tickets, ${PAST} done with; ms, median (95 %)\n`);
const server = await startPostgres(bin);
try {
  const url = urlOf(server.url, await createDatabase(server.url, null));
  await measure('PostgreSQL', await openStore({ url, connections: 4, dataDir: '.' }));
} finally {
  await server.stop();
}
const folder = mkdtempSync(join(tmpdir(), 'postroom-bench-'));
try {
  await measure('embedded', await openStore({ url: null, connections: 4, dataDir: folder }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(name: string, store: Store): Promise<void> {
  try {
    const { db } = store;
    await migrate(db);
    const { book } = await openTerms(db, TERMS, '2026-11-01');
    await fill(db, book.current.version);
    const look = (query: Partial<QueueQuery> = {}): ReturnType<typeof listQueue> =>
      listQueue(db, {
        show: 'all',
        me: 'rep1',
        levels: [],
        channels: [],
        customerId: null,
        q: null,
        after: null,
        limit: 50,
        now: NOW,
        ...query,
      });
    let after: string | null = null;
    for (let page = 1; page < 20; page += 1) after = (await look({ after }))!.next;
    const find = (q: string): ReturnType<typeof search> => search(db, { q, limit: 25, after: null, now: NOW });
    const first = await times(() => look());
    console.log(`${name}\n${line('queue, page 1', first)}`);
    console.log(line('queue, page 20', await times(() => look({ after }))));
    console.log(line('queue, mine', await times(() => look({ show: 'mine' }))));
    console.log(line('queue, resolved', await times(() => look({ show: 'resolved' }))));
    console.log(line('queue, a word of one mail in eight', await times(() => look({ q: 'w100' }))));
    console.log(line('queue, two words of most mails', await times(() => look({ q: 'printer backup' }))));
    console.log(line('counts in the tabs', await times(() => countQueue(db, { me: 'rep1', now: NOW }))));
    console.log(line('search, a ticket number', await times(() => find('pxx3x9'))));
    console.log(line('search, a telephone number', await times(() => find('(555) 010-0123'))));
    console.log(line('search, a rare word', await times(() => find('x4711'))));
    console.log(line('search, a word of one mail in eight', await times(() => find('w100'))));
    console.log(line('search, a word and a customer', await times(() => find('w100 company 12'))));
    console.log(line('search, two words of most mails', await times(() => find('printer backup'))));
    printAim(`${name}: page 1 of the queue, 95 %, ms`, at(first, 0.95), '<=', AIM);
    console.log('');
  } finally {
    await store.close();
  }
}

/** Tickets as the program leaves them: of all levels, with clocks that are late, near and far, and one to three mails each. */
async function fill(db: Db, version: number): Promise<void> {
  const now = new Date(NOW);
  await db.run(sql`
    insert into customer (key, name, agreement, agreement_until, imported_at)
    select 'company ' || n, 'Company ' || n, 'A-' || n, '2027-03-31', ${now} from generate_series(1, 300) n`);
  await db.run(sql`
    insert into customer_number (number, kind, customer_id) select '+1555010' || lpad(id::text, 4, '0'), 'phone', id from customer`);
  for (const [letter, count, isOpen] of [
    ['P', PAST, false],
    ['F', OPEN, true],
  ] as const) {
    if (count === 0) continue;
    const at = sql`${now}::timestamptz - ${isOpen ? 3 : 400}::int * interval '1 day' * (1 - n::float8 / ${count}::int)`;
    await db.run(sql`
      insert into ticket (reference, mailbox, channel, state, bucket, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion, confirmed_level,
        accepted_at, resolved_at, waiting_since, assignee, terms_version, customer_id, cover)
      select regexp_replace(${letter} || upper(translate(lpad(to_hex(n), 5, '0'), '01', 'xy')), '(...)(...)', '\\1-\\2'), 'support', 'email', ${isOpen ? 'open' : 'resolved'}, 'desk', 'The ' || (${WORDS}::text[])[1 + n % 30] || ' shows wrong ' || (${WORDS}::text[])[1 + n * 7 % 30],
        'Ana Ruiz', 'ana' || n % 20 || '@company' || n % 300 || '.example', 'verified', 1 + n % 6, ${JSON.stringify({ level: 4, confidence: 0.8, evidence: [], because: 'some components cannot be used' })}::jsonb,
        case when n % 3 = 0 then 1 + n % 6 end, ${at}, case when ${!isOpen} then ${at} + interval '1 day' end, case when ${isOpen} and n % 11 = 0 then ${at} end,
        case when n % 4 > 0 then 'rep' || n % 8 end, ${version}, 1 + n % 300, 'covered'
      from generate_series(1, ${count}::int) n`);
    await db.run(sql`
      insert into ticket_event (ticket_id, at, kind, detail)
      select id, accepted_at, kind, '{"level": 4}' from ticket cross join unnest(array['accepted', 'contact']) kind where reference like ${`${letter}%`}`);
    await db.run(sql`
      insert into clock (ticket_id, metric, cycle, level, target_minutes, started_at, due_at, met_at, state, soon_at, now_at)
      select id, metric, 1, suggested_level, 240, accepted_at, accepted_at + days * interval '1 day', case when ${isOpen} and id % 5 <> 0 then null else accepted_at end,
        case when ${!isOpen} then 'met' when metric = 'call_back' and id % 5 = 0 then 'met' when waiting_since is not null and metric <> 'call_back' then 'waiting' else 'running' end,
        accepted_at + days * interval '12 hours', accepted_at + days * interval '18 hours'
      from ticket cross join (values ('call_back', 1), ('update', 2), ('resolution', 4)) m(metric, days) where reference like ${`${letter}%`}`);
    // in parts: the embedded database has little memory
    for (let from = 1; from <= count; from += 20_000)
      await db.run(sql`
        with item as (
          insert into inbound (mailbox, fingerprint, size, via, accepted_at, state, ticket_id)
          select 'support', decode(md5(${letter} || t.id || 'm' || k), 'hex'), 1, 'imap', t.accepted_at, 'done', t.id
          from ticket t cross join generate_series(1, 3) k
          where reference like ${`${letter}%`} and k <= 1 + t.id % 3 and t.id >= ${from}::int + (select min(id) from ticket where reference like ${`${letter}%`}) - 1
            and t.id < ${from}::int + 20000 + (select min(id) from ticket where reference like ${`${letter}%`}) - 1
          returning id, ticket_id, accepted_at)
        insert into message (inbound_id, ticket_id, mailbox, kind, trust, from_name, from_address, subject, body, segments, attachments, flags, accepted_at)
        select item.id, ticket_id, 'support', 'human', 'verified', 'Ana Ruiz', 'ana@company' || item.id % 300 || '.example', 'The report', text.body || ' x' || item.id, '[]', '[]', '{}', accepted_at
        from item cross join lateral (
          select string_agg(case when rank <= ${WORDS.length}::int then (${WORDS}::text[])[rank] else 'w' || rank end, ' ') as body
          from (select 1 + floor(${VOCABULARY}::int * power(('x' || left(md5(item.id || '-' || w), 7))::bit(28)::int / 268435456.0, 3))::int as rank
            from generate_series(1, 80 + (item.id % 100)::int) w) ranks) text`);
  }
  await db.run(
    sql`insert into draft (person, ticket_id, kind, text, at) select 'rep1', id, 'reply', 'Dear Ana', ${now} from ticket where state = 'open' and id % 50 = 0`,
  );
  await db.run(
    sql`insert into presence (ticket_id, person, doing, until) select id, 'rep2', 'viewing', ${new Date(NOW + 60_000)} from ticket where state = 'open' and id % 500 = 0`,
  );
  await db.run(sql`vacuum analyze`);
}

async function times(work: () => Promise<unknown>): Promise<readonly number[]> {
  const took: number[] = [];
  for (let i = 0; i < LOOKS; i += 1) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return took.toSorted((a, b) => a - b);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)]!;
}

function line(what: string, took: readonly number[]): string {
  return `  ${what.padEnd(38)}${at(took, 0.5).toFixed(1).padStart(9)} (${at(took, 0.95).toFixed(1)})`;
}
