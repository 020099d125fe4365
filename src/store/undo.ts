import type { Instant } from '../domain/time.ts';
import { sql, type Tx } from './sql.ts';

/** A letter to the customer that a person wrote. */
export type WrittenLetter = {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  /** as it was typed; '' if nobody knows any more */
  readonly text: string;
};

/** The mark of the last act of this kind on a ticket; null when there is none, or it has no way back. */
export async function lastMarkOf(tx: Tx, ticketId: string, kind: string): Promise<string | null> {
  const row = await tx.maybeOne<{ mark: string | null }>(sql`
    select detail->>'mark' as mark from ticket_event where ticket_id = ${ticketId} and kind = ${kind} order by at desc, id desc limit 1`);
  return row?.mark ?? null;
}

/** A letter of a ticket, held until the transaction ends: whoever sends it passes it by meanwhile. */
export async function heldLetter(tx: Tx, ticketId: string, id: string): Promise<WrittenLetter | null> {
  return tx.maybeOne<WrittenLetter>(sql`
    select o.id, o.kind, o.state, coalesce((
      select j.detail->>'text' from journal j where j.ticket_id = ${ticketId} and j.detail->>'letter' = ${id} order by j.id limit 1), '') as text
    from outbox o where o.ticket_id = ${ticketId} and o.id::text = ${id} for update`);
}

/** Takes a held letter out of those that wait. Its text stands at the head of the person's draft. */
export async function withdrawLetter(
  tx: Tx,
  ticketId: string,
  { id, text }: WrittenLetter,
  person: string,
  now: Instant,
): Promise<void> {
  await tx.run(sql`
    update outbox set state = 'withdrawn', settled_at = ${new Date(now)}, response = 'called back before it went out' where id = ${id}::uuid and state = 'pending'`);
  if (text.trim() === '') return;
  await tx.run(sql`
    insert into draft (person, ticket_id, kind, text, at) values (${person}, ${ticketId}::bigint, 'reply', ${text}, ${new Date(now)})
    on conflict (person, ticket_id) do update set text = excluded.text || E'\n\n' || draft.text, at = excluded.at`);
}
