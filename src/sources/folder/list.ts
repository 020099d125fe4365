import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Incoming } from './places.ts';

export type Found = {
  readonly path: string;
  readonly whole: boolean;
  /** bytes */
  readonly size: number;
  /** last change of the content, ms since 1970 */
  readonly changedAt: number;
  /** says that it is the same file with the same content, as far as a file system can say so */
  readonly key: string;
};

// Names under which programs write what is not finished yet, or keep what is not mail.
const UNFINISHED = /^(?:\.|tmp)|\.(?:tmp|part)$/iu;

/** The regular files of a folder that may be mail, oldest first. Symbolic links are told to `refuse` and left alone: they could point anywhere. */
export async function list(incoming: Incoming, refuse: (path: string, why: string) => void): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const entry of await readdir(incoming.path, { withFileTypes: true })) {
    if (UNFINISHED.test(entry.name)) continue;
    const path = join(incoming.path, entry.name);
    if (entry.isSymbolicLink()) refuse(path, 'it is a symbolic link; only regular files are taken');
    if (!entry.isFile()) continue;
    const one = await look(path, incoming.whole);
    if (one?.size === 0) refuse(path, 'it is empty');
    else if (one) found.push(one);
  }
  return found.toSorted((a, b) => a.changedAt - b.changedAt || (a.path < b.path ? -1 : 1));
}

/** The file as it is now; null when it is gone. */
export async function look(path: string, whole: boolean): Promise<Found | null> {
  try {
    const is = await lstat(path);
    return { path, whole, size: is.size, changedAt: is.mtimeMs, key: `${is.dev}:${is.ino}:${is.size}:${is.mtimeMs}` };
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Somebody deleted or moved it while we looked. */
export function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
