import type { Entry } from '../domain/decision.ts';
import { sql, values, type Tx } from './sql.ts';

/** Appends to the journal; `at` is the moment of the act. */
export async function writeJournal(
  tx: Tx,
  lines: readonly {
    readonly ticketId: string | null;
    readonly inboundId: string | null;
    readonly actor: string;
    readonly entry: Entry;
  }[],
  at: Date,
): Promise<void> {
  if (lines.length === 0) return;
  await tx.run(sql`
    insert into journal (ticket_id, inbound_id, at, actor, act, detail)
    values ${values(
      lines.map((line) => [
        line.ticketId,
        line.inboundId,
        at,
        line.actor,
        line.entry.act,
        JSON.stringify(line.entry.detail),
      ]),
      ['bigint', 'bigint', 'timestamptz', 'text', 'text', 'jsonb'],
    )}`);
}
