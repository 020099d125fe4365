import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../settings/shape.ts';
import { failed, ok, type Finding } from './check.ts';

/** Looks at the watched folders: they must be there, readable, and writable, for what was taken is moved aside. */
export async function checkFolders({ mailboxes, fax }: Settings): Promise<readonly Finding[]> {
  const watched = [
    ...mailboxes.map(({ id, folder }) => ({ check: `folder of ${id}`, folder })),
    ...fax.folders.map((folder) => ({ check: `fax folder ${folder.id}`, folder })),
  ];
  const found = watched.map(async ({ check, folder }): Promise<readonly Finding[]> => {
    if (folder === null) return [];
    const problem =
      (await folderProblem(folder.path)) ??
      (await asideProblem(folder.processed_path ?? join(folder.path, 'processed')));
    return [
      problem === null
        ? ok(check, `${folder.path} can be read and written`)
        : failed(check, problem.what, problem.todo),
    ];
  });
  return (await Promise.all(found)).flat();
}

type Problem = { readonly what: string; readonly todo: string };

/** Why a folder cannot be used by us, or null. */
export async function folderProblem(path: string): Promise<Problem | null> {
  try {
    if (!(await stat(path)).isDirectory()) return { what: `${path} is no folder`, todo: 'name a folder' };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT'
      ? { what: `${path} does not exist`, todo: `make it (mkdir -p ${path}), or correct the path` }
      : { what: `${path} cannot be looked at (${code})`, todo: 'give the user that runs postroom the right to' };
  }
  try {
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch {
    return {
      what: `${path} cannot be read and written by this user`,
      todo: `give the user that runs postroom the right to (chown or chmod ${path})`,
    };
  }
}

/** The folder for what was taken is made when it is needed, so it may be missing. */
async function asideProblem(path: string): Promise<Problem | null> {
  const problem = await folderProblem(path);
  return problem?.what === `${path} does not exist` ? null : problem;
}
