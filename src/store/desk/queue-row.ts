import type { Cover } from '../../domain/customer.ts';
import type { Level } from '../../domain/level.ts';
import type { Metric } from '../../domain/promise/event.ts';
import type { Risk } from '../../domain/promise/risk.ts';
import type { Instant } from '../../domain/time.ts';
import { sql, type Sql } from '../sql.ts';
import type { Present } from './presence.ts';

/** A ticket as the queue shows it. */
export type QueueRow = {
  readonly id: string;
  readonly reference: string;
  readonly version: number;
  readonly subject: string;
  readonly requesterName: string;
  readonly requesterAddress: string;
  /** `agreement`: its number; `until`: its last day, `2027-03-31` */
  readonly customer: {
    readonly id: string;
    readonly name: string;
    readonly agreement: string | null;
    readonly until: string | null;
  } | null;
  readonly cover: Cover;
  readonly channel: 'email' | 'fax' | 'phone';
  readonly mailbox: string;
  readonly bucket: 'desk' | 'bulk' | 'junk' | 'unreadable';
  readonly level: Level;
  readonly isConfirmed: boolean;
  readonly assignee: string | null;
  readonly acceptedAt: Instant;
  readonly waitingSince: Instant | null;
  readonly resolvedAt: Instant | null;
  /** how near the promise is that is due next, as of the list's first page */
  readonly band: Risk;
  /** that promise; null where nothing can be late */
  readonly due: {
    readonly metric: Metric;
    readonly cycle: number;
    readonly level: Level;
    readonly dueAt: Instant;
    readonly startedAt: Instant;
    readonly targetMinutes: number;
  } | null;
  /** of the newest word from or to the customer */
  readonly lastAt: Instant;
  /** mails and faxes that came in on it */
  readonly messages: number;
  /** when I last wrote on my draft; null: I have none */
  readonly draftAt: Instant | null;
  readonly faxPages: number;
  /** a page could not be read well enough */
  readonly faxNeedsHuman: boolean;
  /** who else is at it */
  readonly others: readonly Present[];
};

/** What happened in the sight of the customer. */
const PUBLIC = ['contact', 'published', 'asked', 'answered', 'resolved', 'reopened'] as const;

/** The columns of a row, of `ticket t` beside its next promise `n` (metric, cycle, band). Costly: for the rows of one page. */
export function rowColumns({ me, now }: { readonly me: string; readonly now: Instant }): Sql {
  return sql`t.id, t.reference, t.version, t.subject, t.requester_name as "requesterName", t.requester_address as "requesterAddress", t.cover, t.channel, t.mailbox, t.bucket,
    coalesce(t.confirmed_level, t.suggested_level) as level, t.confirmed_level is not null as "isConfirmed", t.assignee, t.accepted_at as "acceptedAt",
    t.waiting_since as "waitingSince", t.resolved_at as "resolvedAt",
    (select jsonb_build_object('id', c.id::text, 'name', c.name, 'agreement', c.agreement, 'until', c.agreement_until) from customer c where c.id = t.customer_id) as customer,
    greatest(t.accepted_at,
      (select max(m.accepted_at) from message m where m.ticket_id = t.id),
      (select max(e.at) from ticket_event e where e.ticket_id = t.id and e.kind = any(${PUBLIC}::text[]))) as "lastAt",
    (select count(*)::int from message m where m.ticket_id = t.id) as messages,
    (select d.at from draft d where d.ticket_id = t.id and d.person = ${me}) as "draftAt",
    (select count(*)::int from inbound i join fax_page p on p.inbound_id = i.id where i.ticket_id = t.id) as "faxPages",
    exists (select 1 from inbound i join fax f on f.inbound_id = i.id where i.ticket_id = t.id
      and (f.state = 'unreadable' or exists (select 1 from fax_page p where p.inbound_id = f.inbound_id and (p.page->>'needsHuman')::boolean))) as "faxNeedsHuman",
    (select coalesce(jsonb_agg(jsonb_build_object('person', p.person, 'doing', p.doing) order by p.person), '[]')
      from presence p where p.ticket_id = t.id and p.person <> ${me} and p.until > ${new Date(now)}) as others`;
}
