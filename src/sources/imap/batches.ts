import type { Reader } from './options.ts';

/** Bytes of mail in one FETCH: few round trips, and with one batch read ahead no more than twice this in memory. */
export const BATCH_BYTES = 4_000_000;

/** After this many broken fetches a mail is left aside, so that it does not keep the others waiting. */
export const TRIES = 3;

/** What one FETCH brings. */
export type Batch = {
  readonly uids: readonly number[];
  readonly bytes: number;
  /** only the beginning of a mail that is too large, or that broke the connection when it was fetched whole */
  readonly cut: boolean;
};

export type Sized = { readonly uid: number; readonly size: number };

/**
 * Groups mail into batches, in the order given. Too large a mail goes alone and cut; so does one that broke its fetch
 * alone, and one that was in a broken batch goes alone and whole. Mail that broke three is left out.
 */
export function planBatches(
  mails: readonly Sized[],
  reader: Pick<Reader, 'limits' | 'settings'>,
  failed: ReadonlyMap<number, number>,
): Batch[] {
  const { messageBytes, oversizeKeptBytes } = reader.limits;
  const batches: Batch[] = [];
  let open: { uids: number[]; bytes: number } | null = null;
  const close = (): void => {
    if (open !== null) batches.push({ ...open, cut: false });
    open = null;
  };
  for (const { uid, size } of mails) {
    const failures = failed.get(uid) ?? 0;
    if (failures >= TRIES) continue;
    const cut = size > messageBytes || failures === TRIES - 1;
    if (cut || failures > 0) {
      close();
      batches.push({ uids: [uid], bytes: cut ? Math.min(size, oversizeKeptBytes) : size, cut });
      continue;
    }
    if (open !== null && (open.bytes + size > BATCH_BYTES || open.uids.length >= reader.settings.batch)) close();
    open ??= { uids: [], bytes: 0 };
    open.uids.push(uid);
    open.bytes += size;
  }
  close();
  return batches;
}
