import type { Level } from '../../domain/level.ts';
import type { Risk } from '../../domain/promise/risk.ts';
import { parseSearch } from '../../domain/search.ts';
import type { Instant } from '../../domain/time.ts';
import { sql, type Db, type Runner, type Sql } from '../sql.ts';
import { byIndex } from './by-index.ts';
import {
  MOST_SEEN,
  packIds,
  readNewestCursor,
  readOpenCursor,
  unpackIds,
  writeCursor,
  type NewestCursor,
  type OpenCursor,
} from './cursor.ts';
import { rowColumns, type QueueRow } from './queue-row.ts';
import { meets, ON_THE_DESK } from './terms.ts';

export const QUEUE_SHOWS = ['confirm', 'mine', 'free', 'all', 'waiting', 'late', 'resolved', 'shelved'] as const;
export type QueueShow = (typeof QUEUE_SHOWS)[number];

/** What of the queue is shown. Empty lists are no limits. */
export type QueueQuery = {
  readonly show: QueueShow;
  /** id of the person who looks */
  readonly me: string;
  readonly levels: readonly Level[];
  readonly channels: readonly QueueRow['channel'][];
  readonly customerId: string | null;
  /** as it was typed (domain/search.ts) */
  readonly q: string | null;
  /** `next` of the page before */
  readonly after: string | null;
  readonly limit: number;
  readonly now: Instant;
};

/** `asOf`: when the first page was read, by which all pages count their bands. */
export type QueuePage = {
  readonly rows: readonly QueueRow[];
  readonly next: string | null;
  readonly asOf: Instant;
};

/** Bands in the order of the queue. */
const BANDS: readonly Risk[] = ['late', 'now', 'soon', 'on_time', 'waiting', 'none'];
const LATE = 0;

const OPEN = sql`t.state = 'open' and ${ON_THE_DESK}`;
const RESOLVED = sql`t.state = 'resolved' and ${ON_THE_DESK}`;
const SHELVED = sql`t.bucket in ('bulk', 'junk') and t.state <> 'merged'`;
/** Beyond that nobody wants the number, and counting takes time: this many means so many or more. */
export const MOST_COUNTED = 10_000;
/** The promise of each ticket that is due next. */
const NEXT_DUE = sql`
  select distinct on (ticket_id) ticket_id, metric, cycle, due_at, soon_at, now_at from clock
  where state = 'running' and due_at is not null order by ticket_id, due_at, metric, cycle`;

/**
 * A page of the queue, in one statement. Open tickets come by band, level, due and age; what is done with, the newest first.
 * A list keeps the instant of its first page and names the tickets that were shown: whatever is due, arrives or is changed
 * meanwhile, its pages repeat none and leave none out. Null: the cursor is none of ours.
 */
export async function listQueue(db: Db, query: QueueQuery): Promise<QueuePage | null> {
  return query.show === 'resolved' || query.show === 'shelved' ? newestFirst(db, query) : byRisk(db, query);
}

type Row = Omit<QueueRow, 'band' | 'due'>;
type Due = NonNullable<QueueRow['due']>;
type OpenRow = Row & {
  readonly band: number;
  readonly dueKey: number;
  readonly acceptedKey: number;
  readonly newest: string;
  readonly metric: Due['metric'] | null;
  readonly cycle: number;
  readonly dueLevel: Level;
  readonly dueAt: Instant;
  readonly startedAt: Instant;
  readonly targetMinutes: number;
};

async function byRisk(db: Db, query: QueueQuery): Promise<QueuePage | null> {
  const after = query.after === null ? null : readOpenCursor(query.after);
  if (query.after !== null && after === null) return null;
  const asOf = after?.asOf ?? query.now;
  const at = new Date(asOf);
  const rows = await read<OpenRow>(
    db,
    query,
    sql`
    with place as (
      select t.id, coalesce(t.confirmed_level, t.suggested_level)::int as level, n.metric, n.cycle,
        case when n.due_at < ${at} then ${LATE}::int when n.now_at <= ${at} then 1 when n.soon_at <= ${at} then 2 when n.due_at is not null then 3
          when t.waiting_since is not null then 4 else 5 end as band,
        coalesce(date_part('epoch', n.due_at), 1e12) as due_key, date_part('epoch', t.accepted_at) as accepted_key
      from ticket t left join (${NEXT_DUE}) n on n.ticket_id = t.id
      where ${OPEN} and ${shown(query)} and ${narrowed(query)}),
    page as materialized (
      select * from place p where ${after === null ? sql`true` : beyond(after)} and ${query.show === 'late' ? sql`p.band = ${LATE}` : sql`true`}
      order by band, level, due_key, accepted_key, id limit ${query.limit + 1})
    select ${rowColumns(query)}, p.band, p.due_key as "dueKey", p.accepted_key as "acceptedKey", (select max(id) from ticket) as newest,
      p.metric, p.cycle, c.level as "dueLevel", c.due_at as "dueAt", c.started_at as "startedAt", c.target_minutes as "targetMinutes"
    from page p join ticket t on t.id = p.id left join clock c on c.ticket_id = p.id and c.metric = p.metric and c.cycle = p.cycle
    order by p.band, p.level, p.due_key, p.accepted_key, p.id`,
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    rows: page.map(rowOf),
    next:
      last === undefined || rows.length <= query.limit
        ? null
        : writeCursor({
            asOf,
            newest: after?.newest ?? last.newest,
            seen: seenWith(after, page),
            last: [last.band, last.level, last.dueKey, last.acceptedKey, last.id],
          } satisfies OpenCursor),
    asOf,
  };
}

