import type { RawItem } from '../port.ts';
import { planBatches } from './batches.ts';
import type { Memory } from './memory.ts';
import type { Reader } from './options.ts';
import { chunks } from './range.ts';
import { factsOf, itemOf, readBatch, type Facts } from './read.ts';
import type { Folder, Session } from './session.ts';

export const BEFORE_START = 'lay in the mailbox before Postroom was connected to it (imap.start_from: now)';

/** Header blocks in one FETCH. */
const CHUNK = 200;
/** More than a header block usually holds; only bounds what a server may send. */
const HEADER_BYTES = 64_000;

/**
 * Parts mail that lay there before the first connection from what came after it. Remembered mail is taken from the
 * top, so that after a crash in the middle the highest remembered UID still tells where the beginning was.
 */
export function partOld(
  all: readonly number[],
  unknown: readonly number[],
  uidNext: number,
): { old: number[]; fresh: number[] } {
  const strange = new Set(unknown);
  const edge = all.reduce((top, uid) => (strange.has(uid) ? top : Math.max(top, uid + 1)), 0) || uidNext;
  return { old: unknown.filter((uid) => uid < edge), fresh: unknown.filter((uid) => uid >= edge) };
}

/** Has old mail remembered but not worked: headers are enough, except where mail without a Received line is known by all its bytes. */
export async function remember(
  reader: Reader,
  session: Session,
  folder: Folder,
  memory: Memory,
  uids: readonly number[],
  signal: AbortSignal,
): Promise<number> {
  const marks = { uidvalidity: folder.uidvalidity, quiet: null, skip: BEFORE_START };
  let remembered = 0;
  for (const chunk of chunks(
    uids.toSorted((a, b) => b - a),
    CHUNK,
  )) {
    if (signal.aborted) break;
    const rows = await session.fetch(
      chunk,
      { size: true, internalDate: true, headers: true },
      chunk.length * HEADER_BYTES,
    );
    const items: RawItem[] = [];
    const whole = new Map<number, Facts>();
    for (const row of rows.values()) {
      const fact = factsOf(row);
      const headers = row.headers ?? Buffer.alloc(0);
      if (hasReceived(headers) || fact.size > reader.limits.messageBytes)
        items.push({ ...itemOf(reader, fact, headers, true, marks), fullSize: fact.size });
      else whole.set(fact.uid, fact);
    }
    for (const batch of planBatches([...whole.values()], reader, memory.failed))
      items.push(...(await readBatch(reader, session, memory, batch, whole, marks)));
    // Highest first within the commit as well.
    if (items.length > 0) await reader.deliver(items.toSorted((a, b) => b.location!.uid - a.location!.uid));
    remembered += items.length;
  }
  return remembered;
}

function hasReceived(headers: Buffer): boolean {
  return /^received:/imu.test(headers.toString('latin1'));
}
