import type { Agreement } from '../../domain/customer.ts';
import type { Instant } from '../../domain/time.ts';
import { sql, type Runner } from '../sql.ts';

/** Somebody who may be on the telephone: a person of a customer, or the customer alone (`address` is ''). */
export type Caller = {
  readonly customerId: string;
  readonly customer: string;
  readonly agreement: Agreement;
  readonly name: string;
  readonly address: string;
  /** E.164, or null */
  readonly phone: string | null;
  /** open tickets of the customer, the gravest first */
  readonly open: readonly { readonly reference: string; readonly subject: string; readonly level: number }[];
};

/** Open tickets that are shown of one customer: it may be about one of these. */
const MOST_OPEN = 3;
/** A number is known by so many of its last digits: lines tell it with and without its country. */
const DIGITS = 7;

/** Who fits what was typed: the end of a number, or parts of names and addresses. Nobody for less than two letters or three digits. */
export async function findCallers(db: Runner, typed: string, limit: number): Promise<readonly Caller[]> {
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
  const person = isNumber
    ? sql`(right(x.phone, ${DIGITS}) = ${end} or (${end.length < DIGITS} and x.phone like ${`%${end}`}))`
    : sql`lower(x.name || ' ' || x.address || ' ' || c.name) like all(${words}::text[])`;
  const house = isNumber
    ? sql`exists (select 1 from customer_number n where n.customer_id = c.id and n.kind = 'phone' and (right(n.number, ${DIGITS}) = ${end} or (${end.length < DIGITS} and n.number like ${`%${end}`})))`
    : sql`lower(c.name || ' ' || coalesce(c.agreement, '')) like all(${words}::text[])`;
  return db.many<Caller>(sql`
    select f.customer_id as "customerId", c.name as customer, jsonb_build_object('number', c.agreement, 'from', c.agreement_from, 'until', c.agreement_until) as agreement,
      f.name, f.address, f.phone,
      (select coalesce(jsonb_agg(jsonb_build_object('reference', o.reference, 'subject', o.subject, 'level', o.level)), '[]') from (
        select t.reference, t.subject, coalesce(t.confirmed_level, t.suggested_level) as level from ticket t
        where t.customer_id = c.id and t.state = 'open' and t.bucket = 'desk' order by level, t.id desc limit ${MOST_OPEN}) o) as open
    from (
      select x.customer_id, x.name, x.address, x.phone, 0 as rank from customer_contact x join customer c on c.id = x.customer_id where ${person}
      union all
      select c.id, '', '', (select n.number from customer_number n where n.customer_id = c.id and n.kind = 'phone' order by n.number limit 1), 1 from customer c where ${house}
    ) f join customer c on c.id = f.customer_id
    where c.removed_at is null order by f.rank, lower(c.name), lower(f.name), f.address limit ${limit}`);
}

/** One caller as they were picked from a list; null when they are gone from it. */
export async function callerBy(db: Runner, customerId: string, address: string): Promise<Caller | null> {
  return db.maybeOne<Caller>(sql`
    select c.id as "customerId", c.name as customer, jsonb_build_object('number', c.agreement, 'from', c.agreement_from, 'until', c.agreement_until) as agreement,
      coalesce(x.name, '') as name, coalesce(x.address, '') as address,
      coalesce(x.phone, (select n.number from customer_number n where n.customer_id = c.id and n.kind = 'phone' order by n.number limit 1)) as phone, '[]'::jsonb as open
    from customer c left join customer_contact x on x.customer_id = c.id and x.address = ${address}
    where c.id = ${customerId}::bigint and c.removed_at is null and (${address} = '' or x.address is not null)`);
}

/** What a person began to write down of a call. */
export type CallDraft = { readonly form: Readonly<Record<string, string>>; readonly at: Instant };

/** The call that a person began to write down, or null. */
export async function callDraftOf(db: Runner, person: string): Promise<CallDraft | null> {
  return db.maybeOne<CallDraft>(sql`select form, at from call_draft where person = ${person}`);
}

/** Keeps what a person wrote down of a call so far. */
export async function keepCallDraft(db: Runner, person: string, { form, at }: CallDraft): Promise<void> {
  await db.run(sql`
    insert into call_draft (person, form, at) values (${person}, ${JSON.stringify(form)}::jsonb, ${new Date(at)})
    on conflict (person) do update set form = excluded.form, at = excluded.at`);
}

/** Forgets it. */
export async function dropCallDraft(db: Runner, person: string): Promise<void> {
  await db.run(sql`delete from call_draft where person = ${person}`);
}
