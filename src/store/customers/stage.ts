import { customerKey, type CustomerRow } from '../../domain/customer.ts';
import { sql, type Tx } from '../sql.ts';

/*
 * A file of customers is laid into a table of its own first, as long as the transaction lasts: so it may be of any length,
 * and the database compares all of it at once.
 */

/** Makes the table, and lets no other import in until the transaction ends. */
export async function openStage(tx: Tx): Promise<void> {
  await tx.run(sql`lock table customer in share row exclusive mode`);
  await tx.run(sql`
    create temp table staged_customer (
      "row" integer not null, line integer not null, key text not null, name text not null, domains text[] not null, contacts jsonb not null,
      phones text[] not null, faxes text[] not null, agreement text, agreement_from date, agreement_until date, systems jsonb not null, assigned_rep text, time_zone text
    ) on commit drop`);
}

/** Lays rows down. */
export async function stage(tx: Tx, rows: readonly CustomerRow[]): Promise<void> {
  if (rows.length === 0) return;
  const laid = rows.map(({ agreementFrom, agreementUntil, assignedRep, timeZone, ...row }) => ({
    ...row,
    key: customerKey(row.name),
    agreement_from: agreementFrom,
    agreement_until: agreementUntil,
    assigned_rep: assignedRep,
    time_zone: timeZone,
  }));
  await tx.run(sql`
    insert into staged_customer ("row", line, key, name, domains, contacts, phones, faxes, agreement, agreement_from, agreement_until, systems, assigned_rep, time_zone)
    select "row", line, key, name, domains, contacts, phones, faxes, agreement, agreement_from, agreement_until, systems, assigned_rep, time_zone
    from jsonb_to_recordset(${JSON.stringify(laid)}::jsonb) as r(
      "row" integer, line integer, key text, name text, domains text[], contacts jsonb, phones text[], faxes text[], agreement text, agreement_from date,
      agreement_until date, systems jsonb, assigned_rep text, time_zone text)`);
}

/** Two customers that cannot both be right. `other` is the first of them: a row of the file, or a customer who is only in the database. */
export type Clash = {
  readonly row: number;
  readonly line: number;
  readonly column: 'name' | 'domains' | 'contacts';
  readonly value: string;
  readonly otherRow: number | null;
  readonly otherName: string;
};

/**
 * Names, domains and addresses that belong to two customers: how many, and the first of them in the order of the file.
 * `keeps`: customers who are not in the file stay, and so do their domains and addresses.
 */
export async function clashes(
  tx: Tx,
  limit: number,
  keeps: boolean,
): Promise<{ readonly count: number; readonly first: readonly Clash[] }> {
  await tx.run(sql`analyze staged_customer`); // it is new, and the planner takes it for empty
  const rows = await tx.many<Clash & { count: number }>(sql`
    with owned as (
      select 'name' as "column", key as value, "row", line, name, key from staged_customer where key <> ''
      union all select 'domains', d, "row", line, name, key from staged_customer, unnest(domains) d
      union all select 'contacts', c->>'address', "row", line, name, key from staged_customer, jsonb_array_elements(contacts) c
    ), ranked as (
      select *, first_value("row") over one as first_row, first_value(name) over one as first_name from owned
      window one as (partition by "column", value order by "row")
    ), held as (
      select 'domains' as "column", d.domain as value, c.name, c.key from customer_domain d join customer c on c.id = d.customer_id
      union all select 'contacts', a.address, c.name, c.key from customer_contact a join customer c on c.id = a.customer_id
    ), clash as (
      select "row", line, "column", case "column" when 'name' then name else value end as value, first_row as "otherRow", first_name as "otherName"
      from ranked where "row" <> first_row
      union all
      select o."row", o.line, o."column", o.value, null, h.name
      from ranked o join held h on h."column" = o."column" and h.value = o.value and h.key <> o.key
      where ${keeps} and o."row" = o.first_row and not exists (select 1 from staged_customer s where s.key = h.key)
    )
    select *, (count(*) over ())::int as count from clash order by "row", "column", value limit ${limit}`);
  return { count: rows[0]?.count ?? 0, first: rows.map(({ count: _count, ...clash }) => clash) };
}