function rowOf(found: OpenRow): QueueRow {
  const {
    band,
    dueKey: _d,
    acceptedKey: _a,
    newest: _n,
    metric,
    cycle,
    dueLevel,
    dueAt,
    startedAt,
    targetMinutes,
    ...row
  } = found;
  const due = metric === null ? null : { metric, cycle, level: dueLevel, dueAt, startedAt, targetMinutes };
  return { ...row, band: BANDS[band]!, due };
}

/** What a later page may show: tickets that there were at the first one, and that no page showed; after too many pages, those that stand behind the last row. */
function beyond({ newest, seen, last }: OpenCursor): Sql {
  const [band, level, due, accepted, id] = last;
  return seen === null
    ? sql`p.id <= ${newest}::bigint and (p.band, p.level, p.due_key, p.accepted_key, p.id) > (${band}::int, ${level}::int, ${due}::float8, ${accepted}::float8, ${id}::bigint)`
    : sql`p.id <= ${newest}::bigint and p.id <> all(${unpackIds(seen)}::bigint[])`;
}

function seenWith(after: OpenCursor | null, page: readonly { readonly id: string }[]): string | null {
  if (after !== null && after.seen === null) return null;
  const ids = [...(after === null ? [] : unpackIds(after.seen!)), ...page.map(({ id }) => id)];
  return ids.length > MOST_SEEN ? null : packIds(ids);
}

/** Done with: by when it was resolved; junk and bulk by when it came. */
async function newestFirst(db: Db, query: QueueQuery): Promise<QueuePage | null> {
  const after = query.after === null ? null : readNewestCursor(query.after);
  if (query.after !== null && after === null) return null;
  const [which, key] = query.show === 'resolved' ? [RESOLVED, sql`t.resolved_at`] : [SHELVED, sql`t.accepted_at`];
  const rows = await read<Row & { readonly key: Instant }>(
    db,
    query,
    sql`
    with page as materialized (
      select t.id, ${key} as key from ticket t
      where ${which} and ${narrowed(query)} and ${after === null ? sql`true` : sql`(${key}, t.id) < (${new Date(after.at)}, ${after.id}::bigint)`}
      order by ${key} desc, t.id desc limit ${query.limit + 1})
    select ${rowColumns(query)}, p.key from page p join ticket t on t.id = p.id order by p.key desc, p.id desc`,
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const asOf = after?.asOf ?? query.now;
  return {
    rows: page.map(({ key: _key, ...row }) => ({ ...row, band: 'none', due: null })),
    next:
      last === undefined || rows.length <= query.limit
        ? null
        : writeCursor({ asOf, at: last.key, id: last.id } satisfies NewestCursor),
    asOf,
  };
}

function read<T>(db: Db, { q }: QueueQuery, list: Sql): Promise<readonly T[]> {
  return q === null ? db.many<T>(list) : byIndex<T>(db, list);
}

/** Tickets in each list of the queue, in one statement; no more than MOST_COUNTED of those that are done with. */
export async function countQueue(
  db: Runner,
  { me, now }: { readonly me: string; readonly now: Instant },
): Promise<Readonly<Record<QueueShow, number>>> {
  const atMost = (which: Sql): Sql =>
    sql`(select count(*)::int from (select 1 from ticket t where ${which} limit ${MOST_COUNTED}) counted)`;
  return db.one(sql`
    select (count(*) filter (where t.confirmed_level is null))::int as confirm, (count(*) filter (where t.assignee = ${me}))::int as mine,
      (count(*) filter (where t.assignee is null))::int as free, count(*)::int as all, (count(*) filter (where t.waiting_since is not null))::int as waiting,
      count(l.ticket_id)::int as late, ${atMost(RESOLVED)} as resolved, ${atMost(SHELVED)} as shelved
    from ticket t left join (select distinct ticket_id from clock where state = 'running' and due_at < ${new Date(now)}) l on l.ticket_id = t.id
    where ${OPEN}`);
}

/** Which of the open tickets a list has; all that are late are told by their band. */
function shown({ show, me }: QueueQuery): Sql {
  if (show === 'confirm') return sql`t.confirmed_level is null`;
  if (show === 'mine') return sql`t.assignee = ${me}`;
  if (show === 'free') return sql`t.assignee is null`;
  return show === 'waiting' ? sql`t.waiting_since is not null` : sql`true`;
}

function narrowed({ levels, channels, customerId, q, now }: QueueQuery): Sql {
  return [
    levels.length === 0 ? null : sql`coalesce(t.confirmed_level, t.suggested_level) = any(${levels}::int[])`,
    channels.length === 0 ? null : sql`t.channel = any(${channels}::text[])`,
    customerId === null
      ? null
      : /^\d{1,18}$/u.test(customerId)
        ? sql`t.customer_id = ${customerId}::bigint`
        : sql`false`,
    q === null ? null : meets(parseSearch(q), now),
  ]
    .filter((part) => part !== null)
    .reduce((a, b) => sql`${a} and ${b}`, sql`true`);
}
