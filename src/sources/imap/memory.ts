/*
 * What a reader remembers between rounds, for speed or good manners only: lost with the process, and nothing is
 * wrong then.
 */

export type Memory = {
  /** UIDs that need no asking the ledger about, and the UIDVALIDITY they belong to */
  uidvalidity: bigint | null;
  known: ReadonlySet<number>;
  /** where the next search begins in a folder whose mail is left in place; 1 searches all */
  from: number;
  /** every mail below this UID was there before the last full round began */
  seenTo: number;
  /** how often a mail broke the command that fetched it */
  readonly failed: Map<number, number>;
  /** log lines said once */
  readonly said: Set<string>;
};

/** Remembers nothing yet. */
export function createMemory(): Memory {
  return { uidvalidity: null, known: new Set(), from: 1, seenTo: 0, failed: new Map(), said: new Set() };
}

/** Forgets every UID when they belong to another life of the folder. */
export function recall(memory: Memory, uidvalidity: bigint): void {
  if (memory.uidvalidity === uidvalidity) return;
  memory.uidvalidity = uidvalidity;
  memory.known = new Set();
  memory.from = 1;
  memory.seenTo = 0;
  memory.failed.clear();
}
