import type { Instant } from '../domain/time.ts';
import { sql, type Db } from './sql.ts';

export type Counts = {
  readonly inbound: readonly { readonly state: string; readonly n: number }[];
  readonly outbox: readonly { readonly state: string; readonly n: number }[];
  /** events for webhooks, apart from mails: a program that is down must not look like a mail server that is */
  readonly events: readonly { readonly state: string; readonly n: number }[];
  /** age of the oldest item that is not worked yet, of the oldest mail not sent yet, and of the oldest event not delivered, seconds; 0 when none waits */
  readonly oldestInbound: number;
  readonly oldestOutbox: number;
  readonly oldestEvent: number;
  /** promises of open tickets that are not kept yet: in time, late, or standing while the customer is waited for */
  readonly promises: readonly { readonly metric: string; readonly state: string; readonly n: number }[];
  /** seconds that the watch is behind with what is due; 0 when it is not */
  readonly watchBehind: number;
  /** alarms for which there was nobody to tell, of the last day */
  readonly nobodyTold: number;
};

/** How much of everything there is, for whoever watches. Counts whole tables: meant for every 15 s, not for every page. */
export async function counts(db: Db, now: Instant): Promise<Counts> {
  const row = await db.one<Counts>(sql`
    select
      (select coalesce(json_agg(c), '[]') from (select state, count(*)::int as n from inbound group by state) c) as inbound,
      (select coalesce(json_agg(c), '[]') from (select state, count(*)::int as n from outbox where outlet <> 'webhook' group by state) c) as outbox,
      (select coalesce(json_agg(c), '[]') from (select state, count(*)::int as n from outbox where outlet = 'webhook' group by state) c) as events,
      (select coalesce(extract(epoch from now() - min(stored_at)), 0)::float8 from inbound where state = 'stored') as "oldestInbound",
      (select coalesce(extract(epoch from ${new Date(now)}::timestamptz - min(created_at)), 0)::float8 from outbox where state in ('pending', 'sending', 'unknown') and outlet <> 'webhook') as "oldestOutbox",
      (select coalesce(extract(epoch from ${new Date(now)}::timestamptz - min(created_at)), 0)::float8 from outbox where state in ('pending', 'sending', 'unknown') and outlet = 'webhook') as "oldestEvent",
      (select coalesce(json_agg(c), '[]') from (
        select metric, case when state = 'waiting' then 'waiting' when due_at < ${new Date(now)} then 'late' else 'in_time' end as state, count(*)::int as n
        from clock where met_at is null and state in ('running', 'waiting') group by 1, 2) c) as promises,
      (select coalesce(extract(epoch from ${new Date(now)}::timestamptz - min(next_at)), 0)::float8 from watched where next_at <= ${new Date(now)}) as "watchBehind",
      (select count(*)::int from alarm where said = 'nobody' and fired_at > ${new Date(now)}::timestamptz - interval '1 day') as "nobodyTold"`);
  return row;
}
