import type { Instant } from '../domain/time.ts';
import { sql, type Runner, type Tx } from './sql.ts';

/** How long a use is remembered, days: far beyond the life of a link, after which it is refused for its age. */
const REMEMBERED_DAYS = 30;

/** Notes that a link is used, and what came of it; false when it was used before. */
export async function useLink(tx: Tx, id: string, outcome: string, at: Instant): Promise<boolean> {
  const put = await tx.run(sql`
    insert into link_used (id, used_at, outcome) values (${id}, ${new Date(at)}, ${outcome}) on conflict do nothing`);
  await tx.run(
    sql`delete from link_used where used_at < ${new Date(at)}::timestamptz - ${REMEMBERED_DAYS} * interval '1 day'`,
  );
  return put === 1;
}

/** When a link was used and what came of it; null for one that was not. */
export async function usedLink(
  db: Runner,
  id: string,
): Promise<{ readonly at: Instant; readonly words: string } | null> {
  return db.maybeOne(sql`select used_at as at, outcome as words from link_used where id = ${id}`);
}
