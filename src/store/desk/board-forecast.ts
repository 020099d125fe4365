import type { OpenPromise } from '../../domain/board/forecast.ts';
import type { KeepingAct } from '../../domain/board/pace.ts';
import type { Instant } from '../../domain/time.ts';
import { KEEPING } from '../compliance.ts';
import { sql, type Runner } from '../sql.ts';

/** Open promises with a due, those that are due next, at most `limit`. */
export async function openPromises(db: Runner, limit: number): Promise<readonly OpenPromise[]> {
  return db.many<OpenPromise>(sql`
    select c.ticket_id as "ticketId", t.reference, t.subject, c.metric, coalesce(t.confirmed_level, t.suggested_level)::int as level,
      c.due_at as "dueAt", c.soon_at as "soonAt", c.now_at as "nowAt", t.mailbox, t.assignee
    from clock c join ticket t on t.id = c.ticket_id
    where c.state = 'running' and c.due_at is not null and t.state = 'open' and t.bucket in ('desk', 'unreadable')
    order by c.due_at, c.ticket_id limit ${limit}`);
}

/** Acts since then by which promises are kept, the latest first, at most `limit`: a call in vain is none. */
export async function keepingActs(db: Runner, since: Instant, limit: number): Promise<readonly KeepingAct[]> {
  return db.many<KeepingAct>(sql`
    select actor as rep, at from journal
    where act = any(${KEEPING}::text[]) and at >= ${new Date(since)}::timestamptz and coalesce(detail->>'outcome', '') <> 'no_answer'
    order by at desc limit ${limit}`);
}
