import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { temporary } from '../../lib/fault.ts';

export type Incoming = {
  readonly path: string;
  /** files appear here whole, by a rename (Maildir); elsewhere a file may still be growing */
  readonly whole: boolean;
};

export type Places = { readonly incoming: readonly Incoming[]; readonly processed: string };

/**
 * Where mail comes in and where it is put aside. A Maildir is known by its `new` or `cur` folder, any other folder is
 * read flat. Rejects with a temporary Fault while the folder is not there (not mounted, mistyped).
 */
export async function placesOf(path: string, processedPath: string | null): Promise<Places> {
  if (!(await isFolder(path)))
    throw temporary(`the folder ${path} is not there; create it, or mend mailboxes[].folder.path`);
  const maildir: Incoming[] = [];
  for (const name of ['new', 'cur']) {
    const inner = join(path, name);
    if (await isFolder(inner)) maildir.push({ path: inner, whole: true });
  }
  return {
    incoming: maildir.length > 0 ? maildir : [{ path, whole: false }],
    processed: processedPath ?? join(path, 'processed'),
  };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
