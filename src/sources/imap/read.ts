import { sentenceOf } from '../../lib/fault.ts';
import { point } from '../../lib/point.ts';
import type { RawItem } from '../port.ts';
import type { Batch, Sized } from './batches.ts';
import { ImapFault } from './fault.ts';
import type { Memory } from './memory.ts';
import type { Reader } from './options.ts';
import { chunks } from './range.ts';
import type { Row, Session } from './session.ts';

/** Rows of sizes and dates in one FETCH; about 60 bytes each. */
const FACTS_CHUNK = 500;

export type Facts = Sized & { readonly acceptedAt: number };

/** Size and date of each mail, in the order asked; one that vanished meanwhile is left out. */
export async function readFacts(session: Session, uids: readonly number[]): Promise<Facts[]> {
  const facts: Facts[] = [];
  for (const chunk of chunks(uids, FACTS_CHUNK)) {
    const rows = await session.fetch(chunk, { size: true, internalDate: true }, 0);
    for (const uid of chunk) {
      const row = rows.get(uid);
      if (row !== undefined) facts.push(factsOf(row));
    }
  }
  return facts;
}

/** What a row says of its mail; one without a date counts as accepted now. */
export function factsOf(row: Row): Facts {
  const date = new Date(row.internalDate ?? NaN).getTime();
  return { uid: row.uid, size: row.size ?? 0, acceptedAt: Number.isNaN(date) ? Date.now() : date };
}

export type Marks = Pick<RawItem, 'quiet' | 'skip'> & { readonly uidvalidity: bigint };

/**
 * Fetches one batch whole (or cut, as planned). Mail that the server holds back is left out and counted as failed;
 * when the fetch breaks, all of the batch are, so that the next try asks for them one by one.
 */
export async function readBatch(
  reader: Reader,
  session: Session,
  memory: Memory,
  batch: Batch,
  facts: ReadonlyMap<number, Facts>,
  marks: Marks,
): Promise<RawItem[]> {
  const { limits } = reader;
  let rows: ReadonlyMap<number, Row>;
  try {
    rows = await session.fetch(
      batch.uids,
      { source: batch.cut ? { start: 0, maxLength: limits.oversizeKeptBytes } : true },
      batch.bytes,
    );
  } catch (error) {
    const kind = error instanceof ImapFault ? error.kind : 'stopped';
    if (kind !== 'stopped' && kind !== 'throttled') batch.uids.forEach((uid) => fail(memory, uid));
    if (kind !== 'refused') throw error;
    reader.log.warn(
      { mailbox: reader.mailbox, uids: batch.uids.slice(0, 20), err: sentenceOf(error) },
      'mail could not be fetched',
    );
    return [];
  }
  point('imap-fetched');
  return batch.uids.flatMap((uid) => {
    const fact = facts.get(uid)!;
    const source = rows.get(uid)?.source;
    // An empty body of a mail that has a size is how a server says that it cannot find it.
    if (source === undefined || (source.length === 0 && fact.size > 0)) {
      fail(memory, uid);
      return [];
    }
    memory.failed.delete(uid);
    return [itemOf(reader, fact, source, batch.cut, marks)];
  });
}

/** Counts one more fetch that did not bring this mail. */
export function fail(memory: Memory, uid: number): void {
  memory.failed.set(uid, (memory.failed.get(uid) ?? 0) + 1);
}

/** The item that is delivered for a mail of which `source` came. */
export function itemOf(reader: Reader, fact: Facts, source: Buffer, cut: boolean, marks: Marks): RawItem {
  const { messageBytes, oversizeKeptBytes } = reader.limits;
  // The server's word for the size may be wrong either way. What came whole is as large as it is; of what was cut, only
  // a mail that ends before the cut and is no shorter than announced is whole.
  const complete = !cut || (source.length < oversizeKeptBytes && source.length >= fact.size);
  const whole = complete && source.length <= messageBytes;
  const raw = whole ? source : source.subarray(0, oversizeKeptBytes);
  return {
    mailbox: reader.mailbox,
    via: 'imap',
    raw,
    fullSize: whole ? raw.length : Math.max(fact.size, raw.length + 1),
    acceptedAt: fact.acceptedAt,
    envelope: null,
    location: { uidvalidity: marks.uidvalidity, uid: fact.uid },
    quiet: marks.quiet,
    skip: marks.skip,
  };
}
