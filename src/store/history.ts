import type { Level } from '../domain/level.ts';
import type { Segment } from '../domain/message.ts';
import { sql, type Runner } from './sql.ts';

/** A request of the past: the first message of a ticket on the desk, what was suggested, and what a person made of it. */
export type PastRequest = {
  readonly id: string;
  readonly reference: string;
  readonly channel: 'email' | 'fax' | 'phone';
  readonly subject: string;
  readonly body: string;
  readonly segments: readonly Segment[];
  readonly suggestedLevel: Level;
  readonly confirmedLevel: Level | null;
  /** the office's date on which it came, and the next go-live of its customer as it is known now */
  readonly day: string;
  readonly goLive: string | null;
};

/** How many requests `pastRequests` would tell of. */
export async function countPastRequests(db: Runner): Promise<number> {
  const { n } = await db.one<{ n: number }>(sql`
    select count(*)::int as n from ticket t where t.bucket = 'desk' and exists (select 1 from message m where m.ticket_id = t.id)`);
  return n;
}

/** The requests of the past in the order in which they came, a page at a time: those after the ticket `after` ('0' at first). */
export async function pastRequests(
  db: Runner,
  { after, limit, zone }: { readonly after: string; readonly limit: number; readonly zone: string },
): Promise<readonly PastRequest[]> {
  return db.many<PastRequest>(sql`
    select t.id, t.reference, t.channel, m.subject, m.body, m.segments, t.suggested_level as "suggestedLevel", t.confirmed_level as "confirmedLevel",
      (t.accepted_at at time zone ${zone})::date::text as day,
      (select min(y.go_live)::text from customer_system y where y.customer_id = t.customer_id and y.go_live >= (t.accepted_at at time zone ${zone})::date) as "goLive"
    from ticket t join lateral (select f.subject, f.body, f.segments from message f where f.ticket_id = t.id order by f.id limit 1) m on true
    where t.bucket = 'desk' and t.id > ${after}::bigint order by t.id limit ${limit}`);
}
