import type { Instant } from '../../domain/time.ts';
import { sql, type Runner } from '../sql.ts';

/** What somebody began to write on a ticket, and for which act. */
export type Draft = { readonly person: string; readonly kind: string; readonly text: string; readonly at: Instant };

/** The drafts on a ticket, of everybody. */
export async function draftsOf(db: Runner, ticketId: string): Promise<readonly Draft[]> {
  return db.many(sql`select person, kind, text, at from draft where ticket_id = ${ticketId}::bigint order by at`);
}

/** Keeps a draft in place of the one before; an empty one is forgotten. */
export async function keepDraft(db: Runner, ticketId: string, { person, kind, text, at }: Draft): Promise<void> {
  if (text.trim() === '') return dropDraft(db, ticketId, person);
  await db.run(sql`
    insert into draft (person, ticket_id, kind, text, at) values (${person}, ${ticketId}::bigint, ${kind}, ${text}, ${new Date(at)})
    on conflict (person, ticket_id) do update set kind = excluded.kind, text = excluded.text, at = excluded.at`);
}

/** Forgets the draft of a person on a ticket, if there is one. */
export async function dropDraft(db: Runner, ticketId: string, person: string): Promise<void> {
  await db.run(sql`delete from draft where ticket_id = ${ticketId}::bigint and person = ${person}`);
}
