import type { Agreement, Cover } from '../domain/customer.ts';
import type { Segment } from '../domain/message.ts';
import type { Instant } from '../domain/time.ts';
import { sql, type Runner } from './sql.ts';
import { TICKET_COLUMNS, type TicketRow } from './tickets.ts';

/** A line of the journal that says what was tried. */
export type Tried = {
  readonly at: Instant;
  readonly actor: string;
  readonly act: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** Everything that a letter to staff says about a ticket, besides its clocks. */
export type BriefRow = TicketRow & {
  readonly cover: Cover;
  readonly customer: { readonly name: string; readonly agreement: Agreement; readonly timeZone: string | null } | null;
  /** why nothing is sent to the requester any more, or null */
  readonly suppressed: string | null;
  /** number of the requester as it was said on the telephone, or as the customer's list has it, E.164; or of the house */
  readonly contactPhone: string | null;
  /** it was said on the telephone */
  readonly isPhoneSaid: boolean;
  readonly housePhone: string | null;
  /** the first mail: its text, and which of it is new */
  readonly body: string;
  readonly segments: readonly Segment[];
  /** of a fax: its pages as a PDF, by the SHA-256 of the kept bytes in hexadecimal; null: it is none, or could not be read */
  readonly pagesPdf: string | null;
  /** Message-ID of the newest mail of the customer, for our letters' thread */
  readonly lastMessageId: string | null;
  /** newest last, at most 20 */
  readonly tried: readonly Tried[];
};

/** Acts that tell a manager what was done about a promise. */
const TRIED = [
  'told',
  'taken',
  'assigned',
  'contact_logged',
  'replied',
  'asked_customer',
  'escalated',
  'alert_seen',
  'level_raised',
];

/** The briefs of tickets, by id. */
export async function briefsOf(db: Runner, ids: readonly string[]): Promise<ReadonlyMap<string, BriefRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db.many<BriefRow>(sql`
    select ${TICKET_COLUMNS}, t.cover,
      (select jsonb_build_object('name', c.name, 'timeZone', c.time_zone, 'agreement', jsonb_build_object('number', c.agreement, 'from', c.agreement_from, 'until', c.agreement_until)) from customer c where c.id = t.customer_id) as customer,
      coalesce(t.call_number, (select x.phone from customer_contact x where x.address = lower(t.requester_address))) as "contactPhone", t.call_number is not null as "isPhoneSaid",
      (select n.number from customer_number n where n.customer_id = t.customer_id and n.kind = 'phone' order by n.number limit 1) as "housePhone",
      (select x.reason from suppression x where x.address = lower(t.requester_address)) as suppressed,
      (select encode(f.pdf, 'hex') from fax f where f.inbound_id = m.inbound_id) as "pagesPdf",
      coalesce(m.body, '') as body, coalesce(m.segments, '[]') as segments,
      (select l.message_id from message l where l.ticket_id = t.id and l.kind = 'human' and not l.third_party order by l.id desc limit 1) as "lastMessageId",
      (select coalesce(jsonb_agg(jsonb_build_object('at', (extract(epoch from j.at) * 1000)::bigint, 'actor', j.actor, 'act', j.act, 'detail', j.detail) order by j.id), '[]')
        from (select * from journal k where k.ticket_id = t.id and k.act = any(${TRIED}::text[]) order by k.id desc limit 20) j) as tried
    from ticket t left join lateral (select f.inbound_id, f.body, f.segments from message f where f.ticket_id = t.id order by f.id limit 1) m on true
    where t.id = any(${ids}::bigint[])`);
  return new Map(rows.map((row) => [row.id, row]));
}
