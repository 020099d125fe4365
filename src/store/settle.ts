import type { Decision } from '../domain/decision.ts';
import type { Message } from '../domain/message.ts';
import type { Dispatch } from '../domain/outgoing.ts';
import { happeningsOf } from '../domain/promise/from-mail.ts';
import type { Instant } from '../domain/time.ts';
import type { TicketEvent } from '../domain/webhook.ts';
import type { Claimed } from './inbound.ts';
import { writeJournal } from './journal.ts';
import { writeMessages } from './messages.ts';
import { enqueue, type Queued } from './outbox.ts';
import { holdTickets, recordHappenings, startPromises } from './promises.ts';
import { entriesOf } from './settled.ts';
import { sql, values, type Tx } from './sql.ts';
import type { TermsBook } from './terms.ts';
import { noteUndelivered } from './undelivered.ts';
import { tellWebhooks } from './webhooks.ts';

/** One decided item with everything that the decision writes. */
export type Settlement = {
  readonly item: Claimed;
  readonly message: Message;
  readonly decision: Decision;
  /** reference of the ticket that a decision for a new one gets */
  readonly reference: string;
  /** worded and signed, when the decision answers */
  readonly outgoing: ({ readonly id: string } & Dispatch) | null;
};

/** Writes ticket, participants, message, outbox, journal and the item's end, a few statements for the whole group: all or nothing. */
export async function settle(tx: Tx, group: readonly Settlement[], terms: TermsBook, now: Instant): Promise<void> {
  const at = new Date(now);
  await holdTickets(
    tx,
    group.flatMap((s) => s.decision.append?.ticketId ?? s.item.ticketId ?? []),
  );
  const ticketIds = await openTickets(
    tx,
    group.filter((s) => s.item.ticketId === null),
    terms.current.version,
  );
  for (const s of group) if (s.item.ticketId !== null) await rework(tx, s.item.ticketId, s);
  const ticketOf = (s: Settlement): string | null =>
    s.decision.append?.ticketId ?? s.item.ticketId ?? ticketIds.get(s.reference) ?? null;
  const kept = group.flatMap((s) => {
    const ticketId = ticketOf(s);
    return ticketId === null ? [] : [{ s, ticketId }];
  });

  await reopen(
    tx,
    kept.filter(({ s }) => s.decision.append?.reopen === true).map(({ ticketId }) => ticketId),
  );
  await addParticipants(tx, kept);
  await movedOn(tx, kept);
  await writeMessages(
    tx,
    kept.map(({ s, ticketId }) => ({ ...s, ticketId })),
  );
  await promise(tx, kept, terms, now);
  await answer(tx, kept, now);
  await suppress(tx, group);
  await tellWebhooks(tx, kept.map(eventOf), now);
  await noteUndelivered(
    tx,
    group.flatMap(({ decision }) => decision.undelivered ?? []),
  );
  await writeJournal(
    tx,
    group.flatMap((s) =>
      entriesOf(s).map((entry) => ({ ticketId: ticketOf(s), inboundId: s.item.id, actor: 'postroom', entry })),
    ),
    at,
  );
  await tx.run(sql`
    update inbound i set state = v.state, outcome = v.outcome, kind = v.kind, reason = v.reason, ticket_id = v.ticket_id, sender = v.sender, subject = left(v.subject, 500), lease_until = null, settled_at = ${at}
    from (values ${values(
      group.map((s) => [
        s.item.id,
        s.decision.outcome === 'ignored' ? 'ignored' : s.decision.outcome === 'quarantined' ? 'quarantined' : 'done',
        s.decision.outcome,
        s.decision.kind,
        s.decision.reason,
        ticketOf(s),
        s.message.from[0]?.address.toLowerCase() ?? null,
        s.message.subject,
      ]),
      ['bigint', 'text', 'text', 'text', 'text', 'bigint', 'text', 'text'],
    )}) as v(id, state, outcome, kind, reason, ticket_id, sender, subject)
    where i.id = v.id`);
}

async function openTickets(tx: Tx, group: readonly Settlement[], terms: number): Promise<ReadonlyMap<string, string>> {
  const rows = group.flatMap((s) => {
    const ticket = s.decision.ticket;
    if (ticket === null) return [];
    return [
      [
        s.reference,
        s.item.mailbox,
        ticket.channel ?? 'email',
        ticket.bucket,
        ticket.subject,
        ticket.requester.name,
        ticket.requester.address,
        s.decision.trust.trust,
        ticket.suggestion.level,
        JSON.stringify(ticket.suggestion),
        ticket.possiblyOf,
        ticket.stormOf,
        ticket.customer.customer?.id ?? null,
        ticket.customer.cover,
        ticket.assignee,
        terms,
        new Date(s.item.acceptedAt),
      ],
    ];
  });
  if (rows.length === 0) return new Map();
  const opened = await tx.many<{ id: string; reference: string }>(sql`
    insert into ticket (reference, mailbox, channel, bucket, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion, possibly_of, storm_of, customer_id, cover, assignee, terms_version, accepted_at)
    values ${values(rows, ['text', 'text', 'text', 'text', 'text', 'text', 'text', 'text', 'smallint', 'jsonb', 'bigint', 'text', 'bigint', 'text', 'text', 'int', 'timestamptz'])}
    returning id, reference`);
  return new Map(opened.map((row) => [row.reference, row.id]));
}

