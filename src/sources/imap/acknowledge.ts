import { point } from '../../lib/point.ts';
import { ImapFault } from './fault.ts';
import type { Memory } from './memory.ts';
import type { Reader } from './options.ts';
import { chunks, toRange } from './range.ts';
import type { Folder, Session } from './session.ts';

export type Way = 'move' | 'flag' | 'leave';

/** UIDs in one command: a server has as much work with a hundred. The line stays under 8 kB, which some servers insist on (RFC 7162 §4). */
export const ACK_CHUNK = 500;

/** How kept mail is acknowledged here: as set, or as near to it as the server allows. A plain EXPUNGE is never it: that removes other people's mail. */
export function wayOf(reader: Reader, session: Session, folder: Folder, memory: Memory): Way {
  const wished = reader.settings.after;
  const way = possible(wished, session, folder);
  const line = `${wished} ${way}`;
  if (way !== wished && !memory.said.has(line)) {
    memory.said.add(line);
    reader.log.warn(
      { mailbox: reader.mailbox, wished, used: way },
      'the server cannot acknowledge mail as set (imap.after)',
    );
  }
  return way;
}

function possible(wished: Way, session: Session, folder: Folder): Way {
  if (wished === 'leave' || folder.readOnly) return 'leave';
  if (wished === 'move' && session.canMove()) return 'move';
  return folder.takesKeyword ? 'flag' : 'leave';
}

export type Acknowledging = {
  readonly reader: Reader;
  readonly session: Session;
  readonly folder: Folder;
  readonly way: Way;
};

/**
 * Tells the server that this mail is ours, and the ledger that it was told. What the server does not confirm is looked
 * for: mail that is gone is noted so, the rest stays pending and is tried again next round. Returns how many stay.
 */
export async function acknowledge(work: Acknowledging, uids: readonly number[]): Promise<number> {
  const { session, folder, way } = work;
  const { ledger, mailbox } = work.reader;
  let left = 0;
  for (const chunk of chunks(uids, ACK_CHUNK)) {
    const done = await tell(session, way, chunk);
    point('imap-moved');
    const open = chunk.filter((uid) => !done.has(uid));
    const there = open.length === 0 ? new Set<number>() : new Set(await session.search({ uid: toRange(open) }));
    const gone = open.filter((uid) => !there.has(uid));
    await ledger.settle(
      mailbox,
      folder.uidvalidity,
      chunk.filter((uid) => done.has(uid)),
      'acked',
    );
    await ledger.settle(mailbox, folder.uidvalidity, gone, 'gone');
    point('imap-settled');
    left += open.length - gone.length;
  }
  return left;
}

/** The UIDs for which the server confirmed it. */
async function tell(session: Session, way: Way, uids: readonly number[]): Promise<ReadonlySet<number>> {
  if (way === 'leave') return new Set(uids);
  if (way === 'flag') return new Set((await session.flag(uids)) ? uids : []);
  const moved = await session.move(uids);
  if (moved !== null) return moved;
  // Refused, mostly because there is nowhere to move to. A server that refuses to create what exists is right.
  await session.createTarget().catch((error: unknown) => {
    if (!(error instanceof ImapFault && error.kind === 'refused')) throw error;
  });
  return (await session.move(uids)) ?? new Set();
}
