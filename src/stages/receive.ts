import { createHash } from 'node:crypto';
import type { Instant } from '../domain/time.ts';
import { peekIdentity } from '../format/email/identity.ts';
import { callerOf, faxIdentity } from '../format/fax/identity.ts';
import type { Handover } from '../lib/handover.ts';
import type { Log } from '../lib/log.ts';
import { point } from '../lib/point.ts';
import type { Deliver, RawItem } from '../sources/port.ts';
import type { Blobs } from '../store/blobs.ts';
import { keep, type Arrival } from '../store/receive.ts';
import type { Db } from '../store/sql.ts';

/**
 * Keeps the bytes before anything is understood: fingerprint, blob and row in one transaction, then a receipt. Nothing
 * here can be put off by what a mail contains; whoever gets a receipt may forget the item.
 */
export function receiver(deps: {
  readonly db: Db;
  readonly blobs: Blobs;
  readonly atHand: Handover;
  readonly log: Log;
  readonly onKept: () => void;
  readonly now: () => Instant;
  /** of numbers that come without their country's code */
  readonly phoneCountry: string;
}): Deliver {
  return async (items) => {
    point('receive-arrived');
    await deps.atHand.room();
    const kept = await keep(
      deps.db,
      deps.blobs,
      items.map((item) => arrivalOf(item, deps.phoneCountry)),
      deps.now(),
    );
    point('receive-kept');
    for (const [i, receipt] of kept.entries()) {
      const { mailbox, via, fullSize, raw, skip } = items[i]!;
      if (!receipt.repeat && skip === null && via !== 'fax') deps.atHand.leave(receipt.id, raw);
      deps.log.info(
        { item: receipt.id, mailbox, via, bytes: fullSize, repeat: receipt.repeat },
        receipt.repeat ? 'known already' : 'kept',
      );
    }
    if (kept.some((receipt) => !receipt.repeat)) deps.onKept();
    return kept;
  };
}

function arrivalOf(item: RawItem, country: string): Arrival {
  const { fax } = item;
  const identity =
    fax === undefined
      ? peekIdentity(item.raw)
      : { fingerprint: faxIdentity(fax, item.raw, item.acceptedAt), messageId: null };
  return {
    mailbox: item.mailbox,
    fingerprint: identity.fingerprint,
    content: item.skip === null ? { sha256: createHash('sha256').update(item.raw).digest(), bytes: item.raw } : null,
    size: item.fullSize,
    via: item.via,
    acceptedAt: item.acceptedAt,
    envelope: item.envelope,
    quiet: item.quiet,
    messageId: identity.messageId,
    skip: item.skip,
    location: item.location,
    ...(fax === undefined ? {} : { fax: { told: fax, caller: callerOf(fax, country) } }),
  };
}
