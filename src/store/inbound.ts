import type { ItemStanding } from '../domain/item.ts';
import type { Instant } from '../domain/time.ts';
import { readAgain } from './fax.ts';
import { sql, transaction, values, type Db, type Tx } from './sql.ts';

/*
 * What is due goes by the clock that is handed in, leases by the database's own: see outbox.ts.
 */

/** An item taken for work, with a lease. `attempts` counts claims, this one included; `failures` tries that ended with a reason. */
export type Claimed = {
  readonly id: string;
  readonly mailbox: string;
  /** how it came in (sources/port.ts) */
  readonly via: string;
  readonly sha256: Buffer;
  readonly size: number;
  readonly acceptedAt: Instant;
  readonly envelope: { readonly mailFrom: string; readonly rcptTo: readonly string[] } | null;
  readonly quiet: string | null;
  readonly attempts: number;
  readonly failures: number;
  /** the ticket that it was given when it was worked before (`postroom replay`); it keeps that one */
  readonly ticketId: string | null;
  readonly reference: string | null;
  /** id of the person who said that it is to be a ticket, whatever its kind; null: nobody did */
  readonly wantedBy: string | null;
};

/** Claims beyond this make an item a suspect of killing the process: it is then worked alone, so that no bystander suffers. */
const SUSPECT_AFTER = 3;
/** Bytes of raw mail in one batch, so that memory stays bounded however large the mails are. */
const BATCH_BYTES = 4_000_000;

/** Claims up to `limit` items that are due, oldest first; a suspect only when nothing else is due, and alone. */
export async function claim(
  db: Db,
  options: { readonly limit: number; readonly leaseMs: number; readonly now: Instant },
): Promise<readonly Claimed[]> {
  const healthy = await claimWhere(db, sql`attempts < ${SUSPECT_AFTER}`, options);
  return healthy.length > 0 ? healthy : claimWhere(db, sql`attempts >= ${SUSPECT_AFTER}`, { ...options, limit: 1 });
}

async function claimWhere(
  db: Db,
  which: ReturnType<typeof sql>,
  { limit, leaseMs, now }: { readonly limit: number; readonly leaseMs: number; readonly now: Instant },
): Promise<readonly Claimed[]> {
  const rows = await db.many<Claimed>(sql`
    update inbound set attempts = attempts + 1, lease_until = now() + ${leaseMs} * interval '1 millisecond'
    where id in (
      select id from (
        select id, sum(size) over (order by id) - size as before from (
          select id, size from inbound
          where state = 'stored' and next_attempt_at <= ${new Date(now)} and (lease_until is null or lease_until < now()) and ${which}
          order by id limit ${limit} for update skip locked
        ) due
      ) sized where before < ${BATCH_BYTES}
    )
    returning id, mailbox, via, sha256, size::int as size, accepted_at as "acceptedAt", envelope, quiet, attempts, failures,
      ticket_id as "ticketId", (select t.reference from ticket t where t.id = inbound.ticket_id) as reference, wanted_by as "wantedBy"`);
  return rows.toSorted((a, b) => Number(a.id) - Number(b.id));
}

/** Keeps claims that are still ours from passing to another worker while they are worked. */
export async function renewClaims(db: Db, items: readonly Claimed[], leaseMs: number): Promise<void> {
  if (items.length === 0) return;
  const claims = values(
    items.map((item) => [item.id, item.attempts]),
    ['bigint', 'int'],
  );
  await db.run(sql`
    update inbound i set lease_until = now() + ${leaseMs} * interval '1 millisecond'
    from (values ${claims}) as c(id, attempts) where i.id = c.id and i.attempts = c.attempts and i.state = 'stored'`);
}

/** Of these claims, those that are still ours; they stay so until the transaction ends. A claim whose lease ran out may have passed to another worker: `attempts` is the fence. */
export async function stillClaimed(tx: Tx, items: readonly Claimed[]): Promise<ReadonlySet<string>> {
  const rows = await tx.many<{ id: string; attempts: number }>(sql`
    select id, attempts from inbound where id = any(${items.map((item) => item.id)}::bigint[]) and state = 'stored' order by id for update`);
  const attempts = new Map(rows.map((row) => [row.id, row.attempts]));
  return new Set(items.filter((item) => attempts.get(item.id) === item.attempts).map((item) => item.id));
}

