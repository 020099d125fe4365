import type { RawItem } from '../port.ts';
import { planBatches } from './batches.ts';
import type { Memory } from './memory.ts';
import type { Reader } from './options.ts';
import { chunks } from './range.ts';
import { fail, factsOf, itemOf, readBatch, type Facts } from './read.ts';
import type { Folder, Session } from './session.ts';

export const BEFORE_START = 'lay in the mailbox before Postroom was connected to it (imap.start_from: now)';

/** Header blocks in one FETCH. */
const CHUNK = 200;
/** More than a header block usually holds; only bounds what a server may send. */
const HEADER_BYTES = 64_000;

/** Has old mail remembered but not worked: headers are enough, except where mail without a Received line is known by all its bytes. */
export async function remember(
  reader: Reader,
  session: Session,
  folder: Folder,
  memory: Memory,
  uids: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  const marks = { uidvalidity: folder.uidvalidity, quiet: null, skip: BEFORE_START };
  for (const chunk of chunks(uids, CHUNK)) {
    if (signal.aborted) break;
    const rows = await session.fetch(
      chunk,
      { size: true, internalDate: true, headers: true },
      chunk.length * HEADER_BYTES,
    );
    const items: RawItem[] = [];
    const whole = new Map<number, Facts>();
    for (const uid of chunk) if (!rows.has(uid)) fail(memory, uid);
    for (const row of rows.values()) {
      const fact = factsOf(row);
      const headers = row.headers ?? Buffer.alloc(0);
      if (hasReceived(headers) || fact.size > reader.limits.messageBytes)
        items.push({ ...itemOf(reader, fact, headers, true, marks), fullSize: fact.size });
      else whole.set(fact.uid, fact);
    }
    if (items.length > 0) await reader.deliver(items);
    for (const batch of planBatches([...whole.values()], reader, memory.failed))
      await reader.deliver(await readBatch(reader, session, memory, batch, whole, marks));
  }
}

function hasReceived(headers: Buffer): boolean {
  return /^received:/imu.test(headers.toString('latin1'));
}
