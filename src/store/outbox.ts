import type { Outgoing } from '../domain/outgoing.ts';
import type { Instant } from '../domain/time.ts';
import { writeJournal } from './journal.ts';
import { sql, transaction, values, type Db } from './sql.ts';

/** A mail taken for one attempt. `attempts` counts those that the mail itself is to blame for, before this one. */
export type Outbound = {
  readonly id: string;
  readonly ticketId: string | null;
  /** the item that it answers: the id that runs through the log from arrival to answer */
  readonly inboundId: string | null;
  readonly mail: Outgoing;
  readonly attempts: number;
  readonly resends: number;
  readonly createdAt: Instant;
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

/** Claims mails that are due and marks them `sending` before the first byte goes out, so that a crash leaves a trace. */
export async function claimOutbox(db: Db, limit: number, leaseMs: number): Promise<readonly Outbound[]> {
  return db.many<Outbound>(sql`
    update outbox set state = 'sending', lease_until = now() + ${leaseMs} * interval '1 millisecond', resends = resends + (state = 'unknown')::int
    where id in (select id from outbox where state in ('pending', 'unknown') and next_attempt_at <= now() order by next_attempt_at limit ${limit} for update skip locked)
    returning id, ticket_id as "ticketId", inbound_id as "inboundId", mail, attempts, resends, created_at as "createdAt"`);
}

/** Keeps mails that are being sent from being taken for orphans. */
export async function renewOutbox(db: Db, ids: readonly string[], leaseMs: number): Promise<void> {
  await db.run(sql`
    update outbox set lease_until = now() + ${leaseMs} * interval '1 millisecond' where id = any(${ids}::uuid[]) and state = 'sending'`);
}

/** Mails whose sender died with them in hand: nobody knows whether they went out. Those not resent yet get their one resend, the others a person. */
export async function findOrphans(db: Db, resendAfterMs: number): Promise<number> {
  return transaction(db, async (tx) => {
    const rows = await tx.many<{ id: string; ticketId: string | null; state: string }>(sql`
      update outbox set state = case when resends > 0 then 'unresolved' else 'unknown' end, lease_until = null,
        next_attempt_at = now() + ${resendAfterMs} * interval '1 millisecond', response = 'the process stopped while sending',
        settled_at = case when resends > 0 then now() end
      where state = 'sending' and lease_until < now()
      returning id, ticket_id as "ticketId", state`);
    const lines = rows.map((row) => ({
      ticketId: row.ticketId,
      inboundId: null,
      actor: 'postroom',
      entry: {
        act: row.state === 'unknown' ? 'send_outcome_unknown' : 'send_unresolved',
        detail: { outbox: row.id, reason: 'the process stopped while sending' },
      },
    }));
    await writeJournal(tx, lines, new Date());
    return rows.length;
  });
}

/** Writes how attempts ended, each with a line in its ticket's journal. */
export async function settleOutbox(db: Db, results: readonly Settled[], now: Instant): Promise<void> {
  if (results.length === 0) return;
  const at = new Date(now);
  await transaction(db, async (tx) => {
    await tx.run(sql`
      update outbox o set state = v.state, attempts = v.attempts, resends = v.resends, next_attempt_at = v.next_at, response = v.response, lease_until = null,
        settled_at = case when v.state in ('sent', 'failed', 'unresolved') then ${at}::timestamptz end
      from (values ${values(
        results.map((r) => [r.id, r.state, r.attempts, r.resends, new Date(r.nextAt), r.response]),
        ['uuid', 'text', 'int', 'int', 'timestamptz', 'text'],
      )}) as v(id, state, attempts, resends, next_at, response)
      where o.id = v.id and (o.state = 'sending' or (o.state = 'unknown' and v.state in ('sent', 'failed')))`);
    await writeJournal(
      tx,
      results.map((r) => ({
        ticketId: r.ticketId,
        inboundId: null,
        actor: 'postroom',
        entry: { act: r.act, detail: { outbox: r.id, response: r.response } },
      })),
      at,
    );
  });
}

/** What is left in the outbox: due now, later, and mails that a person must look at. */
export async function outboxWaiting(
  db: Db,
): Promise<{ readonly due: number; readonly later: number; readonly failed: number }> {
  return db.one(sql`
    select count(*) filter (where state in ('pending', 'unknown') and next_attempt_at <= now())::int as due,
      count(*) filter (where state = 'sending' or next_attempt_at > now())::int as later, 0 as failed
    from outbox where state in ('pending', 'sending', 'unknown')`);
}

/** Until when an outlet is paused because its account was refused, or null. */
export async function pausedUntil(db: Db, outlet: string): Promise<Instant | null> {
  const row = await db.maybeOne<{ until: Instant | null }>(
    sql`select paused_until as until from outlet_state where outlet = ${outlet} and paused_until > now()`,
  );
  return row?.until ?? null;
}

/** Pauses an outlet, with the reason that an operator reads. */
export async function pauseOutlet(db: Db, outlet: string, forMs: number, reason: string): Promise<void> {
  await db.run(sql`
    insert into outlet_state (outlet, paused_until, reason) values (${outlet}, now() + ${forMs} * interval '1 millisecond', ${reason})
    on conflict (outlet) do update set paused_until = excluded.paused_until, reason = excluded.reason`);
}
