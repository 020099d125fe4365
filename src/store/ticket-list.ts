import type { Level } from '../domain/level.ts';
import type { Instant } from '../domain/time.ts';
import { sql, type Runner, type Sql } from './sql.ts';

/** A ticket in a list. */
export type ListedTicket = {
  readonly id: string;
  readonly reference: string;
  readonly subject: string;
  readonly requesterName: string;
  readonly requesterAddress: string;
  readonly state: 'open' | 'resolved' | 'merged';
  readonly bucket: 'desk' | 'bulk' | 'junk' | 'unreadable';
  readonly waitingSince: Instant | null;
  readonly suggestedLevel: Level;
  readonly confirmedLevel: Level | null;
  readonly assignee: string | null;
  readonly acceptedAt: Instant;
  readonly version: number;
  /** the nearest due of its promises that are not kept yet */
  readonly dueAt: Instant | null;
};

export const SHOWS = ['open', 'waiting', 'resolved', 'all'] as const;

/** What is listed. `assignee`: null is nobody's, undefined is everybody's. `after`: the last ticket of the page before. */
export type ListQuery = {
  readonly show: (typeof SHOWS)[number];
  readonly assignee: string | null | undefined;
  readonly after: Pick<ListedTicket, 'id' | 'dueAt'> | null;
  readonly limit: number;
};

const ON_THE_DESK = sql`t.bucket in ('desk', 'unreadable')`;
const WHERE: Readonly<Record<ListQuery['show'], Sql>> = {
  open: sql`t.state = 'open' and t.waiting_since is null and ${ON_THE_DESK}`,
  waiting: sql`t.state = 'open' and t.waiting_since is not null and ${ON_THE_DESK}`,
  resolved: sql`t.state = 'resolved' and ${ON_THE_DESK}`,
  all: sql`true`,
};

/**
 * Tickets by their nearest due; then those without one, the newest first. The first part walks the index of dues as far
 * as the page goes and no further, so that a hundred thousand open tickets cost no more than fifty.
 */
export async function listTickets(db: Runner, query: ListQuery): Promise<readonly ListedTicket[]> {
  const { after, limit } = query;
  // While a ticket waits for the customer, or is resolved, none of its clocks runs.
  const mayHaveDue = query.show === 'open' || query.show === 'all';
  const due = mayHaveDue && (after === null || after.dueAt !== null) ? await withDue(db, query) : [];
  if (due.length === limit) return due;
  return [...due, ...(await withoutDue(db, query, limit - due.length))];
}

const COLUMNS = sql`t.id, t.reference, t.subject, t.requester_name as "requesterName", t.requester_address as "requesterAddress", t.state, t.bucket,
  t.waiting_since as "waitingSince", t.suggested_level as "suggestedLevel", t.confirmed_level as "confirmedLevel", t.assignee, t.accepted_at as "acceptedAt", t.version`;

async function withDue(db: Runner, { show, assignee, after, limit }: ListQuery): Promise<readonly ListedTicket[]> {
  const beyond =
    after === null || after.dueAt === null
      ? sql`true`
      : sql`c.due_at >= ${new Date(after.dueAt)}::timestamptz and (c.due_at, c.ticket_id) > (${new Date(after.dueAt)}::timestamptz, ${after.id}::bigint)`;
  return db.many<ListedTicket>(sql`
    select ${COLUMNS}, c.due_at as "dueAt" from clock c join ticket t on t.id = c.ticket_id
    where c.state = 'running' and c.due_at is not null and ${beyond} and ${WHERE[show]} and ${held(assignee)}
      and not exists (
        select 1 from clock d where d.ticket_id = c.ticket_id and d.state = 'running'
          and (d.due_at < c.due_at or (d.due_at = c.due_at and (d.metric, d.cycle) < (c.metric, c.cycle))))
    order by c.due_at, c.ticket_id limit ${limit}`);
}

async function withoutDue(
  db: Runner,
  { show, assignee, after }: ListQuery,
  limit: number,
): Promise<readonly ListedTicket[]> {
  const beyond = after === null || after.dueAt !== null ? sql`true` : sql`t.id < ${after.id}::bigint`;
  return db.many<ListedTicket>(sql`
    select ${COLUMNS}, null as "dueAt" from ticket t
    where ${beyond} and ${WHERE[show]} and ${held(assignee)}
      and not exists (select 1 from clock c where c.ticket_id = t.id and c.state = 'running' and c.due_at is not null)
    order by t.id desc limit ${limit}`);
}

function held(assignee: string | null | undefined): Sql {
  if (assignee === undefined) return sql`true`;
  return assignee === null ? sql`t.assignee is null` : sql`t.assignee = ${assignee}`;
}
