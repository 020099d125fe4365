import { randomInt } from 'node:crypto';
import { REFERENCE_LETTERS, referenceOf } from '../domain/reference.ts';
import type { Instant } from '../domain/time.ts';
import { startPromises } from './promises.ts';
import { sql, type Tx } from './sql.ts';
import type { TermsBook } from './terms.ts';
import type { TicketRow } from './tickets.ts';

/** Something that came in on a ticket, oldest first. */
export type TicketItem = { readonly id: string; readonly via: string; readonly acceptedAt: Instant };

/** A fresh random reference; the unique index refuses one that exists. */
export function drawReference(): string {
  return referenceOf(Array.from({ length: 6 }, () => randomInt(REFERENCE_LETTERS.length)));
}

/** What stands on a ticket as a message of its own, oldest first. */
export async function itemsOf(tx: Tx, ticketId: string): Promise<readonly TicketItem[]> {
  return tx.many<TicketItem>(sql`
    select i.id, i.via, i.accepted_at as "acceptedAt" from message m join inbound i on i.id = m.inbound_id
    where m.ticket_id = ${ticketId} order by i.accepted_at, i.id`);
}

/**
 * Puts items of a ticket on a new one, which is the same person's. Until the first of them is read anew, within seconds, it has
 * the level of the old ticket. Whoever worked on the old one has the new one; nothing is acknowledged a second time.
 */
export async function splitOff(
  tx: Tx,
  { from, items, by, terms }: { from: TicketRow; items: readonly TicketItem[]; by: string; terms: TermsBook },
  now: Instant,
): Promise<{ readonly id: string; readonly reference: string }> {
  const first = items[0]!;
  const ids = items.map(({ id }) => id);
  const opened = await tx.one<{ id: string; reference: string }>(sql`
    insert into ticket (reference, mailbox, channel, bucket, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion, possibly_of,
      customer_id, cover, assignee, terms_version, accepted_at)
    select ${drawReference()}, t.mailbox, t.channel, 'desk', m.subject, m.from_name, m.from_address, m.trust, t.suggested_level, t.suggestion, t.id,
      t.customer_id, t.cover, coalesce(t.assignee, ${by}), ${terms.current.version}, ${new Date(first.acceptedAt)}
    from ticket t join message m on m.inbound_id = ${first.id} where t.id = ${from.id}
    returning id, reference`);
  await tx.run(sql`update message set ticket_id = ${opened.id} where inbound_id = any(${ids}::bigint[])`);
  await tx.run(sql`update inbound set ticket_id = ${opened.id} where id = any(${ids}::bigint[])`);
  await tx.run(sql`
    update inbound set state = 'stored', attempts = 0, failures = 0, next_attempt_at = ${new Date(now)}, lease_until = null, settled_at = null,
      wanted_by = ${by}, quiet = 'split'
    where id = ${first.id} and sha256 is not null`);
  await tx.run(sql`
    insert into participant (ticket_id, address) select ${opened.id}, requester_address from ticket where id = ${opened.id} and requester_address <> '' on conflict do nothing`);
  const accepted = { kind: 'accepted', at: first.acceptedAt, level: from.suggestedLevel } as const;
  await startPromises(tx, [{ ticketId: opened.id, events: [accepted] }], terms.current, now);
  return opened;
}
