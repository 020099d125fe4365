import { sql, type Tx } from '../sql.ts';

/** What of a customer a file speaks of: its columns but the name. */
export type Spoken = ReadonlySet<string>;

/** How the file and the database differ. `missing` are in the database only. */
export type Difference = {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly missing: number;
};

/** Compares the laid rows with the customers that are there. Columns that the file does not have count as equal. */
export async function compare(tx: Tx, spoken: Spoken): Promise<Difference> {
  const says = (column: string): boolean => spoken.has(column);
  await tx.run(sql`
    create temp table compared_customer on commit drop as
    select s."row", s.key, c.id, c.id is null or c.removed_at is not null as added,
      array_remove(array[
        case when s.name <> c.name then 'name' end,
        case when ${says('domains')} and s.domains <> array(select domain from customer_domain where customer_id = c.id order by domain collate "C") then 'domains' end,
        case when ${says('contacts')} and s.contacts <> (
          select coalesce(jsonb_agg(jsonb_build_object('address', address, 'name', name, 'phone', phone) order by address collate "C"), '[]')
          from customer_contact where customer_id = c.id) then 'contacts' end,
        case when ${says('phones')} and s.phones <> array(
          select number from customer_number where customer_id = c.id and kind = 'phone' order by number collate "C") then 'phones' end,
        case when ${says('faxes')} and s.faxes <> array(
          select number from customer_number where customer_id = c.id and kind = 'fax' order by number collate "C") then 'faxes' end,
        case when ${says('agreement')} and s.agreement is distinct from c.agreement then 'agreement' end,
        case when ${says('agreement_from')} and s.agreement_from is distinct from c.agreement_from then 'agreement_from' end,
        case when ${says('agreement_until')} and s.agreement_until is distinct from c.agreement_until then 'agreement_until' end,
        case when ${says('systems')} and s.systems <> (
          select coalesce(jsonb_agg(jsonb_build_object('name', name, 'environment', environment, 'goLive', go_live) order by name collate "C"), '[]')
          from customer_system where customer_id = c.id) then 'systems' end,
        case when ${says('assigned_rep')} and s.assigned_rep is distinct from c.assigned_rep then 'assigned_rep' end,
        case when ${says('time_zone')} and s.time_zone is distinct from c.time_zone then 'time_zone' end
      ], null) as fields
    from staged_customer s left join customer c on c.key = s.key`);
  return tx.one<Difference>(sql`
    select count(*) filter (where added)::int as added,
      count(*) filter (where not added and fields <> '{}')::int as changed,
      count(*) filter (where not added and fields = '{}')::int as unchanged,
      (select count(*)::int from customer c where c.removed_at is null and not exists (select 1 from compared_customer x where x.key = c.key)) as missing
    from compared_customer`);
}

/** One customer that an import touches; `fields` is empty for one that is new. */
export type Touched = { readonly name: string; readonly added: boolean; readonly fields: readonly string[] };

/** The first customers that are added or changed, in the order of the file. */
export async function touched(tx: Tx, limit: number): Promise<readonly Touched[]> {
  return tx.many<Touched>(sql`
    select s.name, c.added, case when c.added then '{}' else c.fields end as fields
    from compared_customer c join staged_customer s on s."row" = c."row" where c.added or c.fields <> '{}' order by s."row" limit ${limit}`);
}

/** Names of customers that are in the database only. */
export async function missing(tx: Tx, limit: number): Promise<readonly string[]> {
  const rows = await tx.many<{ name: string }>(sql`
    select name from customer c where c.removed_at is null and not exists (select 1 from compared_customer x where x.key = c.key)
    order by name limit ${limit}`);
  return rows.map(({ name }) => name);
}

/** Writes what `compare` found. With `remove`, nobody is found any more by a customer who is missing in the file; tickets keep it. */
export async function merge(tx: Tx, spoken: Spoken, at: Date, remove: boolean): Promise<void> {
  const says = (column: string): boolean => spoken.has(column);
  if (remove)
    await tx.run(sql`
      update customer c set removed_at = ${at} where removed_at is null and not exists (select 1 from compared_customer x where x.key = c.key)`);
  await tx.run(sql`
    insert into customer (key, name, agreement, agreement_from, agreement_until, assigned_rep, time_zone, imported_at)
    select s.key, s.name, s.agreement, s.agreement_from, s.agreement_until, s.assigned_rep, s.time_zone, ${at}
    from staged_customer s join compared_customer x on x."row" = s."row" where x.added or x.fields <> '{}' order by s."row"
    on conflict (key) do update set name = excluded.name, imported_at = excluded.imported_at, removed_at = null,
      agreement = case when ${says('agreement')} then excluded.agreement else customer.agreement end,
      agreement_from = case when ${says('agreement_from')} then excluded.agreement_from else customer.agreement_from end,
      agreement_until = case when ${says('agreement_until')} then excluded.agreement_until else customer.agreement_until end,
      assigned_rep = case when ${says('assigned_rep')} then excluded.assigned_rep else customer.assigned_rep end,
      time_zone = case when ${says('time_zone')} then excluded.time_zone else customer.time_zone end`);
  // All that goes goes first: a domain may move from one customer to the next.
  const gone = sql`select id from customer where removed_at is not null`;
  const rewritten = (column: string): ReturnType<typeof sql> =>
    sql`select c.id from compared_customer x join customer c on c.key = x.key where ${says(column)} and (x.added or ${column} = any(x.fields)) union all ${gone}`;
  await tx.run(sql`delete from customer_domain where customer_id in (${rewritten('domains')})`);
  await tx.run(sql`delete from customer_contact where customer_id in (${rewritten('contacts')})`);
  await tx.run(sql`delete from customer_number where kind = 'phone' and customer_id in (${rewritten('phones')})`);
  await tx.run(sql`delete from customer_number where kind = 'fax' and customer_id in (${rewritten('faxes')})`);
  await tx.run(sql`delete from customer_system where customer_id in (${rewritten('systems')})`);
  const laid = (column: string): ReturnType<typeof sql> =>
    sql`compared_customer x join staged_customer s on s."row" = x."row" and (x.added or ${column} = any(x.fields)) join customer c on c.key = x.key`;
  await tx.run(
    sql`insert into customer_domain (domain, customer_id) select d, c.id from ${laid('domains')}, unnest(s.domains) d`,
  );
  await tx.run(sql`
    insert into customer_contact (address, customer_id, name, phone)
    select p->>'address', c.id, p->>'name', p->>'phone' from ${laid('contacts')}, jsonb_array_elements(s.contacts) p`);
  await tx.run(
    sql`insert into customer_number (number, kind, customer_id) select n, 'phone', c.id from ${laid('phones')}, unnest(s.phones) n`,
  );
  await tx.run(
    sql`insert into customer_number (number, kind, customer_id) select n, 'fax', c.id from ${laid('faxes')}, unnest(s.faxes) n`,
  );
  await tx.run(sql`
    insert into customer_system (customer_id, name, environment, go_live)
    select c.id, p->>'name', p->>'environment', (p->>'goLive')::date from ${laid('systems')}, jsonb_array_elements(s.systems) p`);
}
