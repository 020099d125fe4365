import type { Suggestion } from '../domain/level.ts';
import type { Outgoing } from '../domain/outgoing.ts';
import { sql, type Db } from './sql.ts';

/** What became of one item, from its arrival to its answer. */
export type Story = {
  readonly id: string;
  readonly messageId: string | null;
  /** how it came in (sources/port.ts) */
  readonly via: string;
  readonly state: 'stored' | 'done' | 'ignored' | 'quarantined';
  readonly outcome: 'ticket' | 'appended' | 'ignored' | 'quarantined' | null;
  readonly kind: string | null;
  readonly reason: string | null;
  /** of the ticket that it opened or was added to */
  readonly reference: string | null;
  readonly bucket: 'desk' | 'bulk' | 'junk' | 'unreadable' | null;
  /** of that ticket, and who asks for help in it */
  readonly subject: string | null;
  readonly requester: string | null;
  /** of that ticket */
  readonly suggestion: Suggestion | null;
  /** why it was not answered, or null */
  readonly silence: string | null;
  /** the answer to it, or null */
  readonly answer: { readonly state: string; readonly response: string | null; readonly mail: Outgoing } | null;
  /** id of who has its ticket, or null */
  readonly assignee: string | null;
  /** what that person was told of a new ticket, or null */
  readonly notice: Outgoing | null;
};

/** The stories of the first items ever taken, oldest first. */
export async function stories(db: Db, limit: number): Promise<readonly Story[]> {
  return db.many<Story>(sql`
    select i.id, i.message_id as "messageId", i.via, t.subject, t.requester_name as requester, i.state, i.outcome, i.kind, i.reason, t.reference, t.bucket, t.suggestion,
      (select j.detail->>'reason' from journal j where j.inbound_id = i.id and j.act = 'not_acknowledged' order by j.id desc limit 1) as silence,
      (select jsonb_build_object('state', o.state, 'response', o.response, 'mail', o.mail) from outbox o
        where o.ticket_id = i.ticket_id and o.kind = 'acknowledgement' and i.outcome in ('ticket', 'quarantined') limit 1) as answer,
      case when i.outcome in ('ticket', 'quarantined') then t.assignee end as assignee,
      (select o.mail from outbox o where o.ticket_id = i.ticket_id and o.kind = 'notice' and i.outcome in ('ticket', 'quarantined') order by o.id limit 1) as notice
    from inbound i left join ticket t on t.id = i.ticket_id
    order by i.id limit ${limit}`);
}
