import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export const INSTALL_POSTGRES = 'apt-get install postgresql';

export type Server = { readonly url: string; stop(): Promise<void> };

/** How long a new cluster may take until it answers, ms. */
const START_MS = 30_000;

/** The folder with initdb and postgres, the newest of those installed; null when there is none. */
export function findPostgres(): string | null {
  const debian = globSync('/usr/lib/postgresql/*/bin').toSorted(
    (a, b) => Number(b.split('/')[4]) - Number(a.split('/')[4]),
  );
  const places = [...debian, ...(process.env['PATH'] ?? '').split(':')];
  return places.find((place) => ['initdb', 'postgres'].every((program) => existsSync(join(place, program)))) ?? null;
}

/** Starts a cluster of its own in a temporary folder, on a Unix socket only, with fsync on as in life. Ends with this process at the latest. */
export async function startPostgres(bin: string): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-pg-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const as = otherUser();
  if (as !== null) for (const path of [folder, data]) chownSync(path, as.uid, as.gid);
  const initdb = ['-D', data, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  execFileSync(join(bin, 'initdb'), initdb, { cwd: folder, stdio: 'pipe', ...as });
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    max_connections: 200,
    log_min_messages: 'fatal',
  };
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    { cwd: folder, stdio: 'ignore', ...as },
  );
  const kill = () => server.kill('SIGQUIT');
  process.once('exit', kill);
  const url = `postgres://postgres@/postgres?host=${encodeURIComponent(folder)}`;
  await untilItAnswers(url, server);
  return {
    url,
    async stop() {
      process.off('exit', kill);
      const gone = new Promise((resolve) => server.once('exit', resolve));
      if (server.exitCode === null && kill()) await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + START_MS; ; await sleep(100)) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (Date.now() > deadline || server.exitCode !== null) throw error;
    }
  }
}

/** PostgreSQL refuses to run as root; then it runs as `postgres` or `nobody`. */
function otherUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const name = ['postgres', 'nobody'].find((user) => idOf('-u', user) !== null);
  if (name === undefined)
    throw new Error('PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as');
  return { uid: idOf('-u', name)!, gid: idOf('-g', name)! };
}

function idOf(option: '-u' | '-g', user: string): number | null {
  try {
    return Number(execFileSync('id', [option, user], { stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return null;
  }
}
