import { DatabaseSync } from 'node:sqlite';

/** Locks that are held. Reachable from here for as long as they are: collected, a lock would be gone without a word. */
const held = new Set<DatabaseSync>();

/** SQLite's word for "somebody else has it". */
const SQLITE_BUSY = 5;

/**
 * Takes the lock on `file` for this process, or returns null when another one has it. It is a lock of the operating
 * system, by way of SQLite, so it ends with the process however that ends. Nobody may open the file in any other way:
 * closing it again would give up the lock.
 */
export function tryLock(file: string): (() => void) | null {
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
  held.add(lock);
  return () => {
    held.delete(lock);
    lock.close();
  };
}
