import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { permanent } from '../../lib/fault.ts';
import { loadSettings, type Loaded } from '../../settings.ts';
import { tryLock } from '../../store/embedded/lock.ts';

export type SampleMail = { readonly name: string; readonly raw: Buffer };

export type Demo = {
  /** the folder that holds everything of the demo, absolute */
  readonly folder: string;
  readonly loaded: Loaded;
  /** in the order in which they are handed in */
  readonly mails: readonly SampleMail[];
  /** how many faxes lie in the drop folder */
  readonly faxes: number;
};

/** What came with the program; the same from src/ and from dist/. */
const PACKAGED = fileURLToPath(new URL('../../../config/demo', import.meta.url));

/** What a demo leaves behind, and all that the next one removes. */
const OURS = ['postroom.yaml', 'people.yaml', 'mails', 'faxes', 'sent', 'pg'];

/**
 * Makes the folder <cwd>/data/demo anew: settings and sample mails, without a database yet. Rejects when an earlier
 * demo's gateway still runs there, or the folder is somebody else's.
 */
export async function prepare(cwd: string): Promise<Demo> {
  const folder = join(cwd, 'data', 'demo');
  await mkdir(folder, { recursive: true });
  const foreign = (await readdir(folder)).filter((name) => !OURS.includes(name) && !name.startsWith('.'));
  if (foreign.length > 0)
    throw permanent(`${folder} holds other things too (${foreign[0]}); move them away, the demo begins anew there`);
  const lock = join(folder, 'pg', 'owner.lock');
  if (existsSync(lock)) {
    const unlock = tryLock(lock);
    if (unlock === null) throw permanent(`a postroom still runs on ${folder}; stop it, the demo begins anew there`);
    unlock();
  }
  for (const name of OURS) await rm(join(folder, name), { recursive: true, force: true });
  await cp(PACKAGED, folder, { recursive: true });

  const names = (await readdir(join(folder, 'mails'))).toSorted();
  const faxes = (await readdir(join(folder, 'faxes'))).filter((name) => name.endsWith('.json')).length;
  return {
    folder,
    mails: await Promise.all(names.map(async (name) => ({ name, raw: await readFile(join(folder, 'mails', name)) }))),
    faxes,
    loaded: forDemo(await loadSettings({ file: join(folder, 'postroom.yaml'), env: {}, cwd })),
  };
}

/** As the file says, only with a free port, without the HTTP server, and with nothing but errors in the log. */
function forDemo(loaded: Loaded): Loaded {
  const { settings } = loaded;
  const listen = {
    ...settings.listen,
    smtp: { ...settings.listen.smtp, port: 0 },
    http: { ...settings.listen.http, enabled: false },
  };
  return { ...loaded, settings: { ...settings, log_level: 'error', listen } };
}
