import type { Level } from '../../domain/level.ts';
import type { Metric } from '../../domain/promise/event.ts';
import type { Instant } from '../../domain/time.ts';
import { countedIn, IN_VAIN, KEPT_BY, KEPT_LEVEL, TOLD, type Stretch } from '../compliance.ts';
import { sql, type Runner, type Sql } from '../sql.ts';

/** A promise in the list behind a number of the board. */
export type PromiseRow = {
  readonly ticketId: string;
  readonly reference: string;
  readonly subject: string;
  readonly customer: string;
  readonly metric: Metric;
  readonly cycle: number;
  readonly level: Level;
  readonly startedAt: Instant;
  /** when it was due; of a broken one, the due that it broke */
  readonly dueAt: Instant;
  readonly metAt: Instant | null;
  readonly isBroken: boolean;
  /** id of who kept it, else of who has the ticket, or null */
  readonly rep: string | null;
  readonly assignee: string | null;
  /** calls before the due that nobody answered, and who of the ladder was told; of a broken one */
  readonly vain: number;
  readonly told: readonly string[];
  /** by which the list is in order: when it was broken, else kept; of an open one, its due */
  readonly countedAt: Instant;
};

/** Which of the promises that count in a stretch (compliance.ts). `rep`: null is nobody's, undefined is everybody's. */
export type PromiseQuery = Stretch & {
  readonly kept: boolean | null;
  readonly metric: 'call_back' | 'resolution' | null;
  readonly level: Level | null;
  readonly rep: string | null | undefined;
};

/** The last row of the page before. */
export type PromiseCursor = Pick<PromiseRow, 'countedAt' | 'ticketId' | 'metric' | 'cycle'>;

/** Promises that count in a stretch, the latest first: as many as `keptIn` counts. */
export async function countedPromises(
  db: Runner,
  query: PromiseQuery,
  page: { readonly after: PromiseCursor | null; readonly limit: number; readonly now: Instant },
): Promise<readonly PromiseRow[]> {
  const { kept, metric, level, rep } = query;
  const where = [
    kept === null ? null : kept ? sql`c.broken_at is null` : sql`c.broken_at is not null`,
    metric === null ? null : sql`c.metric = ${metric}`,
    level === null ? null : sql`${KEPT_LEVEL} = ${level}::int`,
    rep === undefined ? null : rep === null ? sql`${KEPT_BY} is null` : sql`${KEPT_BY} = ${rep}`,
    beyond(page.after, sql`c.counted_at`, sql`<`),
  ].reduce<Sql>((all, one) => (one === null ? all : sql`${all} and ${one}`), sql`true`);
  return db.many<PromiseRow>(sql`
    with page as materialized (
      select c.* from ${countedIn(query, page.now)} c join ticket t on t.id = c.ticket_id where ${where}
      order by c.counted_at desc, c.ticket_id desc, c.metric desc, c.cycle desc limit ${page.limit})
    select ${COLUMNS}, ${KEPT_LEVEL}::int as level, coalesce(c.broken_at, c.due_at, c.met_at) as "dueAt", c.broken_at is not null as "isBroken", ${KEPT_BY} as rep,
      case when c.broken_at is null then 0 else ${IN_VAIN} end as vain, case when c.broken_at is null then '{}'::text[] else ${TOLD} end as told, c.counted_at as "countedAt"
    from page c join ticket t on t.id = c.ticket_id left join customer u on u.id = t.customer_id
    order by c.counted_at desc, c.ticket_id desc, c.metric desc, c.cycle desc`);
}

/** The nearest open promise of each ticket that falls due within `from <= due <= until` (null: any that is earlier), soonest first. */
export async function nearestPromises(
  db: Runner,
  { from, until }: { readonly from: Instant | null; readonly until: Instant },
  { after, limit }: { readonly after: PromiseCursor | null; readonly limit: number },
): Promise<readonly PromiseRow[]> {
  const begin = from === null ? sql`true` : sql`c.due_at >= ${new Date(from)}::timestamptz`;
  return db.many<PromiseRow>(sql`
    select ${COLUMNS}, c.level::int as level, c.due_at as "dueAt", c.breached_at is not null as "isBroken", t.assignee as rep, 0 as vain, '{}'::text[] as told, c.due_at as "countedAt"
    from clock c join ticket t on t.id = c.ticket_id left join customer u on u.id = t.customer_id
    where c.state = 'running' and ${begin} and c.due_at <= ${new Date(until)}::timestamptz and t.state = 'open' and t.bucket in ('desk', 'unreadable')
      and not exists (select from clock d where d.ticket_id = c.ticket_id and d.state = 'running' and (d.due_at, d.metric, d.cycle) < (c.due_at, c.metric, c.cycle))
      and ${beyond(after, sql`c.due_at`, sql`>`)}
    order by c.due_at, c.ticket_id, c.metric, c.cycle limit ${limit}`);
}

const COLUMNS = sql`t.id as "ticketId", t.reference, t.subject, coalesce(u.name, nullif(t.requester_name, ''), t.requester_address) as customer, c.metric, c.cycle,
  c.started_at as "startedAt", c.met_at as "metAt", t.assignee`;

function beyond(after: PromiseCursor | null, key: Sql, than: Sql): Sql {
  if (after === null) return sql`true`;
  const { countedAt, ticketId, metric, cycle } = after;
  return sql`(${key}, c.ticket_id, c.metric, c.cycle) ${than} (${new Date(countedAt)}::timestamptz, ${ticketId}::bigint, ${metric}::text, ${cycle}::int)`;
}
