import type { Instant } from '../../domain/time.ts';
import { sql, type Runner } from '../sql.ts';

/** A look again within this time is the same look, ms. */
const SAME_LOOK_MS = 10 * 60_000;

/** Notes that a person looked at something: who saw a ticket, its raw mail or a fax is asked for after the fact. */
export async function noteVisit(
  db: Runner,
  visit: { readonly person: string; readonly ticketId: string | null; readonly page: string; readonly now: Instant },
): Promise<void> {
  const { person, ticketId, page, now } = visit;
  await db.run(sql`
    insert into visit (person, ticket_id, page, at)
    select ${person}, ${ticketId}::bigint, ${page}, ${new Date(now)}
    where not exists (
      select 1 from visit where person = ${person} and page = ${page} and ticket_id is not distinct from ${ticketId}::bigint
        and at > ${new Date(now - SAME_LOOK_MS)})`);
}

/** Who looked at a ticket, newest first, one line a person. */
export async function visitorsOf(
  db: Runner,
  ticketId: string,
): Promise<readonly { readonly person: string; readonly at: Instant; readonly looks: number }[]> {
  return db.many(sql`
    select person, max(at) as at, count(*)::int as looks from visit where ticket_id = ${ticketId}::bigint group by person order by max(at) desc limit 50`);
}
