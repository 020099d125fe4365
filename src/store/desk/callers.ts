import type { Agreement, CustomerSystem } from '../../domain/customer.ts';
import { sql, type Runner, type Sql } from '../sql.ts';

/** Somebody who may be on the telephone: a person of a customer, or the customer alone (`address` is ''). */
export type Caller = {
  readonly customerId: string;
  readonly customer: string;
  readonly agreement: Agreement;
  readonly name: string;
  readonly address: string;
  /** E.164, or null */
  readonly phone: string | null;
  /** the whole number or address that was typed is theirs; else they only may be meant */
  readonly isExact: boolean;
  readonly systems: readonly CustomerSystem[];
};

/** A number is known by so many of its last digits: lines tell it with and without its country. */
const DIGITS = 7;

const WHOM = sql`c.id as "customerId", c.name as customer, jsonb_build_object('number', c.agreement, 'from', c.agreement_from, 'until', c.agreement_until) as agreement,
      (select coalesce(jsonb_agg(jsonb_build_object('name', y.name, 'environment', y.environment, 'goLive', y.go_live) order by y.name), '[]') from customer_system y where y.customer_id = c.id) as systems`;

/**
 * Who fits what was typed: the end of a number, or parts of names and addresses. Nobody for less than two letters or three digits.
 * `number` is what was typed in E.164, or null: whoever has exactly that, or the address, is found alone.
 */
export async function findCallers(
  db: Runner,
  typed: string,
  number: string | null,
  limit: number,
): Promise<readonly Caller[]> {
  const digits = typed.replaceAll(/\D/gu, '');
  const isNumber = digits.length >= 3 && !/\p{L}/u.test(typed);
  const words = typed
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word.length >= 2)
    .slice(0, 5)
    .map((word) => `%${word.replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`);
  if (!isNumber && words.length === 0) return [];
  const end = digits.slice(-DIGITS);
  const fits = (column: Sql): Sql =>
    sql`(right(${column}, ${DIGITS}) = ${end} or (${end.length < DIGITS} and ${column} like ${`%${end}`}))`;
  const person = isNumber
    ? fits(sql`x.phone`)
    : sql`lower(x.name || ' ' || x.address || ' ' || c.name) like all(${words}::text[])`;
  const house = isNumber
    ? sql`exists (select 1 from customer_number n where n.customer_id = c.id and n.kind = 'phone' and ${fits(sql`n.number`)})`
    : sql`lower(c.name || ' ' || coalesce(c.agreement, '')) like all(${words}::text[])`;
  const found = await db.many<Caller>(sql`
    select ${WHOM}, f.name, f.address, f.phone, f.exact as "isExact"
    from (
      select x.customer_id, x.name, x.address, x.phone, 0 as rank, coalesce(x.phone = ${number}, false) or x.address = ${typed.toLowerCase()} as exact
      from customer_contact x join customer c on c.id = x.customer_id where ${person}
      union all
      select c.id, '', '', (select n.number from customer_number n where n.customer_id = c.id and n.kind = 'phone' order by n.number limit 1), 1,
        exists (select 1 from customer_number n where n.customer_id = c.id and n.kind = 'phone' and n.number = ${number})
      from customer c where ${house}
    ) f join customer c on c.id = f.customer_id
    where c.removed_at is null order by f.exact desc, f.rank, lower(c.name), lower(f.name), f.address limit ${limit}`);
  // the same last digits in another town are nobody's while somebody has the number itself
  const exact = found.filter(({ isExact }) => isExact);
  return exact.length > 0 ? exact : found;
}

/** One caller as they were picked from a list; null when they are gone from it. */
export async function callerBy(db: Runner, customerId: string, address: string): Promise<Caller | null> {
  return db.maybeOne<Caller>(sql`
    select ${WHOM}, coalesce(x.name, '') as name, coalesce(x.address, '') as address, false as "isExact",
      coalesce(x.phone, (select n.number from customer_number n where n.customer_id = c.id and n.kind = 'phone' order by n.number limit 1)) as phone
    from customer c left join customer_contact x on x.customer_id = c.id and x.address = ${address}
    where c.id = ${customerId}::bigint and c.removed_at is null and (${address} = '' or x.address is not null)`);
}

/** An open ticket that a call may be about. */
export type OpenTicket = {
  readonly reference: string;
  readonly subject: string;
  readonly level: number;
  readonly isConfirmed: boolean;
  /** who asked for it */
  readonly name: string;
};

/** Open tickets of these customers, and of whoever is known by this number, address or name alone; the gravest first. */
export async function openTicketsOf(
  db: Runner,
  whom: {
    readonly customers: readonly string[];
    readonly number: string;
    readonly address: string;
    readonly name: string;
  },
  limit: number,
): Promise<readonly OpenTicket[]> {
  const { customers, number, address, name } = whom;
  if (customers.length === 0 && number === '' && address === '' && name === '') return [];
  return db.many<OpenTicket>(sql`
    select t.reference, t.subject, coalesce(t.confirmed_level, t.suggested_level)::int as level, t.confirmed_level is not null as "isConfirmed",
      coalesce(nullif(t.requester_name, ''), t.requester_address) as name
    from ticket t where t.state = 'open' and t.bucket = 'desk' and (t.customer_id = any(${customers}::bigint[])
      or (${number} <> '' and (t.call_number = ${number} or t.requester_address = ${number}))
      or (${address} <> '' and lower(t.requester_address) = lower(${address}))
      or (${name} <> '' and t.customer_id is null and lower(t.requester_name) = lower(${name})))
    order by 3, t.id desc limit ${limit}`);
}
