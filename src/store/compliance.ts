import type { KeptCount } from '../domain/board/kept.ts';
import type { Level } from '../domain/level.ts';
import type { Metric, RaiseReason } from '../domain/promise/event.ts';
import type { Instant } from '../domain/time.ts';
import { sql, type Runner, type Sql } from './sql.ts';

/*
 * Promises kept and broken. One counts in the stretch in which it was kept, or in which it fell due unkept; one without a
 * number, and one that a merge or a silent end cancelled in time, counts nowhere.
 */

/** `from <= t < until` */
export type Stretch = { readonly from: Instant; readonly until: Instant };

export type KeptRow = KeptCount & {
  /** which of the stretches */
  readonly stretch: number;
};

/** Acts that keep a promise. */
export const KEEPING = [
  'contact_logged',
  'replied',
  'asked_customer',
  'workaround_offered',
  'release_named',
  'resolved',
];

/** Who kept a promise `c` of a ticket `t`, else who had it. */
export const KEPT_BY = sql`coalesce((select j.actor from journal j where j.ticket_id = c.ticket_id and j.at = c.met_at and j.act = any(${KEEPING}::text[]) order by j.id limit 1), t.assignee)`;
/** The level under which a promise `c` is counted. */
export const KEPT_LEVEL = sql`coalesce(c.breached_level, c.level)`;
/** Calls before a promise `c` was broken that nobody answered. */
export const IN_VAIN = sql`(select count(*)::int from journal j where j.ticket_id = c.ticket_id and j.act = 'contact_logged' and j.at <= c.broken_at and j.detail->>'outcome' = 'no_answer')`;
/** Ids of those of the ladder who were told of a promise `c`. */
export const TOLD = sql`array(select distinct g.person from alarm a join telling g on g.alarm_id = a.id
  where a.ticket_id = c.ticket_id and a.metric = c.metric and a.cycle = c.cycle and a.kind like 'rung%' and not g.undelivered order by g.person)`;

/** Promises kept and broken in each stretch, by metric, level and rep. */
export async function keptIn(db: Runner, stretches: readonly Stretch[], now: Instant): Promise<readonly KeptRow[]> {
  if (stretches.length === 0) return [];
  const whole = {
    from: Math.min(...stretches.map(({ from }) => from)),
    until: Math.max(...stretches.map(({ until }) => until)),
  };
  return db.many<KeptRow>(sql`
    select s.n::int - 1 as stretch, c.metric, ${KEPT_LEVEL} as level, ${KEPT_BY} as rep,
      count(*) filter (where c.broken_at is null)::int as kept, count(*) filter (where c.broken_at is not null)::int as broken
    from unnest(${stretches.map(({ from }) => iso(from))}::timestamptz[], ${stretches.map(({ until }) => iso(until))}::timestamptz[]) with ordinality as s(a, b, n)
    join ${countedIn(whole, now)} c on c.counted_at >= s.a and c.counted_at < s.b
    join ticket t on t.id = c.ticket_id
    group by 1, 2, 3, 4`);
}

export type BrokenRow = {
  readonly reference: string;
  readonly subject: string;
  readonly customer: string;
  readonly metric: Metric;
  readonly level: Level;
  readonly dueAt: Instant;
  readonly metAt: Instant | null;
  readonly assignee: string | null;
  /** calls before the due that nobody answered */
  readonly vain: number;
  /** ids of those of the ladder who were told */
  readonly told: readonly string[];
  readonly total: number;
};

/** Promises that were broken in a stretch, the latest first, at most `limit`; `total` stands on each row. */
export async function brokenIn(
  db: Runner,
  { from, until }: Stretch,
  { limit, now }: { readonly limit: number; readonly now: Instant },
): Promise<readonly BrokenRow[]> {
  return db.many<BrokenRow>(sql`
    select t.reference, t.subject, coalesce(u.name, nullif(t.requester_name, ''), t.requester_address) as customer, c.metric, ${KEPT_LEVEL} as level,
      c.broken_at as "dueAt", c.met_at as "metAt", t.assignee,
      ${IN_VAIN} as vain, ${TOLD} as told, count(*) over ()::int as total
    from ${countedIn({ from, until }, now)} c join ticket t on t.id = c.ticket_id left join customer u on u.id = t.customer_id
    where c.broken_at is not null
    order by c.broken_at desc, c.ticket_id limit ${limit}`);
}

export type ReratedRow = {
  readonly reference: string;
  readonly from: Level;
  readonly to: Level;
  readonly actor: string;
  readonly reason: RaiseReason | null;
};

/** Levels that people raised or lowered in a stretch. */
export async function reratedIn(db: Runner, { from, until }: Stretch): Promise<readonly ReratedRow[]> {
  return db.many<ReratedRow>(sql`
    select t.reference, (j.detail->>'from')::int as "from", (j.detail->>'to')::int as "to", j.actor, j.detail->>'reason' as reason
    from journal j join ticket t on t.id = j.ticket_id
    where j.act in ('level_raised', 'level_lowered') and j.at >= ${new Date(from)} and j.at < ${new Date(until)} order by j.id limit 100`);
}

/** What became of everything that arrived in a stretch. The parts make up the whole. */
export async function arrivedIn(
  db: Runner,
  { from, until }: Stretch,
): Promise<{
  readonly arrived: number;
  readonly tickets: number;
  readonly joined: number;
  readonly ignored: number;
  readonly held: number;
}> {
  return db.one(sql`
    select count(*)::int as arrived, count(*) filter (where outcome = 'ticket')::int as tickets, count(*) filter (where outcome = 'appended')::int as joined,
      count(*) filter (where outcome = 'ignored')::int as ignored, count(*) filter (where outcome = 'quarantined' or outcome is null)::int as held
    from inbound where accepted_at >= ${new Date(from)} and accepted_at < ${new Date(until)} and sha256 is not null`);
}

/**
 * Promises that count in a stretch: when each was broken, also one that is late by now and that nobody has looked at
 * since; and `counted_at`, when it was broken, else kept. The inner conditions say less than the outer one, each by an index.
 */
export function countedIn({ from, until }: Stretch, now: Instant): Sql {
  const within = (column: Sql): Sql =>
    sql`(${column} >= ${new Date(from)}::timestamptz and ${column} < ${new Date(until)}::timestamptz)`;
  return sql`(
    select *, coalesce(broken_at, met_at) as counted_at from (
      select *, coalesce(breached_at, case when state = 'running' and due_at < ${new Date(now)}::timestamptz then due_at end) as broken_at
      from clock where metric in ('call_back', 'resolution') and target_minutes is not null and (met_at is not null or state = 'running' or breached_at is not null)
        and (${within(sql`breached_at`)} or ${within(sql`met_at`)} or (state = 'running' and ${within(sql`due_at`)}))
    ) promise where ${within(sql`coalesce(broken_at, met_at)`)})`;
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
