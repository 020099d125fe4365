import type { Attachment } from '../domain/message.ts';
import { sql, type Runner } from './sql.ts';

/** What is kept of a mail on a ticket, for those who look at it as it came. */
export type MailParts = {
  readonly ticketId: string;
  /** reference of its ticket */
  readonly reference: string;
  /** SHA-256 of the raw mail; null when it is none (a fax) or nothing is kept of it */
  readonly sha256: Buffer | null;
  /** it is the record of a telephone call */
  readonly isCall: boolean;
  /** bytes of the whole mail; of one that was too large only the beginning is kept */
  readonly size: number;
  /** as they were numbered when it was read */
  readonly attachments: readonly Attachment[];
};

/** Characters of a text that are shown in place of HTML that cannot be. */
const TEXT = 100_000;

/** What is kept of the mail with this message id; null: there is none. */
export async function mailPartsOf(db: Runner, messageId: string): Promise<MailParts | null> {
  return db.maybeOne<MailParts>(sql`
    select t.id as "ticketId", t.reference, case when i.via = 'fax' then null else i.sha256 end as sha256, i.via = 'phone' as "isCall", i.size::float8 as size, m.attachments
    from message m join ticket t on t.id = m.ticket_id join inbound i on i.id = m.inbound_id where m.id = ${messageId}::bigint`);
}

/** The text of a mail as it was read, or its beginning. */
export async function mailTextOf(db: Runner, messageId: string): Promise<string> {
  const row = await db.maybeOne<{ body: string }>(
    sql`select left(body, ${TEXT}) as body from message where id = ${messageId}::bigint`,
  );
  return row?.body ?? '';
}
