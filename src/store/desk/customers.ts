import type { Instant } from '../../domain/time.ts';
import { sql, type Runner } from '../sql.ts';

/** A customer in a list. */
export type ListedCustomer = {
  readonly id: string;
  readonly name: string;
  readonly agreement: string | null;
  readonly agreementFrom: string | null;
  readonly agreementUntil: string | null;
  readonly open: number;
};

/** A customer with everybody and everything the office's list has of them. */
export type CustomerView = ListedCustomer & {
  readonly assignedRep: string | null;
  readonly timeZone: string | null;
  readonly removedAt: Instant | null;
  readonly domains: readonly string[];
  readonly contacts: readonly { readonly name: string; readonly address: string; readonly phone: string | null }[];
  readonly numbers: readonly { readonly number: string; readonly kind: 'phone' | 'fax' }[];
  readonly systems: readonly { readonly name: string; readonly environment: string; readonly goLive: string | null }[];
};

const LISTED = sql`c.id, c.name, c.agreement, c.agreement_from as "agreementFrom", c.agreement_until as "agreementUntil",
  (select count(*)::int from ticket t where t.customer_id = c.id and t.state = 'open' and t.bucket in ('desk', 'unreadable')) as open`;

/** Customers whose name, agreement, domain or contact holds what was typed, by name; all of them where nothing was. */
export async function findCustomers(db: Runner, typed: string, limit: number): Promise<readonly ListedCustomer[]> {
  const like = `%${typed.toLowerCase().replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
  return db.many<ListedCustomer>(sql`
    select ${LISTED} from customer c
    where c.removed_at is null and (${typed === ''} or lower(c.name) like ${like} or lower(c.agreement) like ${like}
      or exists (select 1 from customer_domain d where d.customer_id = c.id and d.domain like ${like})
      or exists (select 1 from customer_contact x where x.customer_id = c.id and (x.address like ${like} or lower(x.name) like ${like})))
    order by lower(c.name), c.id limit ${limit}`);
}

/** One customer, or null. */
export async function customerBy(db: Runner, id: string): Promise<CustomerView | null> {
  return db.maybeOne<CustomerView>(sql`
    select ${LISTED}, c.assigned_rep as "assignedRep", c.time_zone as "timeZone", c.removed_at as "removedAt",
      array(select d.domain from customer_domain d where d.customer_id = c.id order by d.domain) as domains,
      (select coalesce(jsonb_agg(jsonb_build_object('name', x.name, 'address', x.address, 'phone', x.phone) order by x.name, x.address), '[]') from customer_contact x where x.customer_id = c.id) as contacts,
      (select coalesce(jsonb_agg(jsonb_build_object('number', n.number, 'kind', n.kind) order by n.kind desc, n.number), '[]') from customer_number n where n.customer_id = c.id) as numbers,
      (select coalesce(jsonb_agg(jsonb_build_object('name', y.name, 'environment', y.environment, 'goLive', y.go_live) order by y.name), '[]') from customer_system y where y.customer_id = c.id) as systems
    from customer c where c.id = ${id}::bigint`);
}

export type CustomerTicket = {
  readonly reference: string;
  readonly subject: string;
  readonly state: 'open' | 'resolved' | 'merged';
  readonly bucket: 'desk' | 'bulk' | 'junk' | 'unreadable';
  readonly waitingSince: Instant | null;
  readonly level: 1 | 2 | 3 | 4 | 5 | 6;
  readonly isConfirmed: boolean;
  readonly assignee: string | null;
  readonly acceptedAt: Instant;
};

/** The tickets of a customer: open ones first, then the newest. */
export async function ticketsOfCustomer(db: Runner, id: string, limit: number): Promise<readonly CustomerTicket[]> {
  return db.many<CustomerTicket>(sql`
    select t.reference, t.subject, t.state, t.bucket, t.waiting_since as "waitingSince", coalesce(t.confirmed_level, t.suggested_level) as level,
      t.confirmed_level is not null as "isConfirmed", t.assignee, t.accepted_at as "acceptedAt"
    from ticket t where t.customer_id = ${id}::bigint order by t.state = 'open' desc, t.id desc limit ${limit}`);
}
