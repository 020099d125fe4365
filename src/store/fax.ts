import type { FaxPage, FaxReading, FaxTold } from '../domain/fax/fax.ts';
import type { Instant } from '../domain/time.ts';
import type { Blobs } from './blobs.ts';
import { sql, transaction, values, type Db, type Tx } from './sql.ts';

/*
 * The documents of faxes, and the queue of the reading stage (migrations/0005). An item whose document waits to be read is not
 * due itself; once it is read, or cannot be, the item is.
 */

/** When an item is due that waits for something else: a time that never comes, until that something sets another. */
export const LATER = new Date(Date.UTC(9999, 0, 1));

export type NewFax = {
  readonly inboundId: string;
  readonly mailbox: string;
  readonly told: FaxTold;
  readonly caller: string | null;
  /** sha256 of the document in the blobs; null: it never came */
  readonly document: Buffer | null;
  /** why it is not to be read, e.g. that only its beginning is here; null: it is */
  readonly unreadable: string | null;
  readonly acceptedAt: Instant;
};

/** Writes down faxes, to be read from `now` on; one whose document never came has nothing to be read. One that is known already stays as it is. */
export async function openFaxes(tx: Tx, faxes: readonly NewFax[], now: Instant): Promise<void> {
  if (faxes.length === 0) return;
  await tx.run(sql`
    insert into fax (inbound_id, mailbox, told, caller, station, document, accepted_at, state, reason, next_attempt_at)
    values ${values(
      faxes.map(({ inboundId, mailbox, told, caller, document, unreadable, acceptedAt }) => [
        inboundId,
        mailbox,
        JSON.stringify(told),
        caller,
        told.station,
        document,
        new Date(acceptedAt),
        unreadable === null ? 'waiting' : 'unreadable',
        unreadable,
        new Date(now),
      ]),
      ['bigint', 'text', 'jsonb', 'text', 'text', 'bytea', 'timestamptz', 'text', 'text', 'timestamptz'],
    )}
    on conflict (inbound_id) do nothing`);
  await tx.run(sql`select pg_notify('fax_read', '')`);
}

/** Writes down a fax of which only words came, by itself. */
export async function noteFax(db: Db, fax: NewFax, now: Instant): Promise<void> {
  await transaction(db, (tx) => openFaxes(tx, [fax], now));
}

/** Puts off an item until its document has been read: the bytes are kept, the fax is written down, and the item waits for it. False when the claim was lost. */
export async function awaitPages(
  db: Db,
  blobs: Blobs,
  claim: { readonly id: string; readonly attempts: number },
  { fax, bytes, now }: { readonly fax: NewFax; readonly bytes: Buffer; readonly now: Instant },
): Promise<boolean> {
  return transaction(db, async (tx) => {
    const ours = await tx.run(sql`
      update inbound set lease_until = null, next_attempt_at = ${LATER}, attempts = attempts - 1
      where id = ${claim.id} and attempts = ${claim.attempts} and state = 'stored'`);
    if (ours === 0) return false;
    await blobs.put(tx, [{ sha256: fax.document!, bytes }]);
    await openFaxes(tx, [fax], now);
    return true;
  });
}

/** Of items that are worked again, has those documents read again that could not be; until then their items wait. */
export async function readAgain(tx: Tx, inboundIds: readonly string[], now: Instant): Promise<void> {
  if (inboundIds.length === 0) return;
  await tx.run(sql`
    with again as (
      update fax set state = 'waiting', attempts = 0, failures = 0, lease_until = null, next_attempt_at = ${new Date(now)}
      where state = 'unreadable' and document is not null and inbound_id = any(${inboundIds}::bigint[]) returning inbound_id)
    update inbound set next_attempt_at = ${LATER} where id in (select inbound_id from again)`);
  await tx.run(sql`select pg_notify('fax_read', '')`);
}

/** A document taken to be read. `attempts` counts claims, this one included; `failures` tries that ended with a reason. */
export type ClaimedFax = {
  readonly inboundId: string;
  readonly document: Buffer | null;
  readonly told: FaxTold;
  readonly attempts: number;
  readonly failures: number;
};

/** Claims the document that has waited longest, those that have killed a reader last; null: none is due. */
export async function claimFax(
  db: Db,
  { leaseMs, now }: { readonly leaseMs: number; readonly now: Instant },
): Promise<ClaimedFax | null> {
  return db.maybeOne<ClaimedFax>(sql`
    update fax set attempts = attempts + 1, lease_until = now() + ${leaseMs} * interval '1 millisecond'
    where inbound_id = (
      select inbound_id from fax
      where state = 'waiting' and next_attempt_at <= ${new Date(now)} and (lease_until is null or lease_until < now())
      order by attempts > 2, inbound_id limit 1 for update skip locked)
    returning inbound_id as "inboundId", document, told, attempts, failures`);
}

/** Keeps a claim from passing to another reader while it is worked. */
export async function renewFax(db: Db, { inboundId, attempts }: ClaimedFax, leaseMs: number): Promise<void> {
  await db.run(sql`
    update fax set lease_until = now() + ${leaseMs} * interval '1 millisecond'
    where inbound_id = ${inboundId} and attempts = ${attempts} and state = 'waiting'`);
}

