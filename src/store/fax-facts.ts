import type { KnownCustomer } from '../domain/customer.ts';
import type { EarlierFax } from '../domain/fax/duplicate.ts';
import type { FaxPage, FaxStatus } from '../domain/fax/fax.ts';
import type { Address } from '../domain/message.ts';
import { DAY, type Instant } from '../domain/time.ts';
import { sql, type Tx } from './sql.ts';

/** Faxes of one number that are looked through for the same pages. */
const MOST_EARLIER = 20;
/** Customers of one number that are told apart; more share a switchboard. */
const MOST_SHARING = 5;

/** Faxes from the same number, or from the same machine where none is told, that came before and stand on a ticket; newest first. */
export async function earlierFaxes(
  tx: Tx,
  {
    inboundId,
    caller,
    station,
    since,
  }: {
    readonly inboundId: string;
    readonly caller: string | null;
    readonly station: string | null;
    readonly since: Instant;
  },
): Promise<readonly EarlierFax[]> {
  if (caller === null && station === null) return [];
  const same = caller === null ? sql`f.caller is null and f.station = ${station}` : sql`f.caller = ${caller}`;
  const rows = await tx.many<Omit<EarlierFax, 'pages'> & { readonly pages: readonly KnownRow[] | null }>(sql`
    select f.inbound_id as "inboundId", i.ticket_id as "ticketId", t.reference, f.accepted_at as "acceptedAt", f.told->>'status' as status,
      (select jsonb_agg(jsonb_build_object('hash', encode(p.hash, 'hex'), 'blank', p.page->'blank', 'cut', p.page->'cut',
        'text', p.page->'text', 'needsHuman', p.page->'needsHuman') order by p.n)
        from fax_page p where p.inbound_id = f.inbound_id) as pages
    from fax f join inbound i on i.id = f.inbound_id join ticket t on t.id = i.ticket_id
    where ${same} and f.inbound_id <> ${inboundId} and f.accepted_at >= ${new Date(since)} and t.bucket <> 'junk'
    order by f.accepted_at desc limit ${MOST_EARLIER}`);
  return rows.map(({ pages, status, ...fax }) => ({
    ...fax,
    status: statusOf(status, pages ?? []),
    pages: pages ?? [],
  }));
}

type KnownRow = Pick<FaxPage, 'hash' | 'blank' | 'cut' | 'text' | 'needsHuman'>;

/** A fax that was said to be whole, and has a page that is cut off, is not. */
function statusOf(status: FaxStatus, pages: readonly KnownRow[]): FaxStatus {
  return status === 'received' && pages.some(({ cut }) => cut) ? 'partial' : status;
}

/** The ticket of an earlier item that the same way in called by the same id; null for an id of its own, or none. */
export async function sameFaxBefore(
  tx: Tx,
  inboundId: string,
): Promise<{ readonly ticketId: string; readonly reference: string } | null> {
  return tx.maybeOne(sql`
    select t.id as "ticketId", t.reference from fax f
    join fax e on e.told->>'source' = f.told->>'source' and e.told->>'sourceId' = f.told->>'sourceId' and e.inbound_id < f.inbound_id
    join inbound i on i.id = e.inbound_id join ticket t on t.id = i.ticket_id
    where f.inbound_id = ${inboundId} order by e.inbound_id limit 1`);
}

/** Who has a number: customers by their lists and by what people filed under "always", each with those of it who can be written to. */
export async function customersOfNumber(
  tx: Tx,
  number: string,
): Promise<
  readonly {
    readonly customer: KnownCustomer;
    readonly contacts: readonly (Address & { readonly hasNumber: boolean })[];
  }[]
> {
  const rows = await tx.many<{
    customer: Omit<KnownCustomer, 'by' | 'contact' | 'systems'> & { readonly systems: KnownCustomer['systems'] | null };
    contacts: readonly (Address & { readonly hasNumber: boolean })[] | null;
  }>(sql`
    select jsonb_build_object('id', c.id::text, 'name', c.name, 'assignedRep', c.assigned_rep,
        'agreement', jsonb_build_object('number', c.agreement, 'from', c.agreement_from, 'until', c.agreement_until),
        'systems', (select jsonb_agg(jsonb_build_object('name', y.name, 'environment', y.environment, 'goLive', y.go_live) order by y.name) from customer_system y where y.customer_id = c.id)) as customer,
      (select jsonb_agg(jsonb_build_object('name', x.name, 'address', x.address, 'hasNumber', x.phone is not distinct from ${number}::text) order by x.address)
        from customer_contact x where x.customer_id = c.id) as contacts
    from customer c where c.removed_at is null and c.id in (
      select n.customer_id from fax_number n where n.number = ${number}
      union select n.customer_id from customer_number n where n.number = ${number} and not exists (select 1 from fax_number f where f.number = ${number})
      union select x.customer_id from customer_contact x where x.phone = ${number} and not exists (select 1 from fax_number f where f.number = ${number}))
    order by c.id limit ${MOST_SHARING}`);
  return rows.map(({ customer, contacts }) => ({
    customer: { ...customer, systems: customer.systems ?? [], by: { number }, contact: null },
    contacts: contacts ?? [],
  }));
}

/** Of these tickets, those that know a sender: their customer has the number, or an earlier fax from it stands there. */
export async function ticketsKnowing(
  tx: Tx,
  ticketIds: readonly string[],
  { caller, customerId }: { readonly caller: string | null; readonly customerId: string | null },
): Promise<ReadonlySet<string>> {
  if (ticketIds.length === 0 || (caller === null && customerId === null)) return new Set();
  const rows = await tx.many<{ id: string }>(sql`
    select t.id from ticket t where t.id = any(${ticketIds}::bigint[]) and (
      (${customerId}::bigint is not null and t.customer_id = ${customerId}::bigint)
      or exists (select 1 from inbound i join fax f on f.inbound_id = i.id where i.ticket_id = t.id and f.caller = ${caller}))`);
  return new Set(rows.map(({ id }) => id));
}

/** Faxes of ours to a number within a day before `now`. */
export async function faxesTo(tx: Tx, number: string, now: Instant): Promise<number> {
  const { n } = await tx.one<{ n: number }>(
    sql`select count(*)::int as n from outbox where outlet = 'fax' and to_address = ${number} and created_at > ${new Date(now - DAY)}`,
  );
  return n;
}
