import type { SendingFacts } from '../domain/gate.ts';
import type { OutgoingKind } from '../domain/outgoing.ts';
import type { Candidate } from '../domain/thread.ts';
import type { Instant } from '../domain/time.ts';
import { sql, type Tx } from './sql.ts';

/** An earlier mail that carries one of the ids asked for. */
export type KnownMessage = {
  readonly inboundId: string;
  readonly messageId: string;
  readonly mailbox: string;
  readonly ticketId: string;
  readonly reference: string;
  readonly fromAddress: string;
  readonly subject: string;
  /** md5 of the visible text, to tell a repeat from another mail under the same id */
  readonly digest: string;
};

/** A ticket that a mail may belong to, with the id and the reference under which it was asked for. */
export type KnownTicket = Omit<Candidate, 'by' | 'nearness'> & { readonly asked: string; readonly name: string };

/** Serialises all decisions about these senders until the transaction ends, so that limits and storms are counted right across processes. */
export async function lockSenders(tx: Tx, senders: readonly string[]): Promise<void> {
  const sorted = [...new Set(senders)].toSorted();
  await tx.run(
    sql`select pg_advisory_xact_lock(hashtextextended(sender, 20261)) from unnest(${sorted}::text[]) with ordinality as s(sender, n) order by n`,
  );
}

/** Incoming mails, with their tickets, under any of these Message-IDs. */
export async function knownMessages(tx: Tx, messageIds: readonly string[]): Promise<readonly KnownMessage[]> {
  if (messageIds.length === 0) return [];
  return tx.many<KnownMessage>(sql`
    select m.inbound_id as "inboundId", m.message_id as "messageId", m.mailbox, m.ticket_id as "ticketId", t.reference, m.from_address as "fromAddress", m.subject, md5(m.body) as digest
    from message m join ticket t on t.id = m.ticket_id
    where m.message_id = any(${messageIds}::text[]) order by m.id`);
}

/** Merges that are followed from one ticket to the next; more would be a circle. */
const LONGEST_CHAIN = 20;

/** Tickets by reference or id, each with those who take part in it. For a ticket that was merged the one that goes on, with the parties of both. */
export async function knownTickets(
  tx: Tx,
  by: { readonly references: readonly string[]; readonly ids: readonly string[] },
): Promise<readonly KnownTicket[]> {
  if (by.references.length + by.ids.length === 0) return [];
  return tx.many<KnownTicket>(sql`
    with recursive way as (
      select id as asked, reference as name, id, merged_into, 1 as step from ticket
      where reference = any(${by.references}::text[]) or id = any(${by.ids}::bigint[])
      union all
      select way.asked, way.name, t.id, t.merged_into, way.step + 1 from way join ticket t on t.id = way.merged_into where way.step < ${LONGEST_CHAIN}
    )
    select way.asked, way.name, t.id as "ticketId", t.reference, t.state, t.resolved_at as "resolvedAt",
      array(select distinct p.address from participant p where p.ticket_id in (way.asked, t.id) order by p.address limit 500) as participants
    from way join ticket t on t.id = way.id where way.merged_into is null`);
}

/** Mails of ours by Message-ID or outbox id: what a bounce speaks of, or a reply answers. */
export async function knownOutgoing(
  tx: Tx,
  by: { readonly messageIds: readonly string[]; readonly ids: readonly string[] },
): Promise<
  readonly {
    readonly id: string;
    readonly kind: OutgoingKind;
    readonly messageId: string;
    readonly to: string;
    readonly ticketId: string | null;
  }[]
> {
  if (by.messageIds.length + by.ids.length === 0) return [];
  return tx.many(sql`
    select o.id, o.kind, o.message_id as "messageId", o.to_address as "to", o.ticket_id as "ticketId" from outbox o
    where o.message_id = any(${by.messageIds}::text[]) or o.id = any(${by.ids}::uuid[])`);
}

export type SenderFacts = SendingFacts & {
  readonly address: string;
  readonly recentFromSender: number;
  readonly stormTicket: { readonly ticketId: string; readonly reference: string } | null;
};

/** Windows and caps: nothing is counted further than the limit it is compared with, so the cost does not grow with the past. */
export type Counting = {
  readonly now: Instant;
  readonly perAddressHour: number;
  readonly perAddressDay: number;
  readonly perDomainHour: number;
  readonly totalHour: number;
  readonly stormMails: number;
  readonly stormWithin: number;
};

/** What was sent to, and what came from, each of these senders lately. `address` lower-cased. */
export async function senderFacts(
  tx: Tx,
  senders: readonly { readonly address: string; readonly acceptedAt: Instant }[],
  counting: Counting,
): Promise<readonly SenderFacts[]> {
  if (senders.length === 0) return [];
  const now = new Date(counting.now);
  const rows = await tx.many<SenderFacts & { stormId: string | null; stormReference: string | null }>(sql`
    with total as (select count(*)::int as n from (select 1 from outbox where kind = 'acknowledgement' and created_at > ${now}::timestamptz - interval '1 hour' limit ${counting.totalHour}) t)
    select s.address,
      (select count(*)::int from (select 1 from outbox o where o.kind = 'acknowledgement' and o.to_address = s.address and o.created_at > ${now}::timestamptz - interval '1 hour' limit ${counting.perAddressHour}) h) as "toAddressHour",
      (select count(*)::int from (select 1 from outbox o where o.kind = 'acknowledgement' and o.to_address = s.address and o.created_at > ${now}::timestamptz - interval '1 day' limit ${counting.perAddressDay}) d) as "toAddressDay",
      (select count(*)::int from (select 1 from outbox o where o.kind = 'acknowledgement' and o.to_domain = split_part(s.address, '@', 2) and o.created_at > ${now}::timestamptz - interval '1 hour' limit ${counting.perDomainHour}) d) as "toDomainHour",
      total.n as "totalHour",
      (select x.reason from suppression x where x.address = s.address) as suppressed,
      (select count(*)::int from (select 1 from message m where m.from_address = s.address and m.accepted_at > s.accepted_at - ${counting.stormWithin} * interval '1 millisecond'
        and m.accepted_at <= s.accepted_at limit ${counting.stormMails}) r) as "recentFromSender",
      storm.id as "stormId", storm.reference as "stormReference"
    from unnest(${senders.map((s) => s.address)}::text[], ${senders.map((s) => new Date(s.acceptedAt).toISOString())}::timestamptz[]) as s(address, accepted_at)
    cross join total
    left join lateral (select t.id, t.reference from ticket t where t.storm_of = s.address and t.state = 'open' and t.accepted_at > s.accepted_at - interval '1 day' order by t.id desc limit 1) storm on true`);
  return rows.map(({ stormId, stormReference, ...row }) => ({
    ...row,
    stormTicket: stormId === null || stormReference === null ? null : { ticketId: stormId, reference: stormReference },
  }));
}
