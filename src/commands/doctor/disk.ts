import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Settings } from '../../settings/shape.ts';
import { failed, ok, warning, type Finding } from './check.ts';

/** A busy desk's mail of a week, bytes: time to do something about it. */
const LITTLE = 2_000_000_000;
/** A few large mails, bytes: then nothing can be kept any more. */
const TOO_LITTLE = 200_000_000;

/** Says how much room is left where data is kept. */
export async function checkDisk({ data_dir: dataDir }: Settings): Promise<readonly Finding[]> {
  const check = 'disk';
  let at = dataDir;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  const { bavail, bsize } = await statfs(at);
  const free = bavail * bsize;
  const what = `${(free / 1e9).toFixed(1)} GB free for ${dataDir}`;
  const todo = 'make room, or move data_dir to a larger disk while postroom is stopped';
  return [free < TOO_LITTLE ? failed(check, what, todo) : free < LITTLE ? warning(check, what, todo) : ok(check, what)];
}
