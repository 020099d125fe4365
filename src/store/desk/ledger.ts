import type { ItemFacts } from '../../domain/item.ts';
import type { Instant } from '../../domain/time.ts';
import { LATER } from '../fax.ts';
import { sql, type Runner, type Sql } from '../sql.ts';

/*
 * The ledger: every item that ever came in, newest first, and the sum of what became of them. Pages go on by id, so that
 * what comes in meanwhile moves nothing.
 */

/** Rows of one page. */
export const LEDGER_PAGE = 50;

/** What of the ledger is looked at; null: all. */
export type LedgerFilter = {
  readonly state: LedgerState | null;
  readonly mailbox: string | null;
  readonly via: string | null;
  /** `from <= accepted < until` */
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly find: Find | null;
};

export const LEDGER_STATES = ['ticket', 'joined', 'ignored', 'stored', 'quarantined', 'remembered'] as const;
export type LedgerState = (typeof LEDGER_STATES)[number];

/** What is looked for, as it was read from what somebody typed. */
export type Find =
  /** what may be an item's number, a ticket's, or a telephone number (its digits) */
  | {
      readonly by: 'number';
      readonly id: string | null;
      readonly reference: string | null;
      readonly phone: string | null;
    }
  | { readonly by: 'message'; readonly id: string }
  /** lower-cased; and the Message-ID that it may be as well */
  | { readonly by: 'address'; readonly address: string; readonly id: string }
  /** letters and digits only */
  | { readonly by: 'words'; readonly words: readonly string[] };

export type LedgerRow = ItemFacts & {
  readonly id: string;
  readonly at: Instant;
  readonly mailbox: string;
  readonly via: string;
  readonly kind: string | null;
  readonly fromName: string | null;
  readonly from: string | null;
  readonly subject: string | null;
  /** the ticket's */
  readonly ticketSubject: string | null;
};

/** What of each item the list and its page both tell. `inbound i`, joined by ITEM_TABLES. */
export const ITEM_COLUMNS = sql`i.id, i.accepted_at as at, i.mailbox, i.via, i.kind, i.state, i.outcome, i.sha256 is not null as "isKept", i.reason, i.failures, i.next_attempt_at as "nextAt",
  coalesce(i.lease_until > now(), false) as "isHeld", i.state = 'stored' and i.next_attempt_at >= ${LATER} as "isFaxWaiting", t.reference, t.subject as "ticketSubject",
  nullif(m.from_name, '') as "fromName", coalesce(f.caller, i.sender, nullif(m.from_address, '')) as "from", coalesce(nullif(i.subject, ''), m.subject) as subject`;
export const ITEM_TABLES = sql`left join message m on m.inbound_id = i.id left join ticket t on t.id = i.ticket_id left join fax f on f.inbound_id = i.id`;

/** Of so many latest items words are looked for first: common ones are found there, and to find all of them takes seconds. */
const LATELY = 20_000;

/** One page of the ledger, and one row more if there are more: those before the item `after`, or the newest. */
export async function ledgerRows(
  db: Runner,
  filter: LedgerFilter,
  after: string | null,
): Promise<readonly LedgerRow[]> {
  const before = after === null ? sql`true` : sql`i.id < ${after}`;
  const rows = (find: Sql): Promise<readonly LedgerRow[]> =>
    db.many<LedgerRow>(sql`
      select ${ITEM_COLUMNS}
      from (select * from inbound i where ${before} and ${chosen(filter)} and ${find} order by i.id desc limit ${LEDGER_PAGE + 1}) i
      ${ITEM_TABLES} order by i.id desc`);
  const { find } = filter;
  if (find === null) return rows(sql`true`);
  if (find.by !== 'words') return rows(found(find));
  const { last } = await db.one<{ last: string }>(
    sql`select coalesce(${after}::bigint, (select max(id) from inbound), 0) as last`,
  );
  const since = String(Math.max(0, Number(last) - LATELY));
  const lately = await rows(sql`i.id > ${since} and ${spoken(find, sql`inbound_id > ${since}`, sql`x.id > ${since}`)}`);
  return lately.length > LEDGER_PAGE ? lately : rows(spoken(find, sql`true`, sql`true`));
}

