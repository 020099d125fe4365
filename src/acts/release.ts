import type { Instant } from '../domain/time.ts';
import { writeJournal } from '../store/journal.ts';
import { sql, transaction, type Db } from '../store/sql.ts';

/** What became of one reference: taken out, or why not. */
export type Released = {
  readonly reference: string;
  readonly done: boolean;
  /** one sentence */
  readonly why: string;
};

/**
 * Takes a ticket out of the junk or bulk bucket and puts it on the desk: the filter, or we, were wrong about it. It is
 * not acknowledged after the fact; whoever releases it answers it.
 */
export async function release(db: Db, reference: string, actor: string, now: Instant): Promise<Released> {
  return transaction(db, async (tx) => {
    const ticket = await tx.maybeOne<{ id: string; bucket: string }>(
      sql`select id, bucket from ticket where reference = ${reference.toUpperCase()} for update`,
    );
    if (ticket === null) return { reference, done: false, why: 'there is no ticket with this number' };
    if (ticket.bucket !== 'junk' && ticket.bucket !== 'bulk')
      return { reference, done: false, why: `it does not lie in junk or bulk but in ${ticket.bucket}` };
    await tx.run(sql`update ticket set bucket = 'desk' where id = ${ticket.id}`);
    const entry = { act: 'released', detail: { from: ticket.bucket } };
    await writeJournal(tx, [{ ticketId: ticket.id, inboundId: null, actor, entry }], new Date(now));
    return { reference, done: true, why: `taken out of ${ticket.bucket}` };
  });
}
