import { domainOf } from '../domain/address.ts';
import { type Dispatch, type OutgoingKind, type OutletName, resendsOf } from '../domain/outgoing.ts';
import type { Instant } from '../domain/time.ts';
import { readDispatch, type Unreadable } from './dispatch-shape.ts';
import { writeJournal } from './journal.ts';
import { sql, transaction, values, type Db, type Tx } from './sql.ts';
import { noteUndelivered } from './undelivered.ts';

/*
 * What is due, and when a mail was written, goes by the clock that is handed in. A lease tells whether the process that
 * holds it lives, which is the same for all processes and has nothing to do with what is promised: it goes by the
 * database's own clock, so that a house on a virtual clock may leap, and two machines may differ, without a running
 * worker being taken for dead.
 */

/** A message to be sent. */
export type Queued = Dispatch & {
  /** UUID v7; a mail's Message-ID names it */
  readonly id: string;
  readonly ticketId: string | null;
  /** the item that it answers */
  readonly inboundId: string | null;
  readonly mailbox: string;
  /** says the same thing once: a second row with this key is not put in */
  readonly dedupeKey: string;
  readonly notBefore: Instant;
};

/** Puts messages into the outbox and wakes the sender. Returns the ids of those that were really put in. */
export async function enqueue(tx: Tx, messages: readonly Queued[], now: Instant): Promise<ReadonlySet<string>> {
  if (messages.length === 0) return new Set();
  const rows = messages.map((one) => {
    const to = one.outlet === 'mail' ? one.mail.to.address.toLowerCase() : one.mail.to;
    return [
      one.id,
      one.ticketId,
      one.inboundId,
      one.mail.kind,
      one.mailbox,
      one.dedupeKey,
      one.outlet,
      one.outlet === 'mail' ? one.mail.messageId : `${one.outlet}:${one.id}`,
      to,
      domainOf(to),
      JSON.stringify(one.mail),
      new Date(one.notBefore),
      new Date(one.notBefore),
      new Date(now),
    ];
  });
  const put = await tx.many<{ id: string }>(sql`
    insert into outbox (id, ticket_id, inbound_id, kind, mailbox, dedupe_key, outlet, message_id, to_address, to_domain, mail, not_before, next_attempt_at, created_at)
    values ${values(rows, ['uuid', 'bigint', 'bigint', 'text', 'text', 'text', 'text', 'text', 'text', 'text', 'jsonb', 'timestamptz', 'timestamptz', 'timestamptz'])}
    on conflict (dedupe_key) do nothing returning id`);
  if (put.length > 0) await tx.run(sql`select pg_notify('outbox', '')`);
  return new Set(put.map((row) => row.id));
}

/** A message taken for one attempt. `attempts` counts those that it is itself to blame for, before this one. */
export type Outbound = (Dispatch | Unreadable) & {
  readonly id: string;
  readonly kind: OutgoingKind;
  readonly ticketId: string | null;
  /** the item that it answers: the id that runs through the log from arrival to answer */
  readonly inboundId: string | null;
  readonly attempts: number;
  readonly resends: number;
  /** when it was to go out */
  readonly since: Instant;
};

/** How one attempt ended, as the outbox keeps it. */
export type Settled = {
  readonly id: string;
  readonly ticketId: string | null;
  readonly state: 'sent' | 'failed' | 'pending' | 'unknown' | 'unresolved';
  readonly attempts: number;
  readonly resends: number;
  readonly nextAt: Instant;
  readonly response: string;
  readonly act: string;
};

/** Claims messages that are due and marks them `sending` before the first byte goes out, so that a crash leaves a trace. */
export async function claimOutbox(
  db: Db,
  options: {
    readonly limit: number;
    readonly leaseMs: number;
    readonly outlets: readonly OutletName[];
    readonly now: Instant;
  },
): Promise<readonly Outbound[]> {
  const rows = await db.many<Omit<Outbound, 'outlet' | 'mail'> & { outlet: string; mail: unknown }>(sql`
    update outbox set state = 'sending', lease_until = now() + ${options.leaseMs} * interval '1 millisecond', resends = resends + (state = 'unknown')::int
    where id in (
      select id from outbox where state in ('pending', 'unknown') and next_attempt_at <= ${new Date(options.now)} and outlet = any(${options.outlets}::text[])
      order by next_attempt_at limit ${options.limit} for update skip locked)
    returning id, kind, ticket_id as "ticketId", inbound_id as "inboundId", outlet, mail, attempts, resends, coalesce(not_before, created_at) as since`);
  return rows.map(({ outlet, mail, ...row }) => ({ ...row, ...readDispatch({ outlet, mail }) }));
}

