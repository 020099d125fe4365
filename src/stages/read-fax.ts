import { createHash } from 'node:crypto';
import type { FaxReading } from '../domain/fax/fax.ts';
import type { Instant } from '../domain/time.ts';
import { callerOf } from '../format/fax/identity.ts';
import { isPermanent, permanent, sentenceOf, temporary } from '../lib/fault.ts';
import { whileHeld } from '../lib/hold.ts';
import type { Log } from '../lib/log.ts';
import { point } from '../lib/point.ts';
import type { Blobs } from '../store/blobs.ts';
import { claimFax, keepReading, keepUnreadable, postponeFax, renewFax, type ClaimedFax } from '../store/fax.ts';
import type { Db } from '../store/sql.ts';

export type ReadFaxDeps = {
  readonly db: Db;
  readonly blobs: Blobs;
  /** reads in workers with limits of time and memory (format/fax/pool.ts) */
  readonly reader: {
    read(document: Uint8Array): Promise<{
      readonly reading: FaxReading;
      readonly pngs: readonly Uint8Array[];
      readonly pdf: Uint8Array;
    }>;
  };
  readonly work: { readonly leaseMs: number; readonly attempts: number; readonly retryMs: readonly number[] };
  /** of numbers that come without their country's code */
  readonly phoneCountry: string;
  /** told of each fax that is read, or cannot be: its item is due now */
  readonly onRead: () => void;
  readonly now: () => Instant;
  readonly log: Log;
};

/** Claims beyond this, with nothing written of how they ended, mean that the document kills whoever reads it. */
const DEADLY_AFTER = 3;

/** Reads the document that has waited longest, pages and all: claim, read, keep. Each ends read or unreadable, or is tried again later; what an abort cuts short counts as not begun. */
export async function readFaxBatch(deps: ReadFaxDeps, signal: AbortSignal): Promise<{ readonly claimed: number }> {
  const { db, blobs, work, now } = deps;
  const claim = await claimFax(db, { leaseMs: work.leaseMs, now: now() });
  if (claim === null) return { claimed: 0 };
  point('fax-claimed');
  try {
    const { reading, pngs, pdf } = await whileHeld(
      work.leaseMs,
      () => renewFax(db, claim, work.leaseMs),
      () => read(deps, claim),
    );
    point('fax-read');
    const caller = callerOf(reading.tags, deps.phoneCountry);
    await keepReading(db, blobs, claim, { reading, caller, pngs: pngs.map(named), pdf: named(pdf) }, now());
    const { pages, seconds } = reading;
    deps.log.info({ item: claim.inboundId, pages: pages.length, seconds }, 'fax read');
  } catch (error) {
    // the house closes, and its readers with it: whoever opens again reads it
    if (signal.aborted) await postponeFax(db, claim, now(), null);
    else await failed(deps, claim, error);
  }
  deps.onRead();
  return { claimed: 1 };
}

async function read(deps: ReadFaxDeps, { document, attempts }: ClaimedFax) {
  if (attempts > DEADLY_AFTER)
    throw permanent(`the program stopped ${attempts - 1} times while this document was read`);
  const bytes = document === null ? null : await deps.blobs.get(deps.db, document);
  if (bytes === null) throw temporary('the kept document is missing from the store; restore it from a backup');
  return deps.reader.read(bytes);
}

async function failed({ db, work, now, log }: ReadFaxDeps, claim: ClaimedFax, error: unknown): Promise<void> {
  const reason = sentenceOf(error);
  const { inboundId: item, failures } = claim;
  if (isPermanent(error) || failures + 1 >= work.attempts) {
    log.warn({ item, reason }, 'a fax cannot be read; a person must look at it');
    await keepUnreadable(db, claim, reason, now());
    return;
  }
  log.warn({ item, reason }, 'a fax could not be read; it will be tried again');
  await postponeFax(db, claim, now() + work.retryMs[Math.min(failures, work.retryMs.length - 1)]!, reason);
}

function named(bytes: Uint8Array): { readonly sha256: Buffer; readonly bytes: Buffer } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { sha256: createHash('sha256').update(buffer).digest(), bytes: buffer };
}
