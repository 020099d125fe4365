import type { Metric } from '../domain/promise/event.ts';
import type { Instant } from '../domain/time.ts';
import { sql, type Runner, type Sql } from './sql.ts';

/** A ticket of a list, with the clock that put it there; null for a list that goes by the ticket. */
export type ListedTicket = { readonly ticketId: string; readonly metric: Metric | null; readonly cycle: number | null };

/** The first tickets of a list, and how many there are. */
export type List = { readonly rows: readonly ListedTicket[]; readonly total: number };

/** Whose tickets: all of them (null), or those of a rep and those that nobody has in these mailboxes (null: any). */
export type Scope = { readonly person: string; readonly mailboxes: readonly string[] | null } | null;

/** Rows of a list that a mail may show. */
const MOST = 50;

/** What must be looked at on a day: late, due before it ends, levels that nobody confirmed, waiting for the customer. */
export async function digestLists(
  db: Runner,
  scope: Scope,
  { now, endOfDay }: { readonly now: Instant; readonly endOfDay: Instant },
): Promise<{ readonly late: List; readonly dueToday: List; readonly unconfirmed: List; readonly waiting: List }> {
  const late = await byClock(db, scope, sql`c.due_at < ${new Date(now)}`);
  const dueToday = await byClock(
    db,
    scope,
    sql`c.due_at >= ${new Date(now)} and c.due_at < ${new Date(endOfDay)}
      and not exists (select from clock l where l.ticket_id = c.ticket_id and l.state = 'running' and l.due_at < ${new Date(now)})`,
  );
  return {
    late,
    dueToday,
    unconfirmed: await byTicket(db, scope, sql`t.confirmed_level is null`, sql`t.accepted_at`),
    waiting: await byTicket(db, scope, sql`t.waiting_since is not null`, sql`t.waiting_since`),
  };
}

async function byClock(db: Runner, scope: Scope, which: Sql): Promise<List> {
  const rows = await db.many<ListedTicket & { total: number }>(sql`
    select ticket_id as "ticketId", metric, cycle, count(*) over ()::int as total from (
      select distinct on (c.ticket_id) c.ticket_id, c.metric, c.cycle, c.due_at
      from clock c join ticket t on t.id = c.ticket_id
      where c.state = 'running' and ${which} and ${mine(scope)} order by c.ticket_id, c.due_at
    ) first order by due_at limit ${MOST}`);
  return { rows: rows.map(({ ticketId, metric, cycle }) => ({ ticketId, metric, cycle })), total: rows[0]?.total ?? 0 };
}

async function byTicket(db: Runner, scope: Scope, which: Sql, order: Sql): Promise<List> {
  const rows = await db.many<{ ticketId: string; total: number }>(sql`
    select t.id as "ticketId", count(*) over ()::int as total from ticket t
    where ${which} and ${mine(scope)} order by ${order}, t.id limit ${MOST}`);
  return { rows: rows.map(({ ticketId }) => ({ ticketId, metric: null, cycle: null })), total: rows[0]?.total ?? 0 };
}

function mine(scope: Scope): Sql {
  const open = sql`t.state = 'open' and t.bucket in ('desk', 'unreadable')`;
  if (scope === null) return open;
  const free = scope.mailboxes === null ? sql`true` : sql`t.mailbox = any(${scope.mailboxes}::text[])`;
  return sql`${open} and (t.assignee = ${scope.person} or (t.assignee is null and ${free}))`;
}
