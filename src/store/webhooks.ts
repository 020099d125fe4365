import { randomUUIDv7 } from 'node:crypto';
import type { Instant } from '../domain/time.ts';
import { eventBody, type EventType, type TicketEvent, type ToldTicket } from '../domain/webhook.ts';
import { enqueue, type Queued } from './outbox.ts';
import { sql, transaction, values, type Db, type Tx } from './sql.ts';

/** Who is told of what; where and with which secret stays in the settings. */
type Hook = { readonly id: string; readonly events: readonly EventType[] };

/** What was delivered is kept so long, ms, for whoever looks why something came twice or not at all. */
const KEPT_MS = 7 * 24 * 3_600_000;
/** Rows that one transaction clears away at most. */
const SWEPT = 200;

/** Notes who is told of what from now on, as the settings say. */
export async function keepWebhooks(db: Db, hooks: readonly Hook[]): Promise<void> {
  await transaction(db, async (tx) => {
    await tx.run(sql`delete from webhook where id <> all(${hooks.map(({ id }) => id)}::text[])`);
    if (hooks.length === 0) return;
    await tx.run(sql`
      insert into webhook (id, events)
      select v.id, string_to_array(v.events, ' ') from (values ${values(
        hooks.map(({ id, events }) => [id, events.join(' ')]),
        ['text', 'text'],
      )}) as v(id, events)
      on conflict (id) do update set events = excluded.events`);
  });
}

/** Tells programs what happened, in the transaction in which it happened: one row of the outbox for each who wants to know. Costs one look where nobody does. */
export async function tellWebhooks(tx: Tx, events: readonly TicketEvent[], now: Instant): Promise<void> {
  if (events.length === 0) return;
  const hooks = await tx.many<Hook>(sql`select id, events from webhook order by id`);
  const wanted = events.filter(({ type }) => hooks.some((hook) => hook.events.includes(type)));
  if (wanted.length === 0) return;
  const tickets = await tx.many<ToldTicket & { readonly id: string }>(sql`
    select id, reference, version, state, bucket, waiting_since as "waitingSince", channel, mailbox, coalesce(confirmed_level, suggested_level) as level,
      confirmed_level is not null as confirmed, assignee
    from ticket where id = any(${[...new Set(wanted.map(({ ticketId }) => ticketId))]}::bigint[])`);
  const told = wanted.flatMap((event) => {
    const ticket = tickets.find(({ id }) => id === event.ticketId);
    return ticket === undefined ? [] : [{ ticket, body: eventBody(event, ticket, now) }];
  });
  await enqueue(
    tx,
    told.flatMap(({ ticket, body }) =>
      hooks
        .filter(({ events }) => events.includes(body.type))
        .map(({ id: to }): Queued => ({
          id: randomUUIDv7(),
          outlet: 'webhook',
          mail: { kind: 'event', id: body.id, to, body: JSON.stringify(body) },
          ticketId: ticket.id,
          inboundId: null,
          mailbox: ticket.mailbox,
          dedupeKey: `webhook:${to}:${body.id}`,
          notBefore: now,
        })),
    ),
    now,
  );
  await tx.run(sql`
    delete from outbox where id in (
      select id from outbox where outlet = 'webhook' and state = 'sent' and settled_at < ${new Date(now - KEPT_MS)}
      order by settled_at limit ${SWEPT} for update skip locked)`);
}
