import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

import { isGone } from './list.ts';

const MOST_SUFFIXES = 10_000; // files of one name; beyond that something else is wrong

/**
 * Moves a file into the folder `processed`, which is made when it is missing. Never overwrites: a name that is taken gets
 * `-1`, `-2` … A file that is gone already is well enough. The move is on the disk after `syncMoves`.
 */
export async function moveAside(path: string, processed: string): Promise<void> {
  await mkdir(processed, { recursive: true, mode: 0o700 });
  const extension = extname(path);
  const stem = basename(path, extension);
  for (let suffix = 0; suffix < MOST_SUFFIXES; suffix += 1) {
    const target = join(processed, `${stem}${suffix === 0 ? '' : `-${suffix}`}${extension}`);
    try {
      await moveTo(path, target);
    } catch (error) {
      if (code(error) === 'EEXIST') continue;
      if (!isGone(error)) throw error;
    }
    return;
  }
  throw new Error(`${processed} holds more than ${MOST_SUFFIXES} files named like ${basename(path)}`);
}

/** A second name and then the first one taken away: unlike rename, this refuses a name that is taken. Rejects with EEXIST then. */
async function moveTo(path: string, target: string): Promise<void> {
  try {
    await link(path, target);
  } catch (error) {
    const why = code(error);
    if (why === 'EXDEV') await copyAcross(path, target);
    else if (why === 'EPERM' || why === 'ENOTSUP' || why === 'ENOSYS' || why === 'EMLINK')
      return renameIfFree(path, target);
    else throw error;
  }
  try {
    await unlink(path);
  } catch (error) {
    // Else every round would leave one more copy behind.
    if (!isGone(error)) await unlink(target).catch(() => undefined);
    throw error;
  }
}

/** Another file system: the copy is on the disk before the first one goes. */
async function copyAcross(path: string, target: string): Promise<void> {
  await copyFile(path, target, constants.COPYFILE_EXCL);
  const copy = await open(target, 'r+');
  try {
    await copy.sync();
  } finally {
    await copy.close();
  }
}

/** File systems without links (FAT, some network shares): look, then rename. Only this gateway writes there. */
async function renameIfFree(path: string, target: string): Promise<void> {
  const taken = await stat(target).then(
    () => true,
    () => false,
  );
  if (taken) throw Object.assign(new Error(`${target} exists`), { code: 'EEXIST' });
  await rename(path, target);
}

/** Puts the moves of these files on the disk: one fsync a folder, however many files. Until then a crash only makes repeats. */
export async function syncMoves(paths: readonly string[], processed: string): Promise<void> {
  if (paths.length === 0) return;
  for (const folder of new Set([processed, ...paths.map((path) => dirname(path))])) await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // a folder cannot be opened there
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function code(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
