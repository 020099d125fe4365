import type { KnownCustomer } from '../domain/customer.ts';
import type { OpenTicket } from '../domain/priority/weigh.ts';
import { sql, type Tx } from './sql.ts';

/** A sender to look up: the address lower-cased, and the domains it may be known under, nearest first. */
export type Wanted = { readonly address: string; readonly domains: readonly string[] };

/** Open tickets of one customer that are looked up, the gravest first: a rep is shown these. */
const MOST_OPEN = 3;

/** Whether any customers were ever imported, and the customer of each sender in the order asked for, or null. One statement. */
export async function knownCustomers(
  tx: Tx,
  senders: readonly Wanted[],
): Promise<
  readonly {
    readonly customersImported: boolean;
    readonly customer: KnownCustomer | null;
    readonly openTickets: readonly OpenTicket[];
  }[]
> {
  if (senders.length === 0) return [];
  const addresses = [...new Set(senders.map(({ address }) => address))];
  const domains = [...new Set(senders.flatMap((sender) => sender.domains))];
  // Which hit is the nearest is told apart here: a plain statement takes the server half the time to plan.
  const { imported, hits } = await tx.one<{ imported: boolean; hits: readonly Hit[] | null }>(sql`
    select exists (select 1 from customer) as imported, (
      select jsonb_agg(jsonb_build_object('address', hit.address, 'domain', hit.domain, 'contact', hit.contact, 'phone', hit.phone,
        'tickets', (
          select jsonb_agg(jsonb_build_object('reference', o.reference, 'level', o.level)) from (
            select t.reference, coalesce(t.confirmed_level, t.suggested_level) as level from ticket t
            where t.customer_id = c.id and t.state = 'open' and t.bucket = 'desk' order by level, t.id desc limit ${MOST_OPEN}) o),
        'id', c.id::text, 'name', c.name, 'number', c.agreement, 'from', c.agreement_from, 'until', c.agreement_until, 'rep', c.assigned_rep, 'systems', (
          select jsonb_agg(jsonb_build_object('name', y.name, 'environment', y.environment, 'goLive', y.go_live) order by y.name)
          from customer_system y where y.customer_id = c.id)))
      from (
        select customer_id, address, null as domain, name as contact, phone from customer_contact where address = any(${addresses}::text[])
        union all select customer_id, null, domain, null, null from customer_domain where domain = any(${domains}::text[])
      ) hit join customer c on c.id = hit.customer_id
    ) as hits`);
  const by = (key: 'address' | 'domain'): ReadonlyMap<string | null, Hit> =>
    new Map((hits ?? []).filter((hit) => hit[key] !== null).map((hit) => [hit[key], hit]));
  const [byAddress, byDomain] = [by('address'), by('domain')];
  return senders.map(({ address, domains: nearestFirst }) => {
    const domain = nearestFirst.find((one) => byDomain.has(one)) ?? null;
    const hit = byAddress.get(address) ?? byDomain.get(domain);
    return {
      customersImported: imported,
      customer: hit === undefined ? null : known(hit),
      openTickets: hit?.tickets ?? [],
    };
  });
}

/** A contact's address or a customer's domain that was asked for, with all that is known of the customer. */
type Hit = {
  readonly address: string | null;
  readonly domain: string | null;
  readonly contact: string | null;
  readonly phone: string | null;
  readonly id: string;
  readonly name: string;
  readonly number: string | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly rep: string | null;
  readonly systems: KnownCustomer['systems'] | null;
  readonly tickets: readonly OpenTicket[] | null;
};

function known({ id, name, number, from, until, rep, domain, contact, phone, systems }: Hit): KnownCustomer {
  return {
    id,
    name,
    by: domain === null ? 'address' : { domain },
    agreement: { number, from, until },
    assignedRep: rep,
    contact: contact === null ? null : { name: contact, phone },
    systems: systems ?? [],
  };
}
