import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Drained } from '../src/commands/drain.ts';
import { measure } from './measure.ts';
import type { Peers } from './peers.ts';
import type { Usage } from './usage.ts';

/** A gateway on a database of its own, with the settings of a desk except that acknowledgements are not rationed. */
export type Gateway = {
  drain(nodeOptions?: readonly string[]): Promise<Usage & { readonly answer: Drained }>;
  remove(): void;
};

/** A gateway that reads this mailbox; nothing runs until it drains. */
export function createGateway(peers: Peers, databaseUrl: string): Gateway {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-bench-'));
  const file = join(folder, 'postroom.yaml');
  writeFileSync(file, settings(peers));
  const env = { POSTROOM_DATABASE_URL: databaseUrl, IMAP_PASSWORD: peers.dovecot.password, POSTROOM_KILL_AT: '' };
  return {
    async drain(nodeOptions = []) {
      const { stdout, ...usage } = await measure(
        ['bin/postroom.mjs', 'drain', '--json', '--config', file],
        env,
        nodeOptions,
      );
      return { answer: JSON.parse(stdout) as Drained, ...usage };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A million: no limit is met, so that every mail that may be answered is. */
const UNLIMITED = 1_000_000;

function settings({ dovecot, smtpPort }: Peers): string {
  return `
data_dir: ./data
log_level: warn
mailboxes:
  - id: support
    address: support@helpdesk.example
    name: Customer Service
    imap: { host: 127.0.0.1, port: ${dovecot.port}, tls: none, user: ${dovecot.user}, password: !env IMAP_PASSWORD }
send:
  outlet: smtp
  smtp: { host: 127.0.0.1, port: ${smtpPort}, tls: none }
acknowledge: { per_address_hour: ${UNLIMITED}, per_address_day: ${UNLIMITED}, per_domain_hour: ${UNLIMITED}, total_hour: ${UNLIMITED} }
listen: { http: { enabled: false } }
`;
}
