import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';

export const INSTALL_DOVECOT = 'apt-get install dovecot-imapd';

const PROGRAM = '/usr/sbin/dovecot';
const PASSWORD = 'secret';
/** How long a new server may take until it answers, ms. */
const START_MS = 15_000;

/** One user's mailbox. */
export type Mailbox = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  append(...mails: (string | Buffer)[]): Promise<void>;
  /** Does something as another mail program would. */
  as<T>(work: (client: ImapFlow) => Promise<T>): Promise<T>;
  /** UIDs in a folder. */
  uids(folder: string): Promise<number[]>;
};

/** The server, and at once the mailbox of its user `desk`. */
export type Dovecot = Mailbox & {
  readonly tlsPort: number;
  readonly caFile: string;
  /** An empty mailbox; any name is a user. */
  mailbox(user: string): Mailbox;
  /** Stops the server and its session processes in their tracks (SIGSTOP), as a hung disk does; how many sessions there were. */
  freeze(): number;
  thaw(): void;
  /** Kills the session processes; how many there were. */
  cut(): number;
  stop(): Promise<void>;
};

/** Whether Dovecot 2.3 is on this machine, and a way to run it as a plain user. */
export function dovecotAvailable(): boolean {
  if (!existsSync(PROGRAM)) return false;
  try {
    return execFileSync(PROGRAM, ['--version'], { encoding: 'utf8' }).startsWith('2.3');
  } catch {
    return false;
  }
}

/** Starts a Dovecot of its own in a temporary folder, on free ports of this machine. `extra` is appended to its configuration. */
export async function startDovecot(extra = ''): Promise<Dovecot> {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-imap-'));
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null;
  const [port, tlsPort] = [await freePort(), await freePort()];
  for (const name of ['run', 'state', 'mail']) mkdirSync(join(folder, name));
  certify(folder);
  writeFileSync(join(folder, 'dovecot.conf'), configuration(folder, port, tlsPort, nobody, extra));
  if (nobody !== null)
    for (const path of [folder, ...globSync(`${folder}/**`)]) chownSync(path, nobody.uid, nobody.gid);
  // It refuses to run as root.
  const drop = nobody === null ? [] : ['setpriv', `--reuid=${nobody.uid}`, `--regid=${nobody.gid}`, '--clear-groups'];
  const [program, ...args] = [...drop, PROGRAM, '-F', '-c', join(folder, 'dovecot.conf')];
  const server = spawn(program, args, {
    stdio: 'ignore',
    env: { HOME: folder, PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  });
  const kill = (): boolean => server.kill('SIGTERM');
  process.once('exit', kill);

  await untilItAnswers(mailboxOf(port, 'nobody'), server, folder);

  const signal = (name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): number => {
    const pids = sessionsOf(server.pid ?? 0);
    // the master lets new sessions in, and they would have read everything before anybody could stop them
    const all = name === 'SIGKILL' || server.exitCode !== null ? pids : [server.pid ?? 0, ...pids];
    for (const pid of all) process.kill(pid, name);
    return pids.length;
  };
  return {
    ...mailboxOf(port, 'desk'),
    tlsPort,
    caFile: join(folder, 'cert.pem'),
    mailbox: (user) => mailboxOf(port, user),
    freeze: () => signal('SIGSTOP'),
    thaw: () => void signal('SIGCONT'),
    cut: () => signal('SIGKILL'),
    async stop() {
      process.off('exit', kill);
      signal('SIGCONT');
      const gone = new Promise((resolve) => server.once('exit', resolve));
      if (server.exitCode === null && kill()) await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function mailboxOf(port: number, user: string): Mailbox {
  const as: Mailbox['as'] = async (work) => {
    const auth = { user, pass: PASSWORD };
    const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, doSTARTTLS: false, auth, logger: false });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout().catch(() => undefined);
    }
  };
  return {
    host: '127.0.0.1',
    port,
    user,
    password: PASSWORD,
    as,
    append: (...mails) =>
      as(async (client) => {
        for (const mail of mails) await client.append('INBOX', mail);
      }),
    uids: (path) =>
      as(async (client) => {
        await client.mailboxOpen(path);
        return (await client.search({ all: true }, { uid: true })) || [];
      }),
  };
}

/** The `imap` processes that serve a logged-in client, found below the master. */
function sessionsOf(master: number): number[] {
  const list = execFileSync('ps', ['-eo', 'pid=,ppid=,comm='], { encoding: 'utf8' });
  return list.split('\n').flatMap((line) => {
    const [pid, parent, name] = line.trim().split(/\s+/u);
    return name === 'imap' && Number(parent) === master ? [Number(pid)] : [];
  });
}

async function untilItAnswers(mailbox: Mailbox, server: ChildProcess, folder: string): Promise<void> {
  for (const until = Date.now() + START_MS; ; await sleep(50)) {
    try {
      return await mailbox.as(async () => undefined);
    } catch (error) {
      if (Date.now() < until && server.exitCode === null) continue;
      const log = join(folder, 'dovecot.log');
      throw new Error(`Dovecot does not answer: ${existsSync(log) ? readFileSync(log, 'utf8') : 'no log'}`, {
        cause: error,
      });
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function certify(folder: string): void {
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', ...names, ...files], {
    stdio: 'ignore',
  });
}

function configuration(
  folder: string,
  port: number,
  tlsPort: number,
  as: { uid: number; gid: number } | null,
  extra: string,
): string {
  const user = as === null ? name('-un') : 'nobody';
  const group = as === null ? name('-gn') : name('-gn', 'nobody');
  const ids = as ?? { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 1
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
mail_location = maildir:${folder}/mail/%u
mail_fsync = never
mail_max_userip_connections = 50
namespace inbox {
  inbox = yes
  separator = /
}
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${ids.uid} gid=${ids.gid} home=${folder}/mail/%u
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${tlsPort}
    ssl = yes
  }
}
${extra}
`;
}

function name(...args: string[]): string {
  return execFileSync('id', args, { encoding: 'utf8' }).trim();
}
