import { sql, type Db } from './sql.ts';

/** How every sentence about a count begins, so that a later count can take it back without touching another trouble. */
export const COUNT = 'The daily count';

/** Notes (or, with null, takes back) what the daily count of a mailbox found; any other trouble of it stays. */
export async function noteCount(db: Db, mailbox: string, sentence: string | null): Promise<void> {
  await db.run(
    sql`update mailbox_state set trouble = ${sentence} where mailbox = ${mailbox} and (trouble is null or starts_with(trouble, ${COUNT}))`,
  );
}

/** Of these mailboxes, those that were not counted within `hours`. */
export async function uncounted(db: Db, mailboxes: readonly string[], hours: number): Promise<readonly string[]> {
  const rows = await db.many<{ mailbox: string }>(sql`
    select b.mailbox from unnest(${mailboxes}::text[]) as b(mailbox) left join mailbox_state s using (mailbox)
    where s.reconciled_at is null or s.reconciled_at < now() - ${hours} * interval '1 hour'`);
  return rows.map((row) => row.mailbox);
}
