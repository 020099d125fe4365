import type { Level } from '../../domain/level.ts';
import type { Instant } from '../../domain/time.ts';
import type { Stretch } from '../compliance.ts';
import { sql, type Runner } from '../sql.ts';

/** A ticket as it stands in a file. */
export type TicketLine = {
  readonly reference: string;
  readonly acceptedAt: Instant;
  readonly resolvedAt: Instant | null;
  readonly state: 'open' | 'resolved' | 'merged';
  readonly bucket: 'desk' | 'bulk' | 'junk' | 'unreadable';
  readonly waitingSince: Instant | null;
  readonly channel: 'email' | 'fax' | 'phone';
  readonly mailbox: string;
  readonly suggestedLevel: Level;
  readonly confirmedLevel: Level | null;
  readonly assignee: string | null;
  readonly subject: string;
  readonly requesterName: string;
  readonly requesterAddress: string;
  readonly customer: string | null;
  /** of the first call-back, and of the solution; null where there is none, or no number is promised */
  readonly callBackDueAt: Instant | null;
  readonly callBackMetAt: Instant | null;
  readonly resolutionDueAt: Instant | null;
  readonly resolutionMetAt: Instant | null;
};

/** Tickets that came in a stretch, in the order in which they came, at most `limit`. */
export async function ticketLines(db: Runner, { from, until }: Stretch, limit: number): Promise<readonly TicketLine[]> {
  return db.many<TicketLine>(sql`
    select t.reference, t.accepted_at as "acceptedAt", t.resolved_at as "resolvedAt", t.state, t.bucket, t.waiting_since as "waitingSince", t.channel, t.mailbox,
      t.suggested_level as "suggestedLevel", t.confirmed_level as "confirmedLevel", t.assignee, t.subject, t.requester_name as "requesterName", t.requester_address as "requesterAddress",
      u.name as customer, b.due_at as "callBackDueAt", b.met_at as "callBackMetAt", r.due_at as "resolutionDueAt", r.met_at as "resolutionMetAt"
    from ticket t left join customer u on u.id = t.customer_id
      left join clock b on b.ticket_id = t.id and b.metric = 'call_back' and b.cycle = 1
      left join clock r on r.ticket_id = t.id and r.metric = 'resolution' and r.cycle = 1
    where t.accepted_at >= ${new Date(from)}::timestamptz and t.accepted_at < ${new Date(until)}::timestamptz
    order by t.accepted_at, t.id limit ${limit}`);
}
