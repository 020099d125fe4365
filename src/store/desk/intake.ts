import { DAY, type Instant } from '../../domain/time.ts';
import { sql, type Runner } from '../sql.ts';

/*
 * Whether everything that waits for us is being read. Nothing here grows with the past: what waits has an index, and of
 * what came in only the latest is looked at.
 */

/** The latest items among which the last one of each way in is looked for. */
export const LATEST = 5_000;

/** What came in by one way for one mailbox. */
export type WayState = {
  readonly mailbox: string;
  readonly via: string;
  /** among the latest, or null */
  readonly lastAt: Instant | null;
  readonly lastDay: number;
  readonly waiting: number;
  readonly oldest: Instant | null;
  /** of those that wait, ones that were tried in vain */
  readonly failing: number;
};

/** Each way in that anything came by lately, or that something waits of. */
export async function waysIn(db: Runner, now: Instant): Promise<readonly WayState[]> {
  return db.many<WayState>(sql`
    select coalesce(l.mailbox, w.mailbox) as mailbox, coalesce(l.via, w.via) as via, l.last_at as "lastAt", coalesce(l.day, 0) as "lastDay",
      coalesce(w.n, 0) as waiting, w.oldest, coalesce(w.failing, 0) as failing
    from (select mailbox, via, max(accepted_at) as last_at, (count(*) filter (where accepted_at > ${new Date(now - DAY)}))::int as day
      from (select mailbox, via, accepted_at from inbound where sha256 is not null order by id desc limit ${LATEST}) x group by mailbox, via) l
    full join (select mailbox, via, count(*)::int as n, min(accepted_at) as oldest, (count(*) filter (where failures > 0))::int as failing
      from inbound where state = 'stored' group by mailbox, via) w on w.mailbox = l.mailbox and w.via = l.via
    order by 1, 2`);
}

/** How many kept items the servers of mailboxes were not told of yet. */
export async function untold(db: Runner): Promise<ReadonlyMap<string, number>> {
  const rows = await db.many<{ mailbox: string; n: number }>(
    sql`select mailbox, count(*)::int as n from inbound_location where server_state = 'pending' group by mailbox`,
  );
  return new Map(rows.map(({ mailbox, n }) => [mailbox, n]));
}

/** How many items came in in each hour of the last day, the oldest hour first: 24 numbers a mailbox. */
export async function lastDay(db: Runner, now: Instant): Promise<ReadonlyMap<string, readonly number[]>> {
  const rows = await db.many<{ mailbox: string; hour: number; n: number }>(sql`
    select mailbox, floor(extract(epoch from accepted_at - ${new Date(now - DAY)}::timestamptz) / 3600)::int as hour, count(*)::int as n
    from inbound where sha256 is not null and accepted_at > ${new Date(now - DAY)} and accepted_at <= ${new Date(now)} group by 1, 2`);
  const found = new Map<string, number[]>();
  for (const { mailbox, hour, n } of rows) {
    const hours = found.get(mailbox) ?? Array.from({ length: 24 }, () => 0);
    const at = Math.min(Math.max(hour, 0), 23);
    hours[at] = hours[at]! + n;
    found.set(mailbox, hours);
  }
  return found;
}

/** A line of faxes: a webhook, a folder or the mails of a service, by its name in the settings. */
export type FaxLine = {
  readonly source: string;
  readonly lastAt: Instant | null;
  /** calls of which the end is not known yet, documents to be fetched, and documents to be read */
  readonly coming: number;
  readonly toFetch: number;
  readonly toRead: number;
  /** why the latest of those that wait could not be fetched or read yet */
  readonly trouble: string | null;
};

/** Each line that a fax came by, or is coming by. */
export async function faxLines(db: Runner): Promise<readonly FaxLine[]> {
  return db.many<FaxLine>(sql`
    with line as (
      select told->>'source' as source, accepted_at as at, 0 as coming, 0 as to_fetch, (state = 'waiting')::int as to_read, case when state = 'waiting' then reason end as trouble
      from (select * from fax order by inbound_id desc limit ${LATEST}) f
      union all
      select source, first_at, (state = 'coming')::int, (state = 'due')::int, 0, reason from fax_call where state <> 'kept')
    select source, max(at) as "lastAt", sum(coming)::int as coming, sum(to_fetch)::int as "toFetch", sum(to_read)::int as "toRead",
      (array_agg(trouble order by at desc) filter (where trouble is not null))[1] as trouble
    from line where source is not null group by source order by source`);
}
