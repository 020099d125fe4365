import { createDatabase, urlOf } from '../test/peers/database-names.ts';
import { dovecotAvailable, INSTALL_DOVECOT, startDovecot, type Dovecot } from '../test/peers/dovecot.ts';
import { runChild } from '../test/peers/child.ts';
import { findPostgres, INSTALL_POSTGRES, startPostgres } from '../test/peers/postgres.ts';

export type Peers = {
  readonly dovecot: Dovecot;
  readonly smtpPort: number;
  /** URL of a new, empty database */
  database(): Promise<string>;
  stop(): Promise<void>;
};

/** Starts the real servers: Dovecot, PostgreSQL with fsync on, and an SMTP server that takes everything. Rejects with what is to be installed. */
export async function startPeers(): Promise<Peers> {
  const bin = findPostgres();
  const missing = [...(dovecotAvailable() ? [] : [INSTALL_DOVECOT]), ...(bin === null ? [INSTALL_POSTGRES] : [])];
  if (bin === null || missing.length > 0)
    throw new Error(
      `the bench needs a real Dovecot 2.3 and a real PostgreSQL; install them with: ${missing.join('; ')}`,
    );
  const [dovecot, postgres] = [await startDovecot(), await startPostgres(bin)];
  const sink = runChild('./sink.ts', import.meta.url, []);
  const smtpPort = Number((await sink.line(/^port /u)).slice('port '.length));
  return {
    dovecot,
    smtpPort,
    database: async () => urlOf(postgres.url, await createDatabase(postgres.url, null)),
    async stop() {
      await sink.kill();
      await postgres.stop();
      await dovecot.stop();
    },
  };
}
