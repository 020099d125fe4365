import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export type Ran = {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Runs the real program in a process of its own, as a user would. */
export function runPostroom(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'bin/postroom.mjs'), ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

export type Drained = Record<
  | 'received'
  | 'repeats'
  | 'tickets'
  | 'appended'
  | 'ignored'
  | 'quarantined'
  | 'sent'
  | 'failed'
  | 'waiting'
  | 'seconds',
  number
>;

/** Drains once; rejects with what it complained of unless it did its work. */
export async function drainOnce(config: string, env: Readonly<Record<string, string>>): Promise<Drained> {
  const ran = await runPostroom(['drain', '--json', '--config', config], env);
  if (ran.code !== 0) throw new Error(`drain ended with ${ran.code ?? ran.signal}: ${ran.stderr}`);
  return JSON.parse(ran.stdout) as Drained;
}

/** Writes a settings file into `dir`/config and returns its path. Delays are short, so that retries and resends happen within a test. */
export function writeSettings(
  dir: string,
  options: {
    readonly imapPort?: number;
    readonly folder?: string;
    readonly smtpPort?: number;
    readonly extra?: string;
  },
): string {
  const config = join(dir, 'config');
  mkdirSync(config, { recursive: true });
  const imap =
    options.imapPort === undefined
      ? ''
      : `
    imap: { host: 127.0.0.1, port: ${options.imapPort}, tls: none, user: desk, password: !env IMAP_PASSWORD, start_from: everything, answer_backlog: true }`;
  const folder =
    options.folder === undefined
      ? ''
      : `
    folder: { path: ${JSON.stringify(options.folder)} }`;
  const send =
    options.smtpPort === undefined
      ? '{ outlet: file, file: { path: ./sent } }'
      : `
  outlet: smtp
  smtp: { host: 127.0.0.1, port: ${options.smtpPort}, tls: none }
  lease_ms: 2000
  resend_unknown_after_ms: 100
  retry_ms: [50]`;
  writeFileSync(
    join(config, 'postroom.yaml'),
    `
data_dir: .
log_level: warn
mailboxes:
  - id: support
    address: support@helpdesk.example
    name: Customer Service${imap}${folder}
work: { lease_ms: 2000, retry_ms: [50] }
send: ${send}
listen: { http: { enabled: false } }
${options.extra ?? ''}`,
  );
  return join(config, 'postroom.yaml');
}
