import type { FaxTold } from '../domain/fax/fax.ts';
import type { Instant } from '../domain/time.ts';
import type { Blobs } from './blobs.ts';
import { LATER, openFaxes } from './fax.ts';
import { sql, transaction, values, type Db } from './sql.ts';

/** An item as it is kept: identity and bytes known, nothing understood yet. */
export type Arrival = {
  readonly mailbox: string;
  readonly fingerprint: Buffer;
  /** null when the item is only remembered, not kept */
  readonly content: { readonly sha256: Buffer; readonly bytes: Buffer } | null;
  readonly size: number;
  readonly via: string;
  readonly acceptedAt: Instant;
  readonly envelope: unknown;
  readonly quiet: string | null;
  readonly messageId: string | null;
  /** reason why it is ignored from the start, or null: to be worked */
  readonly skip: string | null;
  readonly location: { readonly uidvalidity: bigint; readonly uid: number } | null;
  /** of a fax: what was said of it, and its caller as numbers are compared (E.164 where that can be told) */
  readonly fax?: { readonly told: FaxTold; readonly caller: string | null };
};

export type Kept = { readonly id: string; readonly repeat: boolean };

/**
 * Keeps arrivals in one transaction, to be worked from `now` on, a fax when its pages have been read; a repeat of a known
 * fingerprint adds only its location. One answer per arrival, in order.
 */
export async function keep(db: Db, blobs: Blobs, arrivals: readonly Arrival[], now: Instant): Promise<readonly Kept[]> {
  if (arrivals.length === 0) return [];
  return transaction(db, async (tx) => {
    await blobs.put(
      tx,
      arrivals.flatMap((arrival) => (arrival.content === null ? [] : [arrival.content])),
    );
    const inserted = await tx.many<{ id: string; mailbox: string; fingerprint: Buffer }>(sql`
      insert into inbound (mailbox, fingerprint, sha256, size, via, accepted_at, envelope, quiet, message_id, state, outcome, reason, settled_at, next_attempt_at)
      values ${values(
        arrivals.map((a) => [
          a.mailbox,
          a.fingerprint,
          a.content?.sha256 ?? null,
          a.size,
          a.via,
          new Date(a.acceptedAt),
          a.envelope === null ? null : JSON.stringify(a.envelope),
          a.quiet,
          a.messageId,
          a.skip === null ? 'stored' : 'ignored',
          a.skip === null ? null : 'ignored',
          a.skip,
          a.skip === null ? null : new Date(now),
          a.fax === undefined || whyUnread(a) !== null ? new Date(now) : LATER,
        ]),
        [
          'text',
          'bytea',
          'bytea',
          'bigint',
          'text',
          'timestamptz',
          'jsonb',
          'text',
          'text',
          'text',
          'text',
          'text',
          'timestamptz',
          'timestamptz',
        ],
      )}
      on conflict (mailbox, fingerprint) do nothing
      returning id, mailbox, fingerprint`);
    const ids = new Map(inserted.map((row) => [keyOf(row), row.id]));
    const fresh = new Set(ids.keys());
    const unknown = arrivals.filter((arrival) => !ids.has(keyOf(arrival)));
    if (unknown.length > 0) {
      const known = await tx.many<{ id: string; mailbox: string; fingerprint: Buffer }>(sql`
        select id, mailbox, fingerprint from inbound
        where (mailbox, fingerprint) in (values ${values(
          unknown.map((a) => [a.mailbox, a.fingerprint]),
          ['text', 'bytea'],
        )})`);
      for (const row of known) ids.set(keyOf(row), row.id);
    }
    await locate(tx, arrivals, ids);
    await openFaxes(
      tx,
      arrivals.flatMap((arrival) => {
        const key = keyOf(arrival);
        return arrival.fax === undefined || !fresh.has(key)
          ? []
          : [
              {
                ...arrival.fax,
                inboundId: ids.get(key)!,
                mailbox: arrival.mailbox,
                document: arrival.size === 0 ? null : (arrival.content?.sha256 ?? null),
                unreadable: whyUnread(arrival),
                acceptedAt: arrival.acceptedAt,
              },
            ];
      }),
      now,
    );
    return arrivals.map((arrival) => {
      const key = keyOf(arrival);
      // The second of two equal arrivals in one batch is a repeat as well.
      return { id: ids.get(key)!, repeat: !fresh.delete(key) };
    });
  });
}

/** Why the document of a fax is not to be read; null: it is. */
function whyUnread({ size, content, fax }: Arrival): string | null {
  if (size === 0) return fax?.told.error ?? 'no document came with it';
  return content !== null && content.bytes.length < size
    ? `it has ${size} bytes, more than the limit; its beginning is kept here, the whole at its source`
    : null;
}

type Runner = { run(fragment: ReturnType<typeof sql>): Promise<number> };

async function locate(tx: Runner, arrivals: readonly Arrival[], ids: ReadonlyMap<string, string>): Promise<void> {
  const rows = arrivals.flatMap((a) =>
    a.location === null
      ? []
      : [
          [
            a.mailbox,
            a.location.uidvalidity.toString(),
            a.location.uid,
            ids.get(keyOf(a))!,
            a.skip === null ? 'pending' : 'acked',
          ],
        ],
  );
  if (rows.length === 0) return;
  await tx.run(sql`
    insert into inbound_location (mailbox, uidvalidity, uid, inbound_id, server_state)
    values ${values(rows, ['text', 'bigint', 'bigint', 'bigint', 'text'])}
    on conflict (mailbox, uidvalidity, uid) do nothing`);
}

function keyOf(item: { readonly mailbox: string; readonly fingerprint: Buffer }): string {
  return `${item.mailbox} ${item.fingerprint.toString('base64')}`;
}