/** Keeps messages that are being sent from being taken for orphans. */
export async function renewOutbox(db: Db, ids: readonly string[], leaseMs: number): Promise<void> {
  await db.run(sql`
    update outbox set lease_until = now() + ${leaseMs} * interval '1 millisecond' where id = any(${ids}::uuid[]) and state = 'sending'`);
}

const ORPHANED = 'the process stopped while sending';

/** Messages whose sender died with them in hand: nobody knows whether they went out. They are sent again as often as their kind may be, then left to a person. */
export async function findOrphans(db: Db, resendAfterMs: number, now: Instant): Promise<number> {
  return transaction(db, async (tx) => {
    const rows = await tx.many<Pick<Outbound, 'id' | 'kind' | 'ticketId' | 'attempts' | 'resends'> & Lane>(sql`
      select id, kind, outlet, ticket_id as "ticketId", attempts, resends from outbox
      where state = 'sending' and lease_until < now() order by id for update skip locked`);
    await writeSettled(
      tx,
      rows.map(({ outlet, kind, ...row }): Settled => {
        const again = row.resends < resendsOf({ outlet, kind });
        return {
          ...row,
          state: again ? 'unknown' : 'unresolved',
          nextAt: now + resendAfterMs,
          response: ORPHANED,
          act: again ? 'send_outcome_unknown' : 'send_unresolved',
        };
      }),
      now,
    );
    return rows.length;
  });
}

type Lane = { readonly outlet: OutletName };

/** Writes how attempts ended, each with a line in its ticket's journal; who was told by a message that reached nobody is known as not told. */
export async function settleOutbox(db: Db, results: readonly Settled[], now: Instant): Promise<void> {
  if (results.length > 0) await transaction(db, (tx) => writeSettled(tx, results, now));
}

async function writeSettled(tx: Tx, results: readonly Settled[], now: Instant): Promise<void> {
  if (results.length === 0) return;
  const at = new Date(now);
  const written = await tx.many<{ id: string; state: string; outlet: OutletName }>(sql`
    update outbox o set state = v.state, attempts = v.attempts, resends = v.resends, next_attempt_at = v.next_at, response = v.response, lease_until = null,
      settled_at = case when v.state in ('sent', 'failed', 'unresolved') then ${at}::timestamptz end
    from (values ${values(
      results.map((r) => [r.id, r.state, r.attempts, r.resends, new Date(r.nextAt), r.response]),
      ['uuid', 'text', 'int', 'int', 'timestamptz', 'text'],
    )}) as v(id, state, attempts, resends, next_at, response)
    where o.id = v.id and (o.state = 'sending' or (o.state = 'unknown' and v.state in ('sent', 'failed')))
    returning o.id, o.state, o.outlet`);
  // What programs are told is no matter of the ticket's: its row says what became of it.
  const events = new Set(written.flatMap(({ id, outlet }) => (outlet === 'webhook' ? [id] : [])));
  await noteUndelivered(
    tx,
    written.flatMap(({ id, state }) => (state === 'failed' || state === 'unresolved' ? [id] : [])),
  );
  await writeJournal(
    tx,
    results
      .filter(({ id }) => !events.has(id))
      .map((r) => ({
        ticketId: r.ticketId,
        inboundId: null,
        actor: 'postroom',
        entry: { act: r.act, detail: { outbox: r.id, response: r.response } },
      })),
    at,
  );
}

/** What is left in the outbox: due now, later, and mails that a person must look at. */
export async function outboxWaiting(
  db: Db,
  now: Instant,
): Promise<{ readonly due: number; readonly later: number; readonly failed: number }> {
  const at = new Date(now);
  return db.one(sql`
    select count(*) filter (where state in ('pending', 'unknown') and next_attempt_at <= ${at})::int as due,
      count(*) filter (where state = 'sending' or next_attempt_at > ${at})::int as later, 0 as failed
    from outbox where state in ('pending', 'sending', 'unknown')`);
}
