import { alarmKey, alarmsOf, nextAlarmAt, type Alarm } from '../domain/promise/alarms.ts';
import { deriveClocks, type Standing } from '../domain/promise/derive.ts';
import type { Clock } from '../domain/promise/clock.ts';
import { canonical } from '../domain/promise/compile.ts';
import type { TicketEvent } from '../domain/promise/event.ts';
import type { Promises } from '../domain/promise/terms.ts';
import type { Instant } from '../domain/time.ts';
import { clocksOf, writeClocks } from './clocks.ts';
import { eventsOf, writeEvents } from './events.ts';
import { sql, values, type Runner, type Tx } from './sql.ts';
import type { TermsBook } from './terms.ts';

/** What happened on one ticket, to be written down. */
export type Happened = { readonly ticketId: string; readonly events: readonly TicketEvent[] };

/** A ticket after its clocks were counted anew. */
export type Counted = {
  readonly ticketId: string;
  readonly standing: Standing;
  readonly promises: Promises;
  /** every alarm of its open promises, and the keys of those that were said */
  readonly alarms: readonly Alarm[];
  readonly said: ReadonlySet<string>;
};

/** New tickets, which name their terms already: their first events and clocks, a few statements for all of them. Tickets without events get none. */
export async function startPromises(
  tx: Tx,
  opened: readonly Happened[],
  promises: Promises,
  now: Instant,
): Promise<void> {
  const started = opened.filter(({ events }) => events.length > 0);
  if (started.length === 0) return;
  await writeEvents(
    tx,
    started.flatMap(({ ticketId, events }) => events.map((event) => ({ ticketId, event }))),
  );
  const counted = started
    .map(({ ticketId, events }) => count(ticketId, events, promises, new Set(), now))
    .filter(isCounted);
  await writeClocks(tx, counted);
  await watch(tx, counted);
}

/**
 * Writes down what happened on tickets that exist and counts their clocks anew, from all their events: state, level and
 * waiting of the ticket follow from them too. `events: []` only counts anew. The tickets stay locked until the transaction ends.
 */
export async function recordHappenings(
  tx: Tx,
  happened: readonly Happened[],
  book: TermsBook,
  now: Instant,
): Promise<readonly Counted[]> {
  if (happened.length === 0) return [];
  await holdTickets(
    tx,
    happened.map(({ ticketId }) => ticketId),
  );
  await writeEvents(
    tx,
    happened.flatMap(({ ticketId, events }) => events.map((event) => ({ ticketId, event }))),
  );
  const counted = await countPromises(
    tx,
    happened.map(({ ticketId }) => ticketId),
    book,
    now,
  );
  await writeCounted(tx, counted);
  await writeStanding(tx, counted);
  return counted;
}

/** Counts the clocks of tickets anew and writes nothing. Tickets without events (junk, bulk) are left out. */
export async function countPromises(
  db: Runner,
  ticketIds: readonly string[],
  book: TermsBook,
  now: Instant,
): Promise<readonly Counted[]> {
  const ids = [...new Set(ticketIds)];
  if (ids.length === 0) return [];
  const tickets = await db.many<{ id: string; termsVersion: number | null }>(
    sql`select id, terms_version as "termsVersion" from ticket where id = any(${ids}::bigint[]) order by id`,
  );
  const all = await eventsOf(db, ids);
  const said = await saidOf(db, ids);
  const counted: Counted[] = [];
  for (const { id, termsVersion } of tickets) {
    const promises = termsVersion === null ? book.current : await book.of(db, termsVersion);
    const one = count(id, all.get(id) ?? [], promises, said.get(id) ?? new Set(), now);
    if (one !== null) counted.push(one);
  }
  return counted;
}