export type LedgerSum = {
  readonly arrived: number;
  readonly tickets: number;
  readonly joined: number;
  readonly ignored: number;
  readonly waiting: number;
  readonly unread: number;
  /** lay there before the start; not among those that arrived */
  readonly remembered: number;
};

/** What became of everything that came in on these days, by mailbox and way in: each part is counted by itself. */
export async function ledgerSum(
  db: Runner,
  filter: Pick<LedgerFilter, 'mailbox' | 'via' | 'from' | 'until'>,
): Promise<LedgerSum> {
  const where = within(filter);
  return db.one<LedgerSum>(sql`
    select count(*)::int as arrived, count(*) filter (where outcome = 'ticket')::int as tickets, count(*) filter (where outcome = 'appended')::int as joined,
      count(*) filter (where outcome = 'ignored')::int as ignored, count(*) filter (where outcome is null)::int as waiting, count(*) filter (where outcome = 'quarantined')::int as unread,
      (select count(*)::int from inbound i where sha256 is null and ${where}) as remembered
    from inbound i where sha256 is not null and ${where}`);
}

function chosen({ state, ...rest }: LedgerFilter): Sql {
  return sql`${state === null ? sql`true` : STATES[state]} and ${within(rest)}`;
}

const STATES: Readonly<Record<LedgerState, Sql>> = {
  ticket: sql`i.state = 'done' and i.outcome = 'ticket'`,
  joined: sql`i.state = 'done' and i.outcome = 'appended'`,
  ignored: sql`i.state = 'ignored' and i.sha256 is not null`,
  stored: sql`i.state = 'stored'`,
  quarantined: sql`i.state = 'quarantined'`,
  remembered: sql`i.sha256 is null`,
};

function within({ mailbox, via, from, until }: Pick<LedgerFilter, 'mailbox' | 'via' | 'from' | 'until'>): Sql {
  return sql`${mailbox === null ? sql`true` : sql`i.mailbox = ${mailbox}`} and ${via === null ? sql`true` : sql`i.via = ${via}`}
    and ${from === null ? sql`true` : sql`i.accepted_at >= ${new Date(from)}`} and ${until === null ? sql`true` : sql`i.accepted_at < ${new Date(until)}`}`;
}

/** Each way of looking goes by an index of its own. */
function found(find: Exclude<Find, { readonly by: 'words' }>): Sql {
  switch (find.by) {
    case 'number':
      return sql`i.id in (select ${find.id}::bigint where ${find.id}::bigint is not null
        union all select x.id from inbound x join ticket t on t.id = x.ticket_id where t.reference = ${find.reference}
        union all select inbound_id from fax where right(caller, 7) = ${find.phone?.slice(-7) ?? null} and caller like ${`%${find.phone?.slice(-10) ?? ''}`})`;
    case 'message':
      return sql`i.message_id = ${find.id}`;
    case 'address':
      return sql`(i.sender = ${find.address} or i.message_id = ${find.id})`;
    default:
      return find satisfies never;
  }
}

/** Items of whose sender or subject all words are, among these messages, and these items that stand on no ticket. */
function spoken({ words }: Find & { readonly by: 'words' }, messages: Sql, items: Sql): Sql {
  const query = (marks: string): Sql =>
    sql`to_tsquery('simple', ${words.map((word) => spelled(word, marks)).join(' & ')})`;
  return sql`i.id in (select inbound_id from message where words @@ ${query('*AB')} and ${messages}
    union all select x.id from inbound x where x.ticket_id is null and ${items}
      and to_tsvector('simple', searchable(left(coalesce(x.sender, ''), 320) || ' ' || coalesce(x.subject, ''))) @@ ${query('*')})`;
}

/** A word, and all that begin with it, for to_tsquery. In its spellings: a database whose locale is C keeps letters beside A to Z as they were written. */
function spelled(word: string, marks: string): string {
  const lower = word.toLowerCase();
  const ways = new Set([word, lower, word.toUpperCase(), lower.charAt(0).toUpperCase() + lower.slice(1)]);
  return `(${[...ways].map((way) => `${way}:${marks}`).join(' | ')})`;
}
