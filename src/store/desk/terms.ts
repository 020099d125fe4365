import { mayGoOn, type AskedState, type Search, type SearchTerm, type WordsTerm } from '../../domain/search.ts';
import type { Instant } from '../../domain/time.ts';
import { sql, type Sql } from '../sql.ts';

/*
 * What was searched for, as conditions on `ticket t`. Each term is a set of tickets that indexes find; words are looked up as the
 * search keeps them (`searchable` in 0006_desk.sql). They are handed over as values, in quotes, with nothing in them but letters
 * and digits: no text that is typed can break the statement.
 */

/** Tickets on the desk: what nobody need answer lies in junk and bulk. */
export const ON_THE_DESK = sql`t.bucket in ('desk', 'unreadable')`;

/** The tickets that meet a search. */
export function meets({ terms, reference }: Search, now: Instant): Sql {
  if (terms.length === 0) return sql`true`;
  const all = terms.map((term) => meetsTerm(term, now)).reduce((a, b) => sql`${a} and ${b}`);
  if (reference === null || terms.length < 2) return all;
  return sql`t.id in (select id from ticket where reference = ${reference} union all select t.id from ticket t where ${all})`;
}

/** The messages that meet the words of any term, as a value of type tsquery; null when no words are asked for. */
export function anyWords(terms: readonly SearchTerm[]): Sql | null {
  const wanted = terms.filter((term): term is WordsTerm => term.kind === 'words' && !term.not);
  return wanted.length === 0
    ? null
    : sql`to_tsquery('simple', ${wanted.map((term) => `(${words(term)})`).join(' | ')})`;
}

function meetsTerm(term: SearchTerm, now: Instant): Sql {
  const yes = conditionOf(term, now);
  return term.not ? sql`not (${yes})` : yes;
}

function conditionOf(term: SearchTerm, now: Instant): Sql {
  if (term.kind === 'words') return sql`exists (select 1 from (${ticketsOf(term)}) found where found.id = t.id)`;
  if (term.kind === 'level') return sql`coalesce(t.confirmed_level, t.suggested_level) = any(${term.levels}::int[])`;
  return stateOf(term.state, now);
}

function stateOf(state: AskedState, now: Instant): Sql {
  const open = sql`t.state = 'open' and ${ON_THE_DESK}`;
  switch (state) {
    case 'late':
      return sql`(${open} and t.id in (select ticket_id from clock where state = 'running' and due_at < ${new Date(now)}))`;
    case 'open':
      return sql`(${open} and t.waiting_since is null)`;
    case 'waiting':
      return sql`(${open} and t.waiting_since is not null)`;
    case 'free':
      return sql`(${open} and t.assignee is null)`;
    case 'unconfirmed':
      return sql`(${open} and t.confirmed_level is null)`;
    case 'shelved':
      return sql`(t.bucket in ('bulk', 'junk') and t.state <> 'merged')`;
    case 'resolved':
      return sql`(t.state = 'resolved' and ${ON_THE_DESK})`;
    case 'merged':
      return sql`t.state = 'merged'`;
    default:
      return state satisfies never;
  }
}

/** Ids of the tickets that a term finds: by number, by words of the ticket and of its messages, by customer. */
function ticketsOf(term: WordsTerm): Sql {
  const query = sql`to_tsquery('simple', ${words(term)})`;
  const parts = [
    sql`select id from ticket where words @@ ${query}`,
    sql`select ticket_id from message where words @@ ${query}`,
    sql`select id from ticket where customer_id in (${customersNamed(term)})`,
  ];
  if (term.reference !== null) parts.push(sql`select id from ticket where reference = ${term.reference}`);
  if (term.digits !== null) parts.push(ticketsOfNumber(term.digits));
  return parts.reduce((a, b) => sql`${a} union all ${b}`);
}

/** Customers whose name has all the words; or the agreement of that number. */
function customersNamed({ words: wanted }: WordsTerm): Sql {
  const named = wanted
    .map((word, i) => {
      const asWord = ` ${word}${i === wanted.length - 1 && mayGoOn(word) ? '' : ' '}`;
      return sql`strpos(' ' || searchable(key) || ' ', ${asWord}) > 0`;
    })
    .reduce((a, b) => sql`${a} and ${b}`);
  return sql`select id from customer where (${named}) or searchable(lower(agreement)) = ${wanted.join(' ')}`;
}

/** Tickets of a telephone number: who called or faxed from it, and the customers that have it. */
function ticketsOfNumber(digits: string): Sql {
  const end = digits.slice(-7);
  // numbers are kept in E.164 where they can be, else as bare digits; either may lack its country
  const same = (
    column: Sql,
  ): Sql => sql`right(ltrim(${column}, '+'), ${digits.length}::int) = right(${digits}, length(ltrim(${column}, '+')))
    and length(ltrim(${column}, '+')) >= ${end.length}::int`;
  return sql`
    select id from ticket where requester_address like '+%' and right(requester_address, 7) = ${end} and ${same(sql`requester_address`)}
    union all select id from ticket where call_number is not null and right(call_number, 7) = ${end} and ${same(sql`call_number`)}
    union all select i.ticket_id from fax f join inbound i on i.id = f.inbound_id
      where f.caller is not null and right(f.caller, 7) = ${end} and ${same(sql`f.caller`)} and i.ticket_id is not null
    union all select id from ticket where customer_id in (
      select customer_id from customer_number where ${same(sql`number`)}
      union all select customer_id from customer_contact where phone is not null and ${same(sql`phone`)}
      union all select customer_id from fax_number where ${same(sql`number`)})`;
}

/** The words of a term for to_tsquery. Letters beside A to Z are asked for in their spellings: a database whose locale is C keeps them as they were written. */
function words({ words: wanted, together, from }: WordsTerm): string {
  const last = wanted.length - 1;
  const each = wanted.map((word, i) => {
    const marks = `${i === last && mayGoOn(word) ? '*' : ''}${from ? 'A' : ''}`;
    const spelled = spellings(word).map((one) => `'${one}'${marks === '' ? '' : `:${marks}`}`);
    return spelled.length === 1 ? spelled[0]! : `(${spelled.join(' | ')})`;
  });
  return each.join(together ? ' <-> ' : ' & ');
}

function spellings(word: string): readonly string[] {
  if (/^[\u0000-\u007f]*$/u.test(word)) return [word];
  const [first = '', ...rest] = word;
  return [...new Set([word, first.toUpperCase() + rest.join(''), word.toUpperCase()])];
}
