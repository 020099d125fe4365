import { wayOf } from './acknowledge.ts';
import type { Memory } from './memory.ts';
import type { Reader } from './options.ts';
import { readRound, strangers } from './round.ts';
import type { Session } from './session.ts';
import { take } from './take.ts';
import type { Notes } from './trouble.ts';

export type Reconciled = { readonly onServer: number; readonly missing: number };

/**
 * Counts every mail in the folder against the ledger, without trusting keywords, high-water marks or memory. Mail
 * that a full round just before should have taken and did not is missing: it is delivered, and the count is noted.
 */
export async function countAll(
  reader: Reader,
  session: Session,
  memory: Memory,
  notes: Notes,
  signal: AbortSignal,
): Promise<Reconciled | null> {
  const { ledger, mailbox } = reader;
  const tally = { received: 0, repeats: 0 };
  await readRound(reader, session, memory, notes, signal, tally);
  const { seenTo } = memory;
  const folder = await session.select();
  if (signal.aborted || folder.uidvalidity !== memory.uidvalidity) return null; // rebuilt between two commands: next time
  const all = await session.search({ all: true });
  // What came during the count is nobody's fault.
  const missing = (await strangers(reader, folder, all, new Set())).filter((uid) => uid < seenTo);
  memory.failed.clear(); // once a day mail that was left aside gets another chance
  await take(
    { reader, session, folder, memory, way: wayOf(reader, session, folder, memory), signal, tally },
    missing,
    null,
  );
  const result = { onServer: all.length, missing: missing.length };
  await ledger.reconciled(mailbox, result);
  return result;
}
