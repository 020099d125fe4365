import type { KnownCustomer } from '../domain/customer.ts';
import { sql, type Tx } from './sql.ts';

/** A sender to look up: the address lower-cased, and the domains it may be known under, nearest first. */
export type Wanted = { readonly address: string; readonly domains: readonly string[] };

/** Whether any customers were ever imported, and the customer of each sender in the order asked for, or null. One statement. */
export async function knownCustomers(
  tx: Tx,
  senders: readonly Wanted[],
): Promise<readonly { readonly customersImported: boolean; readonly customer: KnownCustomer | null }[]> {
  if (senders.length === 0) return [];
  const asked = senders.map(({ address, domains }, n) => ({ n, address, domains }));
  const rows = await tx.many<{ imported: boolean; customer: Found | null }>(sql`
    select exists (select 1 from customer) as imported, found.customer
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as s(n integer, address text, domains text[])
    left join lateral (
      select jsonb_build_object('id', c.id::text, 'name', c.name, 'number', c.agreement, 'from', c.agreement_from, 'until', c.agreement_until,
        'rep', c.assigned_rep, 'domain', hit.domain, 'contact', hit.contact, 'systems', (
          select coalesce(jsonb_agg(jsonb_build_object('name', y.name, 'environment', y.environment, 'goLive', y.go_live) order by y.name), '[]')
          from customer_system y where y.customer_id = c.id)) as customer
      from (
        select customer_id, null as domain, jsonb_build_object('name', name, 'phone', phone) as contact, 0 as nearness
        from customer_contact where address = s.address
        union all
        select d.customer_id, d.domain, null, w.nearness::integer from unnest(s.domains) with ordinality as w(domain, nearness) join customer_domain d on d.domain = w.domain
        order by 4 limit 1
      ) hit join customer c on c.id = hit.customer_id
    ) found on true
    order by s.n`);
  return rows.map(({ imported, customer }) => ({ customersImported: imported, customer: customer && known(customer) }));
}

type Found = {
  readonly id: string;
  readonly name: string;
  readonly number: string | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly rep: string | null;
  readonly domain: string | null;
  readonly contact: KnownCustomer['contact'];
  readonly systems: KnownCustomer['systems'];
};

function known({ id, name, number, from, until, rep, domain, contact, systems }: Found): KnownCustomer {
  const by = domain === null ? 'address' : { domain };
  return { id, name, by, agreement: { number, from, until }, assignedRep: rep, contact, systems };
}
