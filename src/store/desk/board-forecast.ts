import type { OpenPromise } from '../../domain/board/forecast.ts';
import type { KeepingAct } from '../../domain/board/pace.ts';
import type { Instant } from '../../domain/time.ts';
import { KEEPING } from '../compliance.ts';
import { sql, type Runner, type Sql } from '../sql.ts';

/**
 * The promises that the queue puts tickets in order by, the nearest of each, and any other that falls due by `until`; at
 * most `limit`, those that are due first. Times are asked for as numbers: there may be many thousands.
 */
export async function openPromises(
  db: Runner,
  { until, limit }: { readonly until: Instant; readonly limit: number },
): Promise<readonly OpenPromise[]> {
  return db.many<OpenPromise>(sql`
    select c.ticket_id as "ticketId", t.reference, t.subject, c.metric, coalesce(t.confirmed_level, t.suggested_level)::int as level,
      t.confirmed_level is not null as "isConfirmed", ${ms(sql`c.due_at`)} as "dueAt", ${ms(sql`c.soon_at`)} as "soonAt", ${ms(sql`c.now_at`)} as "nowAt", t.mailbox, t.assignee
    from (select *, row_number() over (partition by ticket_id order by due_at, metric, cycle) as place from clock where state = 'running' and due_at is not null) c
    join ticket t on t.id = c.ticket_id
    where (c.place = 1 or c.due_at <= ${new Date(until)}::timestamptz) and t.state = 'open' and t.bucket in ('desk', 'unreadable')
    order by c.due_at, c.ticket_id limit ${limit}`);
}

function ms(column: Sql): Sql {
  return sql`round(date_part('epoch', ${column}) * 1000)`;
}

/** Acts since then by which promises are kept, the latest first, at most `limit`: a call in vain is none. */
export async function keepingActs(db: Runner, since: Instant, limit: number): Promise<readonly KeepingAct[]> {
  return db.many<KeepingAct>(sql`
    select j.actor as rep, j.at, t.accepted_at as since from journal j join ticket t on t.id = j.ticket_id
    where j.act = any(${KEEPING}::text[]) and j.at >= ${new Date(since)}::timestamptz and coalesce(j.detail->>'outcome', '') <> 'no_answer'
    order by j.at desc limit ${limit}`);
}
