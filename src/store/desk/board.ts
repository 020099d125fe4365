import type { Level } from '../../domain/level.ts';
import type { Instant } from '../../domain/time.ts';
import { sql, type Runner } from '../sql.ts';

/** Tickets of the desk that a manager looks at first. */
export type BoardCounts = {
  /** with a promise that is late now */
  readonly late: number;
  /** with none that is late, and one that falls due soon */
  readonly dueSoon: number;
  readonly unconfirmed: number;
  readonly free: number;
  readonly open: number;
};

/** Counts open tickets as the queue and the day's mail do. `soon`: until when a promise falls due soon. */
export async function boardCounts(
  db: Runner,
  { now, soon }: { readonly now: Instant; readonly soon: Instant },
): Promise<BoardCounts> {
  return db.one<BoardCounts>(sql`
    select (count(*) filter (where n.due_at < ${new Date(now)}::timestamptz))::int as late,
      (count(*) filter (where n.due_at >= ${new Date(now)}::timestamptz))::int as "dueSoon",
      (count(*) filter (where t.confirmed_level is null))::int as unconfirmed,
      (count(*) filter (where t.assignee is null))::int as free, count(*)::int as open
    from ticket t left join (
      select ticket_id, min(due_at) as due_at from clock where state = 'running' and due_at <= ${new Date(soon)}::timestamptz group by ticket_id) n on n.ticket_id = t.id
    where t.state = 'open' and t.bucket in ('desk', 'unreadable')`);
}

/** How much arrived in each of these stretches, in their order; and when the first thing ever did. */
export async function arrivedPer(
  db: Runner,
  stretches: readonly { readonly from: Instant; readonly until: Instant }[],
): Promise<{ readonly counts: readonly number[]; readonly first: Instant | null }> {
  const [from, until] = [stretches.map((one) => iso(one.from)), stretches.map((one) => iso(one.until))];
  const rows = await db.many<{ n: number }>(sql`
    select (select count(*)::int from inbound i where i.accepted_at >= s.a and i.accepted_at < s.b and i.sha256 is not null) as n
    from unnest(${from}::timestamptz[], ${until}::timestamptz[]) with ordinality as s(a, b, place) order by s.place`);
  const { first } = await db.one<{ first: Instant | null }>(
    sql`select min(accepted_at) as first from inbound where sha256 is not null`,
  );
  return { counts: rows.map(({ n }) => n), first };
}

/** An open ticket that was carried up the ladder, by the clocks or by a person. */
export type Escalation = {
  readonly reference: string;
  readonly subject: string;
  readonly level: Level;
  readonly confirmed: boolean;
  readonly assignee: string | null;
  readonly at: Instant;
  /** the highest rung so far; 1 is the first */
  readonly rung: number;
  /** ids of who was told by a message that did not come back, and of who said that they have seen it */
  readonly told: readonly string[];
  readonly seen: readonly { readonly person: string; readonly at: Instant }[];
  readonly total: number;
};

/** Escalated tickets that are open, those that nobody has seen first, then the latest. `since`: carried up no longer ago. */
export async function escalations(
  db: Runner,
  { since, limit }: { readonly since: Instant; readonly limit: number },
): Promise<readonly Escalation[]> {
  return db.many<Escalation>(sql`
    with step as (
      select ticket_id, fired_at as at, substring(kind from 6)::int as rung from alarm
      where kind like 'rung%' and said <> 'passed' and fired_at >= ${new Date(since)}::timestamptz
      union all
      select ticket_id, at, (detail->>'rung')::int from journal where act = 'escalated' and at >= ${new Date(since)}::timestamptz),
    moved as (
      select s.ticket_id, max(s.at) as at, max(s.rung) as rung from step s join ticket t on t.id = s.ticket_id
      where t.state = 'open' and t.bucket in ('desk', 'unreadable') group by s.ticket_id),
    page as materialized (
      select m.*, count(*) over ()::int as total,
        exists (select from journal j where j.ticket_id = m.ticket_id and j.act = 'alert_seen') as is_seen
      from moved m order by is_seen, m.at desc, m.ticket_id limit ${limit})
    select t.reference, t.subject, coalesce(t.confirmed_level, t.suggested_level)::int as level, t.confirmed_level is not null as confirmed, t.assignee, p.at, p.rung, p.total,
      array(
        select g.person from alarm a join telling g on g.alarm_id = a.id where a.ticket_id = t.id and a.kind like 'rung%' and not g.undelivered
        union select jsonb_array_elements_text(j.detail->'to') from journal j where j.ticket_id = t.id and j.act = 'told' and j.detail->>'kind' = 'carried'
        order by 1) as told,
      (select coalesce(jsonb_agg(jsonb_build_object('person', j.actor, 'at', (extract(epoch from j.at) * 1000)::bigint) order by j.id), '[]')
        from journal j where j.ticket_id = t.id and j.act = 'alert_seen') as seen
    from page p join ticket t on t.id = p.ticket_id order by p.is_seen, p.at desc, p.ticket_id`);
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
