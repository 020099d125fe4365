import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

import { isGone, type Found } from './list.ts';

/** What a file holds: its bytes, or only their beginning when it is too large to take. */
export type Content = { readonly raw: Buffer; readonly fullSize: number };

// A link or a pipe put in the file's place since it was listed is neither followed nor waited for. Windows knows neither flag.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads a file. 'gone': somebody took it; 'changed': it was written to meanwhile. Rejects when it cannot be read (permission, disk). */
export async function readFound(
  file: Found,
  limits: { readonly message_bytes: number; readonly oversize_kept_bytes: number },
): Promise<Content | 'gone' | 'changed'> {
  try {
    const handle = await open(file.path, FLAGS);
    try {
      const before = await handle.stat();
      if (!before.isFile() || before.size !== file.size) return 'changed';
      const wanted =
        before.size > limits.message_bytes ? Math.min(limits.oversize_kept_bytes, before.size) : before.size;
      const raw = Buffer.allocUnsafe(wanted);
      for (let at = 0; at < wanted;) {
        const { bytesRead } = await handle.read(raw, at, wanted - at, at);
        if (bytesRead === 0) return 'changed'; // it was cut short
        at += bytesRead;
      }
      return same(before, await handle.stat()) ? { raw, fullSize: before.size } : 'changed';
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isGone(error)) return 'gone';
    throw error;
  }
}

function same(a: Stats, b: Stats): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}
