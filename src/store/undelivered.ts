import { sql, type Tx } from './sql.ts';

/**
 * Notes that these messages reached nobody, and wakes the watch: whoever was told by one of them was not, and the next
 * person is. A message that told nobody anything (an acknowledgement) is none of its business.
 */
export async function noteUndelivered(tx: Tx, outboxIds: readonly string[]): Promise<void> {
  if (outboxIds.length === 0) return;
  const told = await tx.run(
    sql`update telling set undelivered = true where outbox_id = any(${outboxIds}::uuid[]) and not undelivered`,
  );
  if (told > 0) await tx.run(sql`select pg_notify('watch', '')`);
}