/** Gives a claim back, if it is still ours, to be tried at `until` or later. `failed`: with a reason that counts; otherwise as if it had not been claimed. */
export async function postpone(
  db: Db,
  item: Pick<Claimed, 'id' | 'attempts'>,
  until: Instant,
  failed: string | null,
): Promise<void> {
  await db.run(sql`
    update inbound set lease_until = null, next_attempt_at = ${new Date(until)},
      attempts = attempts - ${failed === null ? 1 : 0}, failures = failures + ${failed === null ? 0 : 1}, reason = coalesce(${failed}, reason)
    where id = ${item.id} and attempts = ${item.attempts} and state = 'stored'`);
}

/**
 * Of these replies, those that answer a mail which came in before them and is still being worked elsewhere: they wait
 * for it, else they would find no ticket to join. A mail that failed is not waited for.
 */
export async function unsettledParents(
  tx: Tx,
  replies: readonly { readonly item: Claimed; readonly answers: readonly string[] }[],
): Promise<ReadonlySet<string>> {
  const pairs = replies.flatMap(({ item, answers }) => answers.map((id) => [item.id, item.mailbox, id]));
  if (pairs.length === 0) return new Set();
  const rows = await tx.many<{ id: string }>(sql`
    select distinct r.id from (values ${values(pairs, ['bigint', 'text', 'text'])}) as r(id, mailbox, answers)
    join inbound parent on parent.state = 'stored' and parent.mailbox = r.mailbox and parent.message_id = r.answers
    where parent.id < r.id and parent.failures = 0 and parent.attempts < ${SUSPECT_AFTER}`);
  return new Set(rows.map((row) => row.id));
}

/** Puts settled items back into the queue, to be worked again (`postroom replay`). Returns those that were found. */
export async function requeue(
  db: Db,
  which: { readonly ids: readonly string[] } | 'quarantined',
  now: Instant,
): Promise<readonly string[]> {
  return transaction(db, (tx) => putBack(tx, which, now));
}

/** As `requeue`, together with what else is written. */
export async function putBack(
  tx: Tx,
  which: { readonly ids: readonly string[] } | 'quarantined',
  now: Instant,
): Promise<readonly string[]> {
  const filter =
    which === 'quarantined'
      ? sql`state = 'quarantined'`
      : sql`id = any(${which.ids}::bigint[]) and state in ('ignored', 'quarantined')`;
  const rows = await tx.many<{ id: string }>(sql`
    update inbound set state = 'stored', attempts = 0, failures = 0, next_attempt_at = ${new Date(now)}, lease_until = null, outcome = null, reason = null, settled_at = null
    where ${filter} and sha256 is not null returning id`);
  const ids = rows.map((row) => row.id);
  await readAgain(tx, ids, now);
  return ids;
}

/** What became of an item so far, held until the transaction ends; null when there is none of this id. */
export async function heldItem(
  tx: Tx,
  id: string,
): Promise<(ItemStanding & { readonly ticketId: string | null; readonly reason: string | null }) | null> {
  return tx.maybeOne(sql`
    select state, outcome, sha256 is not null as "isKept", reason, ticket_id as "ticketId", (select t.reference from ticket t where t.id = inbound.ticket_id) as reference
    from inbound where id = ${id} for update`);
}

/** Notes who wants a ticket of an item, or with null that it is to be decided by the rules alone. */
export async function wantTicket(tx: Tx, id: string, person: string | null): Promise<void> {
  await tx.run(sql`update inbound set wanted_by = ${person} where id = ${id}`);
}

/** How many items wait: due ones, and those that are due later or in work. */
export async function waiting(db: Db, now: Instant): Promise<{ readonly due: number; readonly later: number }> {
  const due = sql`(next_attempt_at <= ${new Date(now)} and (lease_until is null or lease_until < now()))`;
  return db.one(sql`
    select count(*) filter (where ${due})::int as due, count(*) filter (where not ${due})::int as later
    from inbound where state = 'stored'`);
}
