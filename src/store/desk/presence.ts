import type { Instant } from '../../domain/time.ts';
import { sql, type Runner } from '../sql.ts';

/** A page says every 25 s that somebody is there; after so long without a word they have left, ms. */
const GONE_MS = 60_000;

export type Present = { readonly person: string; readonly doing: 'viewing' | 'writing' };

/** Notes that a person is at a ticket, and tells who else is. */
export async function noteHere(
  db: Runner,
  here: Present & { readonly ticketId: string; readonly now: Instant },
): Promise<readonly Present[]> {
  const { ticketId, person, doing, now } = here;
  await db.run(sql`
    insert into presence (ticket_id, person, doing, until) values (${ticketId}::bigint, ${person}, ${doing}, ${new Date(now + GONE_MS)})
    on conflict (ticket_id, person) do update set doing = excluded.doing, until = excluded.until`);
  return othersAt(db, ticketId, person, now);
}

/** Who else is at a ticket. */
export async function othersAt(db: Runner, ticketId: string, me: string, now: Instant): Promise<readonly Present[]> {
  return db.many(sql`
    select person, doing from presence where ticket_id = ${ticketId}::bigint and person <> ${me} and until > ${new Date(now)} order by person`);
}
