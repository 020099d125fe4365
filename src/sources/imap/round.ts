import { point } from '../../lib/point.ts';
import { acknowledge, wayOf, type Way } from './acknowledge.ts';
import { TRIES } from './batches.ts';
import { remember } from './first.ts';
import { recall, type Memory } from './memory.ts';
import type { Reader } from './options.ts';
import { chunks } from './range.ts';
import { KEYWORD, type Folder, type Session } from './session.ts';
import { take, type Tally, type Work } from './take.ts';
import { troubleAfter, rebuilding, type Notes } from './trouble.ts';

/** UIDs in one question to the ledger. */
const ASK = 10_000;

/**
 * Reads the folder to its end, once: what is new is fetched and kept, what is kept is acknowledged. Never asks for
 * UNSEEN, since people and their programs change \Seen. Cut short by the signal it leaves nothing half done, and does not
 * count as a read. `tally` counts what was kept, whatever happens.
 */
export async function readRound(
  reader: Reader,
  session: Session,
  memory: Memory,
  notes: Notes,
  signal: AbortSignal,
  tally: Tally,
): Promise<void> {
  const { ledger, mailbox, settings } = reader;
  const folder = await session.select();
  const { first, rebuild, startUid } = await ledger.open(mailbox, folder.uidvalidity, folder.uidNext);
  recall(memory, folder.uidvalidity);
  if (rebuild) await notes.trouble(rebuilding(reader));
  const way = wayOf(reader, session, folder, memory);
  const pending = await ledger.pending(mailbox, folder.uidvalidity);

  const found = await find(session, first || rebuild ? 'move' : way, memory);
  point('imap-searched');
  const unknown = await strangers(reader, folder, found, memory.known);
  // After a rebuild the old beginning means nothing; then all of it is worked, quietly.
  const edge = first && !rebuild ? startUid : 0;
  const old = unknown.filter((uid) => uid < edge);
  const fresh = unknown.filter((uid) => uid >= edge);

  const work: Work = { reader, session, folder, memory, way, signal, tally };
  const skipped = settings.start_from === 'now';
  if (skipped) await remember(reader, session, folder, memory, old, signal);
  let untold = await take(work, skipped ? [] : old, settings.answer_backlog ? null : 'backfill');
  untold += await take(work, fresh, rebuild ? 'rebuild' : null);
  if (signal.aborted) return;
  // After the new mail: a server that chokes on these must not keep the others waiting.
  untold += await acknowledge(work, pending);

  note(memory, folder, found);
  if (rebuild) await ledger.rebuilt(mailbox);
  await ledger.polled(mailbox);
  await notes.trouble(troubleAfter(reader, untold, leftAside(memory)));
  reader.metrics.add('rounds', mailbox, 1);
}

/** UIDs worth a look. Where kept mail is moved away or marked that is the rest; where it stays, what came since the last round. */
async function find(session: Session, way: Way, memory: Memory): Promise<number[]> {
  if (way === 'move') return await session.search({ all: true });
  if (way === 'flag') return await session.search({ unKeyword: KEYWORD });
  // `n:*` past the end answers with the last mail, whatever its number (RFC 9051 §9).
  return (await session.search(memory.from === 1 ? { all: true } : { uid: `${memory.from}:*` })).filter(
    (uid) => uid >= memory.from,
  );
}

/** Those never kept, ascending. */
export async function strangers(
  reader: Reader,
  folder: Folder,
  uids: readonly number[],
  known: ReadonlySet<number>,
): Promise<number[]> {
  const unknown: number[] = [];
  for (const chunk of chunks(
    uids.filter((uid) => !known.has(uid)),
    ASK,
  )) {
    unknown.push(...(await reader.ledger.unknown(reader.mailbox, folder.uidvalidity, chunk)));
  }
  return unknown.toSorted((a, b) => a - b);
}

function note(memory: Memory, folder: Folder, found: readonly number[]): void {
  const there = new Set(found);
  for (const uid of memory.failed.keys()) if (!there.has(uid)) memory.failed.delete(uid);
  memory.known = new Set(found.filter((uid) => !memory.failed.has(uid)));
  const top = found.at(-1) ?? memory.from - 1;
  memory.from = Math.min(top + 1, ...memory.failed.keys());
  memory.seenTo = folder.uidNext;
}

function leftAside(memory: Memory): number[] {
  return [...memory.failed].flatMap(([uid, times]) => (times >= TRIES ? [uid] : []));
}
