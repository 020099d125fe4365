import type { FaxEvent, FaxStatus, FaxTold } from '../domain/fax/fax.ts';
import { mergeEvents } from '../domain/fax/merge.ts';
import { MINUTE, type Instant } from '../domain/time.ts';
import type { Blobs } from './blobs.ts';
import { sql, transaction, type Db, type Tx } from './sql.ts';

/** A fax that was announced, and of whose end nothing was said for so long, is over: nobody waits an hour for a page. */
const SILENT_AFTER = 60 * MINUTE;

/** A provider's request, proven to be the provider's. */
export type NotedEvent = {
  readonly event: FaxEvent;
  readonly mailbox: string;
  /** as it came, without the document */
  readonly body: Buffer;
  /** a document that came along, by its SHA-256 */
  readonly document: { readonly sha256: Buffer; readonly bytes: Buffer } | null;
  readonly receivedAt: Instant;
};

/** Keeps an event, and what all events of its fax come to; a fax that is over is due to be fetched at once. Durable when it resolves. */
export async function noteEvent(db: Db, blobs: Blobs, noted: NotedEvent): Promise<{ readonly repeat: boolean }> {
  const { event, mailbox, body, document, receivedAt } = noted;
  const at = new Date(receivedAt);
  return transaction(db, async (tx) => {
    // events of one fax may come at once, and each must see the others
    await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`${event.source} ${event.faxId}`}, 20265))`);
    const fresh = await tx.run(sql`
      insert into fax_event (source, event_id, fax_id, event, body, received_at)
      values (${event.source}, ${event.eventId}, ${event.faxId}, ${JSON.stringify(event)}::jsonb, ${body}, ${at})
      on conflict (source, event_id) do nothing`);
    if (fresh === 0) return { repeat: true };
    if (document !== null) await blobs.put(tx, [document]);
    await merge(tx, event, { mailbox, media: document?.sha256 ?? null, receivedAt });
    await tx.run(sql`select pg_notify('fax', '')`);
    return { repeat: false };
  });
}

async function merge(
  tx: Tx,
  { source, faxId }: FaxEvent,
  {
    mailbox,
    media,
    receivedAt,
  }: { readonly mailbox: string; readonly media: Buffer | null; readonly receivedAt: Instant },
): Promise<void> {
  const rows = await tx.many<{ event: FaxEvent }>(sql`
    select event from fax_event where source = ${source} and fax_id = ${faxId} order by id`);
  const { state, told, mediaUrl } = mergeEvents(rows.map(({ event }) => event));
  const status = state === 'coming' ? null : state;
  const due = status === null ? receivedAt + SILENT_AFTER : receivedAt;
  // What was given up as failed, and comes after all, is fetched after all.
  await tx.run(sql`
    insert into fax_call as c (source, fax_id, mailbox, state, status, told, media_url, media, first_at, next_attempt_at)
    values (${source}, ${faxId}, ${mailbox}, ${status === null ? 'coming' : 'due'}, ${status}, ${JSON.stringify(told)}::jsonb, ${mediaUrl}, ${media}, ${new Date(receivedAt)}, ${new Date(due)})
    on conflict (source, fax_id) do update set told = excluded.told, media_url = excluded.media_url, media = coalesce(excluded.media, c.media), status = excluded.status,
      state = case when excluded.status is null then c.state when c.state <> 'kept' then 'due' when c.status = 'failed' and excluded.status <> 'failed' then 'due' else c.state end,
      next_attempt_at = case when c.state = 'coming' and excluded.status is not null or c.state = 'kept' then excluded.next_attempt_at else c.next_attempt_at end,
      failures = case when c.state = 'kept' then 0 else c.failures end, attempts = c.attempts`);
}

/** A fax whose document is to be fetched. */
export type ClaimedCall = {
  readonly id: string;
  readonly source: string;
  readonly faxId: string;
  readonly mailbox: string;
  /** null: nothing was said of its end */
  readonly status: FaxStatus | null;
  readonly told: Omit<FaxTold, 'source' | 'sourceId' | 'status'>;
  readonly mediaUrl: string | null;
  readonly media: Buffer | null;
  readonly firstAt: Instant;
  readonly attempts: number;
  readonly failures: number;
};

/** Claims the fax that has been due longest; null: none is. */
export async function claimCall(
  db: Db,
  { leaseMs, now }: { readonly leaseMs: number; readonly now: Instant },
): Promise<ClaimedCall | null> {
  return db.maybeOne<ClaimedCall>(sql`
    update fax_call set attempts = attempts + 1, lease_until = now() + ${leaseMs} * interval '1 millisecond'
    where id = (
      select id from fax_call where state <> 'kept' and next_attempt_at <= ${new Date(now)} and (lease_until is null or lease_until < now())
      order by next_attempt_at, id limit 1 for update skip locked)
    returning id, source, fax_id as "faxId", mailbox, case when state = 'coming' then null else status end as status, told, media_url as "mediaUrl", media,
      first_at as "firstAt", attempts, failures`);
}

/** Keeps a claim from passing to another worker while its document is fetched. */
export async function renewCall(db: Db, { id, attempts }: ClaimedCall, leaseMs: number): Promise<void> {
  await db.run(sql`
    update fax_call set lease_until = now() + ${leaseMs} * interval '1 millisecond' where id = ${id} and attempts = ${attempts} and state <> 'kept'`);
}

/** Gives a claim back, to be tried at `until` or later; null: as if it had not been claimed. */
export async function postponeCall(
  db: Db,
  { id, attempts }: ClaimedCall,
  until: Instant,
  failed: string | null,
): Promise<void> {
  await db.run(sql`
    update fax_call set lease_until = null, next_attempt_at = ${new Date(until)}, reason = coalesce(${failed}, reason), failures = failures + ${failed === null ? 0 : 1}
    where id = ${id} and attempts = ${attempts} and state <> 'kept'`);
}

/**
 * Notes that an item holds the fax; without its document it counts as failed, so that a later word of the provider's is looked into.
 * Events that came meanwhile are not overlooked: then it stays due.
 */
export async function callKept(
  db: Db,
  { id, attempts, status }: ClaimedCall,
  { inboundId, isWhole, now }: { readonly inboundId: string; readonly isWhole: boolean; readonly now: Instant },
): Promise<void> {
  await db.run(sql`
    update fax_call set state = 'kept', status = ${isWhole ? status : 'failed'}, inbound_id = ${inboundId}, kept_at = ${new Date(now)}, lease_until = null, reason = null
    where id = ${id} and attempts = ${attempts} and status is not distinct from ${status}`);
  await db.run(
    sql`update fax_call set lease_until = null where id = ${id} and attempts = ${attempts} and state <> 'kept'`,
  );
}
