import { point } from '../../lib/point.ts';
import type { RawItem } from '../port.ts';
import { ACK_CHUNK, acknowledge, type Way } from './acknowledge.ts';
import { planBatches, TRIES, type Batch } from './batches.ts';
import type { Memory } from './memory.ts';
import type { Reader } from './options.ts';
import { fail, readBatch, readFacts, type Facts } from './read.ts';
import type { Folder, Session } from './session.ts';

/** Counts what was kept, also when the work ends early. */
export type Tally = { received: number; repeats: number };

/** Everything one round works with. */
export type Work = {
  readonly reader: Reader;
  readonly session: Session;
  readonly folder: Folder;
  readonly memory: Memory;
  readonly way: Way;
  readonly signal: AbortSignal;
  readonly tally: Tally;
};

/**
 * Fetches mail, has it kept, acknowledges it. What its batch could not bring is asked for again, alone; see batches.ts.
 * Returns how many are kept without the server being told.
 */
export async function take(work: Work, uids: readonly number[], quiet: RawItem['quiet']): Promise<number> {
  const { session, memory, signal } = work;
  const facts = new Map((await readFacts(session, uids)).map((fact) => [fact.uid, fact]));
  for (const uid of uids) if (!facts.has(uid)) fail(memory, uid);
  let unacknowledged = 0;
  let rest = [...facts.values()];
  while (rest.length > 0 && !signal.aborted) {
    unacknowledged += await takeBatches(work, planBatches(rest, work.reader, memory.failed), facts, quiet);
    rest = rest.filter(({ uid }) => (memory.failed.get(uid) ?? TRIES) < TRIES);
  }
  return unacknowledged;
}

/**
 * Batch by batch; while one is being committed the next is being fetched. The acknowledgement waits for that FETCH to
 * end, because a command issued inside an open one hangs for ever.
 */
async function takeBatches(
  work: Work,
  batches: readonly Batch[],
  facts: ReadonlyMap<number, Facts>,
  quiet: RawItem['quiet'],
): Promise<number> {
  const { reader, session, memory, signal } = work;
  const marks = { uidvalidity: work.folder.uidvalidity, quiet, skip: null };
  const read = async (at: number): Promise<RawItem[] | null> => {
    const batch = batches[at];
    return batch === undefined || signal.aborted ? null : await readBatch(reader, session, memory, batch, facts, marks);
  };
  let unacknowledged = 0;
  let owed: number[] = []; // kept; if we end before the server is told, the next round tells it
  let ready = await read(0);
  for (let at = 1; ready !== null; at += 1) {
    const items: RawItem[] = ready;
    const [kept, next] = await Promise.allSettled([keep(work, items), read(at)]);
    if (kept.status === 'rejected') throw kept.reason;
    point('imap-delivered');
    if (next.status === 'rejected') throw next.reason;
    ready = next.value;
    owed.push(...items.map((item) => item.location!.uid));
    if (ready !== null && owed.length < ACK_CHUNK) continue;
    unacknowledged += await acknowledge(work, owed);
    owed = [];
  }
  return unacknowledged;
}

async function keep({ reader, tally }: Work, items: readonly RawItem[]): Promise<void> {
  if (items.length === 0) return;
  const receipts = await reader.deliver(items);
  const repeats = receipts.filter((receipt) => receipt.repeat).length;
  const received = items.length - repeats;
  tally.received += received;
  tally.repeats += repeats;
  reader.metrics.add('received', reader.mailbox, received);
  reader.metrics.add('repeats', reader.mailbox, repeats);
}
