import type { Cover } from '../domain/customer.ts';
import type { Line } from '../domain/link.ts';
import type { Attachment, Segment } from '../domain/message.ts';
import type { TicketEvent } from '../domain/promise/event.ts';
import type { Instant } from '../domain/time.ts';
import { eventsOf } from './events.ts';
import { journalOf } from './lines.ts';
import { sql, type Db } from './sql.ts';
import { ticketBy, type TicketRow } from './tickets.ts';

/** A mail that came in on a ticket. */
export type MessageRow = {
  readonly id: string;
  /** of its item */
  readonly inboundId: string;
  readonly at: Instant;
  /** the way in: `imap`, `smtp`, `folder`, `fax`, `phone` … */
  readonly via: string;
  readonly kind: string;
  readonly trust: string;
  readonly thirdParty: boolean;
  /** id of the person of ours who wrote it, or null */
  readonly byStaff: string | null;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly subject: string;
  /** its beginning; `size` is the length of all of it, characters */
  readonly body: string;
  readonly size: number;
  readonly segments: readonly Segment[];
  readonly attachments: readonly Attachment[];
};

/** A mail that went out to the customer, or is about to. */
export type SentRow = {
  readonly id: string;
  readonly at: Instant;
  readonly kind: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly state: string;
  readonly response: string | null;
};

/** Everything that is shown of one ticket. */
export type Dossier = {
  readonly ticket: TicketRow;
  readonly cover: Cover;
  readonly customer: { readonly name: string; readonly agreement: string | null } | null;
  /** reference of the ticket that it was merged into */
  readonly mergedInto: string | null;
  /** reference of a ticket of which it may be the second copy */
  readonly possiblyOf: string | null;
  readonly events: readonly TicketEvent[];
  readonly messages: readonly MessageRow[];
  readonly sent: readonly SentRow[];
  readonly journal: readonly Line[];
};

/** Of each list the newest so many are shown: a flood of mail is gathered in one ticket. */
const MOST = { messages: 100, sent: 100, journal: 500 } as const;
/** Characters of a text; a mail may have millions. */
const TEXT = 100_000;

/** Reads a ticket with all that belongs to it, newest last; null when there is none. The ticket comes first, so that its version is never newer than what is shown. */
export async function dossierOf(db: Db, reference: string): Promise<Dossier | null> {
  const ticket = await ticketBy(db, reference);
  if (ticket === null) return null;
  const { id } = ticket;
  const rest = await db.one<Pick<Dossier, 'cover' | 'customer' | 'mergedInto' | 'possiblyOf'>>(sql`
    select t.cover, into_ticket.reference as "mergedInto", (select p.reference from ticket p where p.id = t.possibly_of) as "possiblyOf",
      (select jsonb_build_object('name', c.name, 'agreement', c.agreement) from customer c where c.id = t.customer_id) as customer
    from ticket t left join ticket into_ticket on into_ticket.id = t.merged_into where t.id = ${id}`);
  const messages = await db.many<MessageRow>(sql`
    select id, inbound_id as "inboundId", accepted_at as at, (select i.via from inbound i where i.id = m.inbound_id) as via, kind, trust, third_party as "thirdParty", by_staff as "byStaff", from_name as "fromName", from_address as "fromAddress", subject,
      left(body, ${TEXT}) as body, length(body) as size, segments, attachments
    from (select * from message where ticket_id = ${id} order by id desc limit ${MOST.messages}) m order by id`);
  const sent = await db.many<SentRow>(sql`
    select id, created_at as at, kind, to_address as to, mail->>'subject' as subject, left(mail->>'text', ${TEXT}) as text, state, response
    from (
      select * from outbox where ticket_id = ${id} and kind not in ('notice', 'reminder', 'alert', 'digest', 'report', 'event')
      order by created_at desc, id desc limit ${MOST.sent}) o
    order by created_at, id`);
  return {
    ticket,
    ...rest,
    events: (await eventsOf(db, [id])).get(id) ?? [],
    messages,
    sent,
    journal: await journalOf(db, id, MOST.journal),
  };
}
