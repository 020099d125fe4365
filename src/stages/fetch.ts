import type { FaxTold } from '../domain/fax/fax.ts';
import { mailboxOfFax } from '../domain/fax/mailbox.ts';
import { MINUTE, type Instant } from '../domain/time.ts';
import { isPermanent, sentenceOf } from '../lib/fault.ts';
import { whileHeld } from '../lib/hold.ts';
import type { Log } from '../lib/log.ts';
import { point } from '../lib/point.ts';
import type { Deliver, RawItem } from '../sources/port.ts';
import type { Blobs } from '../store/blobs.ts';
import { callKept, claimCall, postponeCall, renewCall, type ClaimedCall } from '../store/fax-calls.ts';
import type { Db } from '../store/sql.ts';

export type FetchDeps = {
  readonly db: Db;
  readonly blobs: Blobs;
  /** fetches the document of a provider's fax (sources/fax/media.ts), by the id of the webhook in the settings; null: there is no such webhook any more */
  readonly media: (source: string) => {
    fetch(fax: { readonly faxId: string; readonly url: string | null }): Promise<Buffer>;
  } | null;
  readonly deliver: Deliver;
  /** which mailbox a dialled number belongs to */
  readonly numbers: readonly { readonly number: string; readonly mailbox: string }[];
  readonly rules: { readonly leaseMs: number; readonly retryMs: readonly number[]; readonly giveUpMinutes: number };
  readonly now: () => Instant;
  readonly log: Log;
};

const NEVER_ENDED = 'the provider announced it, and never said how it ended';

/**
 * Faxes that are over at their providers become items: claim, fetch, deliver, note. One whose document never comes becomes an item all the
 * same, without document: a ticket that says so. A crash before the note makes a repeat, not a second item: the item's identity is the fax's.
 */
export async function fetchBatch(deps: FetchDeps): Promise<{ readonly claimed: number }> {
  const { db, rules, log } = deps;
  const call = await claimCall(db, { leaseMs: rules.leaseMs, now: deps.now() });
  if (call === null) return { claimed: 0 };
  point('fax-call-claimed');
  try {
    const document = await whileHeld(
      rules.leaseMs,
      () => renewCall(db, call, rules.leaseMs),
      () => documentOf(deps, call),
    );
    await keep(deps, call, document);
  } catch (error) {
    const reason = sentenceOf(error);
    const late = deps.now() - call.firstAt > rules.giveUpMinutes * MINUTE;
    if (isPermanent(error) || late) {
      log.warn(
        { fax: call.faxId, source: call.source, reason },
        'the document of a fax never came; its ticket says so',
      );
      await keep(deps, call, { bytes: null, reason: `the document never came: ${reason}` });
    } else {
      const wait = rules.retryMs[Math.min(call.failures, rules.retryMs.length - 1)]!;
      log.warn({ fax: call.faxId, source: call.source, reason }, 'a fax could not be fetched; it will be tried again');
      await postponeCall(db, call, deps.now() + wait, reason);
    }
  }
  return { claimed: 1 };
}

type Fetched = { readonly bytes: Buffer; readonly reason: null } | { readonly bytes: null; readonly reason: string };

async function documentOf({ db, blobs, media }: FetchDeps, call: ClaimedCall): Promise<Fetched> {
  if (call.media !== null) {
    const bytes = await blobs.get(db, call.media);
    if (bytes !== null) return { bytes, reason: null };
  }
  // a call that failed on the line has no document, and none is asked for
  if (call.status === null || (call.status === 'failed' && call.mediaUrl === null))
    return {
      bytes: null,
      reason: call.told.error ?? (call.status === null ? NEVER_ENDED : 'the fax failed on the line'),
    };
  const provider = media(call.source);
  if (provider === null) return { bytes: null, reason: `no webhook is called ${call.source} any more (fax.webhooks)` };
  return { bytes: await provider.fetch({ faxId: call.faxId, url: call.mediaUrl }), reason: null };
}

async function keep(deps: FetchDeps, call: ClaimedCall, { bytes, reason }: Fetched): Promise<void> {
  const { db, deliver, numbers } = deps;
  const told: FaxTold = {
    ...call.told,
    source: call.source,
    // what comes after all is another item than the one that was given up
    sourceId: bytes === null ? `${call.faxId}/without` : call.faxId,
    status: bytes === null ? 'failed' : (call.status ?? 'failed'),
    error: reason ?? call.told.error,
  };
  const item: RawItem = {
    mailbox: mailboxOfFax(told, numbers, call.mailbox),
    via: 'fax',
    raw: bytes ?? Buffer.alloc(0),
    fullSize: bytes?.length ?? 0,
    acceptedAt: call.firstAt,
    envelope: null,
    location: null,
    quiet: null,
    skip: null,
    fax: told,
  };
  const [receipt] = await deliver([item]);
  point('fax-delivered');
  await callKept(db, call, { inboundId: receipt!.id, isWhole: bytes !== null, now: deps.now() });
}
