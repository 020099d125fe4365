import { createHash } from 'node:crypto';
import type { CustomerSystem, KnownCustomer, TicketCustomer } from '../domain/customer.ts';
import type { Suggestion } from '../domain/level.ts';
import type { OpenTicket } from '../domain/priority/weigh.ts';
import type { Instant } from '../domain/time.ts';
import type { Blobs } from './blobs.ts';
import { drawReference } from './split.ts';
import { sql, type Runner, type Tx } from './sql.ts';

/** A call that is to become a ticket. */
export type CallRow = {
  /** says which form it was: pressed twice, it is one call */
  readonly key: string;
  readonly mailbox: string;
  readonly began: Instant;
  /** the record of it, as a person reads it */
  readonly record: string;
  readonly subject: string;
  readonly text: string;
  readonly name: string;
  /** address for mails; '' when none was said */
  readonly address: string;
  /** to call back, E.164 where that could be told; '' when none was said */
  readonly number: string;
  readonly suggestion: Suggestion;
  readonly customer: TicketCustomer;
  readonly assignee: string | null;
  readonly termsVersion: number;
};

/** What became of a call. Its form may have been sent before, with the same words or with others, which then are not kept. */
export type OpenedCall = {
  readonly ticketId: string;
  readonly inboundId: string;
  readonly reference: string;
  readonly before: 'no' | 'same' | 'other';
};

function fingerprintOf(key: string): Buffer {
  return createHash('sha256').update(`phone ${key}`).digest();
}

/** The reference of the ticket that a form became, or null: it was not sent yet. */
export async function ticketOfCall(db: Runner, mailboxes: readonly string[], key: string): Promise<string | null> {
  const found = await db.maybeOne<{ reference: string }>(sql`
    select t.reference from inbound i join ticket t on t.id = i.ticket_id
    where i.mailbox = any(${mailboxes}::text[]) and i.fingerprint = ${fingerprintOf(key)} limit 1`);
  return found?.reference ?? null;
}

/** Keeps the record of a call among what came in, and opens its ticket. A form that was sent before leads to its ticket. */
export async function openCall(tx: Tx, blobs: Blobs, call: CallRow, now: Instant): Promise<OpenedCall> {
  const bytes = Buffer.from(call.record);
  const sha256 = createHash('sha256').update(bytes).digest();
  const fingerprint = fingerprintOf(call.key);
  await blobs.put(tx, [{ sha256, bytes }]);
  const kept = await tx.maybeOne<{ id: string }>(sql`
    insert into inbound (mailbox, fingerprint, sha256, size, via, accepted_at, state, outcome, kind, reason, sender, subject, settled_at)
    values (${call.mailbox}, ${fingerprint}, ${sha256}, ${bytes.length}, 'phone', ${new Date(call.began)}, 'done', 'ticket', 'human', 'a telephone call',
      ${(call.address || call.number || call.name).toLowerCase()}, left(${call.subject}, 500), ${new Date(now)})
    on conflict (mailbox, fingerprint) do nothing returning id`);
  if (kept === null) {
    const { isSame, ...before } = await tx.one<{
      inboundId: string;
      ticketId: string;
      reference: string;
      isSame: boolean;
    }>(sql`
      select i.id as "inboundId", t.id as "ticketId", t.reference, i.sha256 = ${sha256} as "isSame" from inbound i join ticket t on t.id = i.ticket_id
      where i.mailbox = ${call.mailbox} and i.fingerprint = ${fingerprint}`);
    return { ...before, before: isSame ? 'same' : 'other' };
  }
  const opened = await tx.one<{ id: string; reference: string }>(sql`
    insert into ticket (reference, mailbox, channel, bucket, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion,
      customer_id, cover, assignee, terms_version, accepted_at, call_number)
    values (${drawReference()}, ${call.mailbox}, 'phone', 'desk', ${call.subject}, ${call.name}, ${call.address || call.number}, 'unverified', ${call.suggestion.level},
      ${JSON.stringify(call.suggestion)}::jsonb, ${call.customer.customer?.id ?? null}, ${call.customer.cover}, ${call.assignee}, ${call.termsVersion}, ${new Date(call.began)},
      ${call.number === '' ? null : call.number})
    returning id, reference`);
  await tx.run(sql`update inbound set ticket_id = ${opened.id} where id = ${kept.id}`);
  if (call.address !== '')
    await tx.run(
      sql`insert into participant (ticket_id, address) values (${opened.id}, ${call.address.toLowerCase()})`,
    );
  const segments = [{ kind: 'new', from: 0, to: call.text.length }];
  await tx.run(sql`
    insert into message (inbound_id, ticket_id, mailbox, kind, trust, from_name, from_address, subject, body, segments, attachments, flags, accepted_at)
    values (${kept.id}, ${opened.id}, ${call.mailbox}, 'human', 'unverified', ${call.name}, ${call.address.toLowerCase()}, ${call.subject}, ${call.text},
      ${JSON.stringify(segments)}, '[]', '{}', ${new Date(call.began)})`);
  return { ticketId: opened.id, inboundId: kept.id, reference: opened.reference, before: 'no' };
}

/** Whether customers were ever imported; and one of them by id, with its gravest open tickets. `system`: only this one of its systems, unless it is ''. */
export async function customerOfCall(
  tx: Tx,
  id: string | null,
  system: string,
): Promise<{
  readonly customersImported: boolean;
  readonly customer: KnownCustomer | null;
  readonly openTickets: readonly OpenTicket[];
}> {
  const { imported } = await tx.one<{ imported: boolean }>(sql`select exists (select 1 from customer) as imported`);
  const row =
    id === null
      ? null
      : await tx.maybeOne<{
          id: string;
          name: string;
          number: string | null;
          from: string | null;
          until: string | null;
          rep: string | null;
          systems: readonly CustomerSystem[];
          open: readonly OpenTicket[];
        }>(sql`
          select c.id, c.name, c.agreement as number, c.agreement_from as "from", c.agreement_until as until, c.assigned_rep as rep,
            (select coalesce(jsonb_agg(jsonb_build_object('name', y.name, 'environment', y.environment, 'goLive', y.go_live) order by y.name), '[]') from customer_system y where y.customer_id = c.id and (${system} = '' or y.name = ${system})) as systems,
            (select coalesce(jsonb_agg(jsonb_build_object('reference', o.reference, 'level', o.level)), '[]') from (
              select t.reference, coalesce(t.confirmed_level, t.suggested_level) as level from ticket t
              where t.customer_id = c.id and t.state = 'open' and t.bucket = 'desk' order by level, t.id desc limit 3) o) as open
          from customer c where c.id = ${id}::bigint and c.removed_at is null`);
  if (row === null) return { customersImported: imported, customer: null, openTickets: [] };
  const { number, from, until, rep, systems, open } = row;
  return {
    customersImported: imported,
    customer: {
      id: row.id,
      name: row.name,
      by: 'call',
      agreement: { number, from, until },
      assignedRep: rep,
      contact: null,
      systems,
    },
    openTickets: open,
  };
}

/** The customer of this name (its key); null when the list has none. */
export async function customerIdOf(db: Runner, key: string): Promise<string | null> {
  const row = await db.maybeOne<{ id: string }>(sql`select id from customer where key = ${key} and removed_at is null`);
  return row?.id ?? null;
}