/** An item worked again keeps its ticket, which now says what the mail turned out to be; levels that a person confirmed stand. */
async function rework(tx: Tx, ticketId: string, { decision }: Settlement): Promise<void> {
  const { ticket } = decision;
  if (ticket === null) return;
  await tx.run(sql`
    update ticket set bucket = ${ticket.bucket}, subject = ${ticket.subject}, requester_name = ${ticket.requester.name}, requester_address = ${ticket.requester.address},
      requester_trust = ${decision.trust.trust}, suggested_level = ${ticket.suggestion.level}, suggestion = ${JSON.stringify(ticket.suggestion)}::jsonb,
      customer_id = ${ticket.customer.customer?.id ?? null}, cover = ${ticket.customer.cover}
    where id = ${ticketId}`);
}

async function reopen(tx: Tx, ticketIds: readonly string[]): Promise<void> {
  if (ticketIds.length > 0)
    await tx.run(
      sql`update ticket set state = 'open', resolved_at = null where id = any(${ticketIds}::bigint[]) and state = 'resolved'`,
    );
}

type Kept = { readonly s: Settlement; readonly ticketId: string };

/** The sender of a new ticket takes part in it; a third party, and any machine, does not until a person says so. */
async function addParticipants(tx: Tx, kept: readonly Kept[]): Promise<void> {
  const rows = kept.flatMap(({ s, ticketId }) => {
    const from = s.message.from.length === 1 ? s.message.from[0]! : null;
    return s.decision.ticket !== null && from !== null && s.decision.ticket.bucket !== 'unreadable'
      ? [[ticketId, from.address.toLowerCase()]]
      : [];
  });
  if (rows.length > 0)
    await tx.run(
      sql`insert into participant (ticket_id, address) values ${values(rows, ['bigint', 'text'])} on conflict do nothing`,
    );
}

/** A ticket that somebody else wrote on is another than the one that a rep has before them: it is a version on, and what they decided on the old one is stopped. */
async function movedOn(tx: Tx, kept: readonly Kept[]): Promise<void> {
  const ids = kept.flatMap(({ s, ticketId }) =>
    s.decision.append === null && s.item.ticketId === null ? [] : [ticketId],
  );
  if (ids.length > 0) await tx.run(sql`update ticket set version = version + 1 where id = any(${ids}::bigint[])`);
}

/** What programs are told of a mail or fax: a ticket was made of it, or it joined one, or was worked again. */
function eventOf({ s, ticketId }: Kept): TicketEvent {
  return s.decision.ticket !== null && s.item.ticketId === null
    ? { type: 'ticket.created', ticketId }
    : { type: 'ticket.changed', ticketId, act: 'mail', inboundId: s.item.id };
}

/** What the mails mean for the promises of their tickets; the watch is woken, for a new ticket has somebody to be told. */
async function promise(tx: Tx, kept: readonly Kept[], terms: TermsBook, now: Instant): Promise<void> {
  const happened = kept
    .map(({ s, ticketId }) => ({
      ticketId,
      isNew: s.decision.ticket !== null && s.item.ticketId === null,
      events: happeningsOf(s.decision, s.item.acceptedAt),
    }))
    .filter(({ events }) => events.length > 0);
  if (happened.length === 0) return;
  await startPromises(
    tx,
    happened.filter(({ isNew }) => isNew),
    terms.current,
    now,
  );
  await recordHappenings(
    tx,
    happened.filter(({ isNew }) => !isNew),
    terms,
    now,
  );
  await tx.run(sql`select pg_notify('watch', '')`);
}

/** A ticket is acknowledged once, whatever comes to pass: its key is the ticket. */
async function answer(tx: Tx, kept: readonly Kept[], now: Instant): Promise<void> {
  await enqueue(
    tx,
    kept.flatMap(({ s, ticketId }): Queued[] =>
      s.outgoing === null
        ? []
        : [
            {
              ...s.outgoing,
              ticketId,
              inboundId: s.item.id,
              mailbox: s.item.mailbox,
              dedupeKey: `acknowledgement:${ticketId}`,
              notBefore: now,
            },
          ],
    ),
    now,
  );
}

async function suppress(tx: Tx, group: readonly Settlement[]): Promise<void> {
  const rows = group.flatMap((s) => s.decision.suppress.map((entry) => [entry.address, entry.reason]));
  if (rows.length > 0)
    await tx.run(
      sql`insert into suppression (address, reason) values ${values(rows, ['text', 'text'])} on conflict (address) do nothing`,
    );
}