/** Writes clocks and the next look of tickets as they were counted: what did not change is not written again. */
export async function writeCounted(tx: Tx, counted: readonly Counted[]): Promise<void> {
  if (counted.length === 0) return;
  const ids = counted.map(({ ticketId }) => ticketId);
  const stored = await clocksOf(tx, ids);
  const changed = counted.filter(({ ticketId, standing }) => !sameClocks(stored.get(ticketId) ?? [], standing.clocks));
  if (changed.length > 0) {
    await tx.run(sql`delete from clock where ticket_id = any(${changed.map(({ ticketId }) => ticketId)}::bigint[])`);
    await writeClocks(tx, changed);
  }
  await watch(tx, counted);
  const done = counted.filter(({ alarms, said }) => nextAlarmAt(alarms, said) === null);
  if (done.length > 0)
    await tx.run(sql`delete from watched where ticket_id = any(${done.map(({ ticketId }) => ticketId)}::bigint[])`);
}

function sameClocks(a: readonly Clock[], b: readonly Clock[]): boolean {
  const sorted = (clocks: readonly Clock[]): string =>
    canonical(clocks.toSorted((x, y) => (x.metric === y.metric ? x.cycle - y.cycle : x.metric < y.metric ? -1 : 1)));
  return a.length === b.length && sorted(a) === sorted(b);
}

/**
 * Holds tickets until the transaction ends, in the order of their ids, so that two who come at once never wait for each
 * other in a ring. Rows that only point to a ticket may be written meanwhile (no key update).
 */
export async function holdTickets(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.run(sql`select id from ticket where id = any(${[...new Set(ids)]}::bigint[]) order by id for no key update`);
}

function count(
  ticketId: string,
  events: readonly TicketEvent[],
  promises: Promises,
  said: ReadonlySet<string>,
  now: Instant,
): Counted | null {
  const standing = deriveClocks(events, promises, now);
  return standing === null ? null : { ticketId, standing, promises, said, alarms: alarmsOf(standing, promises) };
}

function isCounted(one: Counted | null): one is Counted {
  return one !== null;
}

/** What was said about tickets already, as alarm keys. */
async function saidOf(tx: Runner, ids: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await tx.many<{ ticketId: string; metric: 'call_back'; cycle: number; kind: 'due' }>(
    sql`select ticket_id as "ticketId", metric, cycle, kind from alarm where ticket_id = any(${ids}::bigint[])`,
  );
  const found = new Map<string, Set<string>>();
  for (const row of rows) found.set(row.ticketId, (found.get(row.ticketId) ?? new Set()).add(alarmKey(row)));
  return found;
}

/** Writes the columns of tickets that only repeat what their events say. */
export async function writeStanding(tx: Tx, counted: readonly Counted[]): Promise<void> {
  if (counted.length === 0) return;
  await tx.run(sql`
    update ticket t set state = v.state, waiting_since = v.waiting_since, resolved_at = v.resolved_at, confirmed_level = v.confirmed_level, terms_version = v.terms_version
    from (values ${values(
      counted.map(({ ticketId, standing, promises }) => [
        ticketId,
        standing.merged ? 'merged' : standing.resolvedAt === null ? 'open' : 'resolved',
        standing.waitingSince === null ? null : new Date(standing.waitingSince),
        standing.resolvedAt === null ? null : new Date(standing.resolvedAt),
        standing.confirmed ? standing.level : null,
        promises.version,
      ]),
      ['bigint', 'text', 'timestamptz', 'timestamptz', 'smallint', 'int'],
    )}) as v(id, state, waiting_since, resolved_at, confirmed_level, terms_version)
    where t.id = v.id`);
}

/** Notes when the watch must look at these tickets next. */
async function watch(tx: Tx, counted: readonly Counted[]): Promise<void> {
  const rows = counted.flatMap(({ ticketId, alarms, said }) => {
    const at = nextAlarmAt(alarms, said);
    return at === null ? [] : [[ticketId, new Date(at)]];
  });
  if (rows.length === 0) return;
  await tx.run(sql`
    insert into watched (ticket_id, next_at) values ${values(rows, ['bigint', 'timestamptz'])}
    on conflict (ticket_id) do update set next_at = excluded.next_at`);
}
