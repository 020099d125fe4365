import type { FaxPage, FaxReading, FaxTold } from '../domain/fax/fax.ts';
import type { Instant } from '../domain/time.ts';
import { sql, type Runner } from './sql.ts';

/** A fax on a ticket, as people are shown it. */
export type FaxView = {
  /** id of the item */
  readonly id: string;
  readonly at: Instant;
  readonly told: FaxTold;
  readonly state: 'waiting' | 'read' | 'unreadable';
  /** why it is unreadable */
  readonly reason: string | null;
  readonly reading: Omit<FaxReading, 'pages'> | null;
  readonly pages: readonly Omit<FaxPage, 'hash'>[];
  readonly hasDocument: boolean;
  readonly hasPdf: boolean;
};

/** Faxes of one ticket that are shown, the oldest first. */
const MOST = 100;

/** The faxes that came in on a ticket. */
export async function faxesOf(db: Runner, ticketId: string): Promise<readonly FaxView[]> {
  return db.many<FaxView>(sql`
    select f.inbound_id as id, f.accepted_at as at, f.told, f.state, f.reason, f.reading, f.document is not null as "hasDocument", f.pdf is not null as "hasPdf",
      (select coalesce(jsonb_agg(p.page order by p.n), '[]') from fax_page p where p.inbound_id = f.inbound_id) as pages
    from fax f join inbound i on i.id = f.inbound_id where i.ticket_id = ${ticketId} order by f.inbound_id limit ${MOST}`);
}

/** The kept bytes of a part of a fax, by their SHA-256: a page as people see it (its number), all pages, or the document as it came; null: there are none. */
export async function faxPart(db: Runner, id: string, part: number | 'pdf' | 'document'): Promise<Buffer | null> {
  const row =
    typeof part === 'number'
      ? await db.maybeOne<{ sha256: Buffer | null }>(
          sql`select png as sha256 from fax_page where inbound_id = ${id}::bigint and n = ${part}`,
        )
      : await db.maybeOne<{ sha256: Buffer | null }>(sql`
          select case when ${part} = 'pdf' then pdf else document end as sha256 from fax where inbound_id = ${id}::bigint`);
  return row?.sha256 ?? null;
}
