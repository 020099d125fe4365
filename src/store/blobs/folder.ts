import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { temporary } from '../../lib/fault.ts';
import { inOrder, type Blob, type Blobs } from './port.ts';

/** Files written at a time: enough to share the wait for the disk, few enough to leave it to others. */
const AT_ONCE = 4;

/**
 * Keeps blobs as files `ab/cd/abcd….eml` in a folder, for those who would rather back up files. Each is on the disk
 * before the transaction commits; a file whose transaction failed stays, names its content, and is used the next time.
 */
export function folderBlobs(place: string): Blobs {
  const folder = resolve(place);
  return {
    async put(_tx, blobs) {
      const all = inOrder(blobs);
      for (let from = 0; from < all.length; from += AT_ONCE) {
        await Promise.all(all.slice(from, from + AT_ONCE).map((blob) => write(folder, blob)));
      }
    },
    async get(_db, sha256) {
      const path = pathOf(folder, sha256);
      const bytes = await readFile(path).catch(nullIfMissing);
      if (bytes !== null && !createHash('sha256').update(bytes).digest().equals(sha256)) {
        throw temporary(`${path} is damaged: its content does not match its name; restore it from a backup`);
      }
      return bytes;
    },
  };
}

async function write(folder: string, blob: Blob): Promise<void> {
  const path = pathOf(folder, blob.sha256);
  const known = await stat(path).catch(nullIfMissing);
  if (known?.size === blob.bytes.length) return;
  await makeFolder(dirname(path));
  const unfinished = `${path}.${randomUUID()}`;
  try {
    const file = await open(unfinished, 'wx', 0o600);
    try {
      await file.writeFile(blob.bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw temporary(`a mail could not be kept in ${folder}: ${(error as Error).message}`, error);
  }
  await syncFolder(dirname(path));
}

/** Makes the folder, and makes sure that those above it know of it. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** A name is on the disk only when its folder is (fsync(2)). */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return; // has no such call
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function pathOf(folder: string, sha256: Buffer): string {
  const name = sha256.toString('hex');
  return join(folder, name.slice(0, 2), name.slice(2, 4), `${name}.eml`);
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
