import type { Level } from '../../domain/level.ts';
import { parseSearch, type Search } from '../../domain/search.ts';
import { snippetOf, type Piece } from '../../domain/snippet.ts';
import type { Instant } from '../../domain/time.ts';
import { sql, type Db } from '../sql.ts';
import { byIndex } from './by-index.ts';
import { readSearchCursor, writeCursor, type SearchCursor } from './cursor.ts';
import { anyWords, meets } from './terms.ts';

/** A ticket that was found, whatever became of it. */
export type SearchHit = {
  readonly id: string;
  readonly reference: string;
  readonly subject: string;
  readonly requesterName: string;
  readonly requesterAddress: string;
  readonly customerName: string | null;
  readonly channel: 'email' | 'fax' | 'phone';
  readonly state: 'open' | 'resolved' | 'merged';
  readonly bucket: 'desk' | 'bulk' | 'junk' | 'unreadable';
  readonly waitingSince: Instant | null;
  readonly resolvedAt: Instant | null;
  /** reference of the ticket that it was merged into */
  readonly mergedInto: string | null;
  readonly level: Level;
  readonly isConfirmed: boolean;
  readonly assignee: string | null;
  readonly acceptedAt: Instant;
  readonly found: Found;
};

/**
 * Where it was found: by its number, by a telephone number, or by words of its subject, of who wrote, of the customer's name, or of a mail
 * or fax that came at `at`. `state`: nothing but its level or state was asked for.
 */
export type Found = {
  readonly where: 'number' | 'telephone' | 'subject' | 'name' | 'customer' | 'mail' | 'fax' | 'state';
  readonly at: Instant | null;
  readonly pieces: readonly Piece[];
};

export type SearchPage = { readonly hits: readonly SearchHit[]; readonly next: string | null };

/** Characters of a message that are searched (0006_desk.sql), and messages of a ticket among which the one to show is looked for: a flood is gathered in one ticket. */
const MOST = { body: 50_000, messages: 200 } as const;

type Row = Omit<SearchHit, 'found'> & {
  readonly messageId: string | null;
  readonly at: Instant;
  readonly isFax: boolean;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly body: string;
};

/** Looks through all tickets, open or not, the newest first. Null: the cursor is none of ours. An empty search finds nothing. */
export async function search(
  db: Db,
  query: { readonly q: string; readonly limit: number; readonly after: string | null; readonly now: Instant },
): Promise<SearchPage | null> {
  const after = query.after === null ? null : readSearchCursor(query.after);
  if (query.after !== null && after === null) return null;
  const asked = parseSearch(query.q);
  if (asked.terms.length === 0) return { hits: [], next: null };
  const words = anyWords(asked.terms);
  const rows = await byIndex<Row>(
    db,
    sql`
    with page as materialized (
      select t.id from ticket t where ${meets(asked, query.now)} and ${after === null ? sql`true` : sql`t.id < ${after.id}::bigint`}
      order by t.id desc limit ${query.limit + 1})
    select t.id, t.reference, t.subject, t.requester_name as "requesterName", t.requester_address as "requesterAddress", c.name as "customerName", t.channel, t.state, t.bucket,
      t.waiting_since as "waitingSince", t.resolved_at as "resolvedAt", goes_on.reference as "mergedInto", coalesce(t.confirmed_level, t.suggested_level) as level,
      t.confirmed_level is not null as "isConfirmed", t.assignee, t.accepted_at as "acceptedAt",
      w.id as "messageId", w.accepted_at as at, exists (select 1 from fax f where f.inbound_id = w.inbound_id) as "isFax",
      w.from_name as "fromName", w.from_address as "fromAddress", left(w.body, ${MOST.body}) as body
    from page p join ticket t on t.id = p.id left join customer c on c.id = t.customer_id left join ticket goes_on on goes_on.id = t.merged_into
      left join lateral (
        select m.* from (select * from message where ticket_id = t.id order by id desc limit ${MOST.messages}) m
        where ${words === null ? sql`false` : sql`m.words @@ ${words}`} order by m.id desc limit 1) w on true
    order by t.id desc`,
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    hits: page.map((row) => hitOf(row, asked)),
    next: last === undefined || rows.length <= query.limit ? null : writeCursor({ id: last.id } satisfies SearchCursor),
  };
}

function hitOf(row: Row, asked: Search): SearchHit {
  const { messageId: _m, at: _a, isFax: _f, fromName: _n, fromAddress: _d, body: _b, ...hit } = row;
  return { ...hit, found: foundIn(row, asked) };
}

/** The place that has the most of what was asked for; of several the one that says most at a glance. */
function foundIn(row: Row, { terms, reference }: Search): Found {
  const wanted = terms.filter((term) => term.kind === 'words' && !term.not);
  const subject = { pieces: [{ text: row.subject, hit: false }] };
  if (row.reference === reference || wanted.some((term) => term.kind === 'words' && term.reference === row.reference))
    return { where: 'number', at: null, ...subject };
  if (wanted.length === 0) return { where: 'state', at: null, ...subject };
  const places: (Found & { readonly found: number })[] = [
    { where: 'subject', at: null, ...snippetOf(row.subject, terms) },
    { where: 'name', at: null, ...snippetOf(`${row.requesterName} ${row.requesterAddress}`.trim(), terms) },
    { where: 'customer', at: null, ...snippetOf(row.customerName ?? '', terms) },
  ];
  if (row.messageId !== null) {
    places.push({ where: row.isFax ? 'fax' : 'mail', at: row.at, ...snippetOf(row.body, terms) });
    places.push({ where: 'name', at: row.at, ...snippetOf(`${row.fromName} ${row.fromAddress}`.trim(), terms) });
  }
  const best = places.toSorted((a, b) => b.found - a.found)[0]!;
  if (best.found === 0) {
    const isNumber = wanted.some((term) => term.kind === 'words' && term.digits !== null);
    if (isNumber) return { where: 'telephone', at: null, ...subject };
    // by the number of its agreement
    return { where: 'customer', at: null, pieces: [{ text: row.customerName ?? row.subject, hit: false }] };
  }
  const { found: _found, ...place } = best;
  return place;
}