/** Gives a claim back, to be tried at `until` or later; `failed` counts as a try, null as if it had not been claimed. */
export async function postponeFax(
  db: Db,
  { inboundId, attempts }: ClaimedFax,
  until: Instant,
  failed: string | null,
): Promise<void> {
  await db.run(sql`
    update fax set lease_until = null, next_attempt_at = ${new Date(until)}, reason = coalesce(${failed}, reason),
      attempts = attempts - ${failed === null ? 1 : 0}, failures = failures + ${failed === null ? 0 : 1}
    where inbound_id = ${inboundId} and attempts = ${attempts} and state = 'waiting'`);
}

/** What reading a document came to. `pngs`: the pages as people see them, in order; `pdf`: all of them. */
export type FaxRead = {
  readonly reading: FaxReading;
  /** the caller as the document tells it, as numbers are compared: for want of another */
  readonly caller: string | null;
  readonly pngs: readonly Blob[];
  readonly pdf: Blob;
};
type Blob = { readonly sha256: Buffer; readonly bytes: Buffer };

/** Keeps what was read; the item is due from `now` on. False when the claim has passed to another reader. */
export async function keepReading(
  db: Db,
  blobs: Blobs,
  claim: ClaimedFax,
  { reading, caller, pngs, pdf }: FaxRead,
  now: Instant,
): Promise<boolean> {
  const { pages, ...rest } = reading;
  return transaction(db, async (tx) => {
    const ours = await tx.run(sql`
      update fax set state = 'read', lease_until = null, reason = null, reading = ${JSON.stringify(rest)}::jsonb, pdf = ${pdf.sha256}, caller = coalesce(caller, ${caller}), read_at = ${new Date(now)}
      where inbound_id = ${claim.inboundId} and attempts = ${claim.attempts} and state = 'waiting'`);
    if (ours === 0) return false;
    await blobs.put(tx, [...pngs, pdf]);
    await tx.run(sql`delete from fax_page where inbound_id = ${claim.inboundId}`);
    await tx.run(sql`
      insert into fax_page (inbound_id, n, page, hash, png)
      values ${values(
        pages.map(({ hash, ...page }, i) => [
          claim.inboundId,
          page.n,
          JSON.stringify(page),
          Buffer.from(hash, 'hex'),
          pngs[i]!.sha256,
        ]),
        ['bigint', 'int', 'jsonb', 'bytea', 'bytea'],
      )}`);
    await goOn(tx, claim.inboundId, now);
    return true;
  });
}

/** Notes why a document cannot be read; the item is due from `now` on, and a person looks at the document itself. */
export async function keepUnreadable(db: Db, claim: ClaimedFax, reason: string, now: Instant): Promise<boolean> {
  return transaction(db, async (tx) => {
    const ours = await tx.run(sql`
      update fax set state = 'unreadable', lease_until = null, reason = ${reason}, read_at = ${new Date(now)}
      where inbound_id = ${claim.inboundId} and attempts = ${claim.attempts} and state = 'waiting'`);
    if (ours === 0) return false;
    await goOn(tx, claim.inboundId, now);
    return true;
  });
}

async function goOn(tx: Tx, inboundId: string, now: Instant): Promise<void> {
  await tx.run(sql`update inbound set next_attempt_at = ${new Date(now)} where id = ${inboundId} and state = 'stored'`);
}

/** A fax as far as it is known. `reading` is null while it waits and when it cannot be read, then `reason` says why. */
export type KnownFax = {
  readonly inboundId: string;
  readonly state: 'waiting' | 'read' | 'unreadable';
  readonly told: FaxTold;
  readonly caller: string | null;
  readonly reading: FaxReading | null;
  readonly reason: string | null;
  readonly document: Buffer | null;
  readonly pdf: Buffer | null;
};

/** The faxes of these items, by item. */
export async function knownFaxes(
  db: Pick<Db, 'many'>,
  inboundIds: readonly string[],
): Promise<ReadonlyMap<string, KnownFax>> {
  if (inboundIds.length === 0) return new Map();
  const faxes = await db.many<Omit<KnownFax, 'reading'> & { readonly rest: Omit<FaxReading, 'pages'> | null }>(sql`
    select inbound_id as "inboundId", state, told, caller, reading as rest, reason, document, pdf
    from fax where inbound_id = any(${inboundIds}::bigint[])`);
  const pages = await pagesOf(
    db,
    faxes.flatMap(({ state, inboundId }) => (state === 'read' ? [inboundId] : [])),
  );
  return new Map(
    faxes.map(({ rest, ...fax }) => [
      fax.inboundId,
      { ...fax, reading: rest === null ? null : { ...rest, pages: pages.get(fax.inboundId) ?? [] } },
    ]),
  );
}

async function pagesOf(
  db: Pick<Db, 'many'>,
  inboundIds: readonly string[],
): Promise<ReadonlyMap<string, readonly FaxPage[]>> {
  if (inboundIds.length === 0) return new Map();
  const rows = await db.many<{ inboundId: string; page: Omit<FaxPage, 'hash'>; hash: Buffer }>(sql`
    select inbound_id as "inboundId", page, hash from fax_page where inbound_id = any(${inboundIds}::bigint[]) order by inbound_id, n`);
  return new Map(
    [...Map.groupBy(rows, (row) => row.inboundId)].map(([id, of]) => [
      id,
      of.map(({ page, hash }) => ({ ...page, hash: hash.toString('hex') })),
    ]),
  );
}
