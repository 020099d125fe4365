import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { permanent } from '../../lib/fault.ts';

/** Where the parts of an embedded database lie, all absolute. `socketFolder` is what a URL names as its host. */
export type Places = {
  readonly cluster: string;
  readonly lock: string;
  readonly socket: string;
  readonly socketFolder: string;
};

/** The name under which clients of PostgreSQL look for port 5432. */
const SOCKET = '.s.PGSQL.5432';
/** 103 bytes on macOS, 107 on Linux (sockaddr_un less its final NUL): the smaller, so that a folder may move. */
const MOST_SOCKET_BYTES = 103;

/** Makes the folder <data>/pg, for this user only: whoever reaches the socket reaches the database. */
export function placesIn(dataDir: string): Places {
  if (process.platform === 'win32')
    throw permanent('the embedded database needs Linux or macOS; name a PostgreSQL server in database.url');
  mkdirSync(join(dataDir, 'pg'), { recursive: true, mode: 0o700 });
  const folder = realpathSync(join(dataDir, 'pg'));
  chmodSync(folder, 0o700);
  const isShort = Buffer.byteLength(join(folder, SOCKET)) <= MOST_SOCKET_BYTES;
  const socketFolder = isShort ? folder : shortFolder(folder);
  return {
    cluster: join(folder, 'cluster'),
    lock: join(folder, 'owner.lock'),
    socket: join(socketFolder, SOCKET),
    socketFolder,
  };
}

/** A folder with a short name that belongs to a folder with a long one. */
function shortFolder(folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const short = join(tmpdir(), `postroom-${name}`);
  mkdirSync(short, { recursive: true, mode: 0o700 });
  // Anybody may make a folder there: one that others can open could show us a database of theirs.
  const { mode, uid } = lstatSync(short);
  if ((mode & 0o170_777) !== 0o040_700 || uid !== process.getuid?.()) {
    throw permanent(
      `${short} must be a folder that only this user can open; remove it, or choose a data_dir with a shorter path`,
    );
  }
  return short;
}
