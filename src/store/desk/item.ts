import type { FaxTold } from '../../domain/fax/fax.ts';
import type { Line } from '../../domain/link.ts';
import type { Instant } from '../../domain/time.ts';
import { sql, type Runner } from '../sql.ts';
import { ITEM_COLUMNS, ITEM_TABLES, type LedgerRow } from './ledger.ts';

/** One item with all that is known of it. */
export type LedgerItem = LedgerRow & {
  readonly sha256: Buffer | null;
  readonly size: number;
  readonly storedAt: Instant;
  readonly settledAt: Instant | null;
  readonly envelope: { readonly mailFrom: string; readonly rcptTo: readonly string[]; readonly client?: string } | null;
  readonly quiet: string | null;
  readonly messageId: string | null;
  readonly attempts: number;
  readonly wantedBy: string | null;
  readonly ticketId: string | null;
  readonly ticketState: string | null;
  readonly fax: ItemFax | null;
  /** places of an IMAP server at which it lay, and of them those of which the server was not told yet that we have it */
  readonly places: number;
  readonly untold: number;
};

export type ItemFax = {
  readonly state: 'waiting' | 'read' | 'unreadable';
  readonly told: FaxTold;
  readonly reason: string | null;
  readonly pages: number;
  readonly hasDocument: boolean;
  readonly failures: number;
  readonly nextAt: Instant;
};

/** An item by its number, or null. */
export async function ledgerItem(db: Runner, id: string): Promise<LedgerItem | null> {
  type Row = LedgerItem & { readonly faxNextAt: Instant | null };
  const row = await db.maybeOne<Row>(sql`
    select ${ITEM_COLUMNS}, i.sha256, i.size::float8 as size, i.stored_at as "storedAt", i.settled_at as "settledAt", i.envelope, i.quiet, i.message_id as "messageId", i.attempts,
      i.wanted_by as "wantedBy", i.ticket_id as "ticketId", t.state as "ticketState", f.next_attempt_at as "faxNextAt",
      case when f.inbound_id is not null then jsonb_build_object('state', f.state, 'told', f.told, 'reason', f.reason, 'failures', f.failures, 'hasDocument', f.document is not null,
        'pages', (select count(*) from fax_page p where p.inbound_id = i.id)) end as fax,
      (select count(*)::int from inbound_location l where l.inbound_id = i.id) as places,
      (select count(*)::int from inbound_location l where l.inbound_id = i.id and l.server_state = 'pending') as untold
    from inbound i ${ITEM_TABLES} where i.id = ${id}`);
  if (row === null) return null;
  const { faxNextAt, ...item } = row;
  return { ...item, fax: item.fax === null ? null : { ...item.fax, nextAt: faxNextAt ?? 0 } };
}

/** Lines of the journal about an item, the oldest first. */
export async function itemJournal(
  db: Runner,
  { id, ticketId }: Pick<LedgerItem, 'id' | 'ticketId'>,
): Promise<readonly Line[]> {
  return db.many<Line>(sql`
    select at, actor, act, detail from (
      select id, at, actor, act, detail from journal where ticket_id = ${ticketId}::bigint and inbound_id = ${id}
      union all select id, at, actor, act, detail from journal where ticket_id is null and inbound_id = ${id}
    ) j order by j.id limit 500`);
}

/** What was written in answer to an item, the oldest first. */
export async function itemLetters(
  db: Runner,
  { id, ticketId }: Pick<LedgerItem, 'id' | 'ticketId'>,
): Promise<
  readonly {
    readonly id: string;
    readonly kind: string;
    readonly to: string;
    readonly state: string;
    readonly at: Instant;
  }[]
> {
  return db.many(sql`
    select id, kind, to_address as "to", state, created_at as at from outbox where ticket_id = ${ticketId}::bigint and inbound_id = ${id} order by id limit 50`);
}
