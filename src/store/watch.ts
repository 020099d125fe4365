import type { Alarm, AlarmKind } from '../domain/promise/alarms.ts';
import type { Metric } from '../domain/promise/event.ts';
import type { Instant } from '../domain/time.ts';
import { sql, values, type Runner, type Tx } from './sql.ts';

/** Which tickets are looked at: the most urgent ones, so many at once; or one of them by itself. */
export type Which = { readonly limit: number; readonly only: string | null };

/** Tickets that must be looked at, the longest overdue first; locked until the transaction ends, passed over while others have them. */
export async function claimWatched(tx: Tx, now: Instant, { limit, only }: Which): Promise<readonly string[]> {
  const rows = await tx.many<{ id: string }>(sql`
    select t.id from watched w join ticket t on t.id = w.ticket_id
    where w.next_at <= ${new Date(now)} and (${only}::bigint is null or t.id = ${only}) order by w.next_at limit ${limit} for no key update of t skip locked`);
  return rows.map(({ id }) => id);
}

/** An alarm that was dealt with. */
export type SaidAlarm = {
  readonly ticketId: string;
  readonly alarm: Alarm;
  /** mailed; passed, because a later one was said instead; nobody, because there was nobody to tell */
  readonly said: 'mailed' | 'passed' | 'nobody';
};

/** Writes down alarms as said. The key holds ticket, clock, cycle, kind and due: what was said before is refused, and left out of the answer. */
export async function writeAlarms(
  tx: Tx,
  alarms: readonly SaidAlarm[],
  now: Instant,
): Promise<
  readonly {
    readonly id: string;
    readonly ticketId: string;
    readonly metric: Metric;
    readonly cycle: number;
    readonly kind: AlarmKind;
  }[]
> {
  if (alarms.length === 0) return [];
  return tx.many(sql`
    insert into alarm (ticket_id, metric, cycle, kind, due_at, fired_at, said)
    values ${values(
      alarms.map(({ ticketId, alarm, said }) => [
        ticketId,
        alarm.metric,
        alarm.cycle,
        alarm.kind,
        new Date(alarm.dueAt),
        new Date(now),
        said,
      ]),
      ['bigint', 'text', 'int', 'text', 'timestamptz', 'timestamptz', 'text'],
    )}
    on conflict do nothing returning id, ticket_id as "ticketId", metric, cycle, kind`);
}

/** Who was told of an alarm by which message. */
export async function writeTellings(
  tx: Tx,
  tellings: readonly { readonly alarmId: string; readonly person: string; readonly outboxId: string }[],
): Promise<void> {
  if (tellings.length === 0) return;
  await tx.run(sql`
    insert into telling (alarm_id, person, outbox_id)
    values ${values(
      tellings.map(({ alarmId, person, outboxId }) => [alarmId, person, outboxId]),
      ['bigint', 'text', 'uuid'],
    )} on conflict do nothing`);
}

/** An alarm whose message did not reach its reader. */
export type Lost = Omit<Alarm, 'at'> & {
  readonly alarmId: string;
  readonly ticketId: string;
  /** everybody who was told of it so far */
  readonly persons: readonly string[];
};

/**
 * Alarms of which no message reached anybody, each once: whoever asks passes them on. While one of several is under way,
 * or arrived, nobody else needs to be told. Their tickets stay locked.
 */
export async function claimLost(tx: Tx, { limit, only }: Which): Promise<readonly Lost[]> {
  const rows = await tx.many<Lost>(sql`
    select a.id as "alarmId", a.ticket_id as "ticketId", a.metric, a.cycle, a.kind, a.due_at as "dueAt",
      array(select x.person from telling x where x.alarm_id = a.id) as persons
    from alarm a join ticket t on t.id = a.ticket_id
    where (${only}::bigint is null or t.id = ${only}) and a.id in (select g.alarm_id from telling g where g.undelivered and not g.passed_on limit ${limit})
      and not exists (select from telling h where h.alarm_id = a.id and not h.undelivered)
    order by a.id for no key update of t skip locked`);
  if (rows.length > 0)
    await tx.run(sql`
      update telling set passed_on = true where undelivered and alarm_id = any(${rows.map(({ alarmId }) => alarmId)}::bigint[])`);
  return rows;
}

/** Those of these addresses (lower case) to which nothing is sent any more. */
export async function unreachableOf(db: Runner, addresses: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.many<{ address: string }>(
    sql`select address from suppression where address = any(${addresses}::text[])`,
  );
  return new Set(rows.map(({ address }) => address));
}

/** How many messages each of these addresses was written since a moment, by the watch. */
export async function toldSince(
  db: Runner,
  addresses: readonly string[],
  since: Instant,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.many<{ address: string; n: number }>(sql`
    select to_address as address, count(*)::int as n from outbox
    where to_address = any(${addresses}::text[]) and created_at > ${new Date(since)} and kind in ('notice', 'reminder', 'alert')
    group by to_address`);
  return new Map(rows.map(({ address, n }) => [address, n]));
}

/** Tickets that need not be looked at any more. */
export async function forgetWatched(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.run(sql`delete from watched where ticket_id = any(${ids}::bigint[])`);
}

/** The tickets that are due now, of which one cannot be told; not locked. */
export async function dueTickets(db: Runner, now: Instant, limit: number): Promise<readonly string[]> {
  const rows = await db.many<{ id: string }>(sql`
    select ticket_id as id from (
      (select ticket_id, next_at from watched where next_at <= ${new Date(now)} order by next_at limit ${limit})
      union all
      (select a.ticket_id, ${new Date(now)}::timestamptz from telling g join alarm a on a.id = g.alarm_id where g.undelivered and not g.passed_on limit ${limit})
    ) due order by next_at`);
  return [...new Set(rows.map(({ id }) => id))];
}

/** Puts a ticket off that could not be told now; what of it was to be passed on stays as it is, with those who have it. */
export async function putOff(db: Runner, ticketId: string, until: Instant): Promise<void> {
  await db.run(sql`update watched set next_at = ${new Date(until)} where ticket_id = ${ticketId}`);
  await db.run(
    sql`update telling set passed_on = true where undelivered and alarm_id in (select id from alarm where ticket_id = ${ticketId})`,
  );
}
