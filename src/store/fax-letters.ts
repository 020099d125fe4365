import type { OutgoingFax } from '../domain/outgoing.ts';
import type { Instant } from '../domain/time.ts';
import { readDispatch } from './dispatch-shape.ts';
import { writeJournal } from './journal.ts';
import { sql, transaction, type Db, type Runner } from './sql.ts';
import { noteUndelivered } from './undelivered.ts';

/** The letter that a row of the outbox sends by fax; null: there is no such row, or it is no fax. */
export async function faxLetterOf(db: Runner, id: string): Promise<OutgoingFax | null> {
  const row = await db.maybeOne<{ outlet: string; mail: unknown }>(
    sql`select outlet, mail from outbox where id = ${id}::uuid and outlet = 'fax'`,
  );
  const read = row === null ? null : readDispatch(row);
  return read?.outlet === 'fax' ? read.mail : null;
}

/** What became of a fax that the service had taken. */
export type FaxEnd = { readonly delivered: true } | { readonly delivered: false; readonly reason: string };

/**
 * Notes the end of a fax, once, with a line in its ticket's journal. One that did not arrive is a failed message: a person sees it
 * and calls. False when it had ended before.
 */
export async function endFax(db: Db, id: string, end: FaxEnd, now: Instant): Promise<boolean> {
  const response = end.delivered ? 'delivered' : end.reason;
  return transaction(db, async (tx) => {
    const ended = await tx.maybeOne<{ ticketId: string | null; inboundId: string | null }>(sql`
      update outbox set state = ${end.delivered ? 'sent' : 'failed'}, response = ${response}, settled_at = ${new Date(now)}
      where id = ${id}::uuid and outlet = 'fax' and state in ('sending', 'sent', 'unknown', 'unresolved') and response is distinct from 'delivered'
        and (response is null or not starts_with(response, ${NOT_DELIVERED}))
      returning ticket_id as "ticketId", inbound_id as "inboundId"`);
    if (ended === null) return false;
    if (!end.delivered) await noteUndelivered(tx, [id]);
    const entry = end.delivered
      ? { act: 'fax_delivered', detail: { message: id } }
      : { act: 'fax_not_delivered', detail: { message: id, reason: end.reason } };
    await writeJournal(tx, [{ ...ended, actor: 'postroom', entry }], new Date(now));
    return true;
  });
}

/** How the reason of a fax that did not arrive begins, so that it is known as ended. */
export const NOT_DELIVERED = 'not delivered: ';
