import pg from 'pg';
import { isPermanent, permanent, temporary, type Fault } from '../lib/fault.ts';
import { createEmbedded, type Embedded } from './embedded/owner.ts';
import { reasonOf, sqlState } from './failure.ts';
import { createListener, type Heard } from './listen.ts';
import { createDb } from './pool.ts';
import type { Db } from './sql.ts';
import { columnTypes } from './types.ts';

export type Store = {
  readonly db: Db;
  readonly kind: 'postgres' | 'embedded';
  /** Where another process reaches the same database; may hold a password. */
  readonly url: string;
  /** Calls `heard` for each NOTIFY on the channel until the returned function is called; see listen.ts. */
  listen(channel: string, heard: Heard): Promise<() => Promise<void>>;
  /** Ends all connections, and the embedded database if this process runs it. */
  close(): Promise<void>;
};

export type StoreOptions = {
  /** postgres://… or null: the embedded database in `dataDir` */
  readonly url: string | null;
  /** most connections at a time, beside the one that listens */
  readonly connections: number;
  readonly dataDir: string;
};

const CONNECTION = {
  application_name: 'postroom',
  types: columnTypes,
  connectionTimeoutMillis: 10_000, // a reachable server answers within one second; a firewall that drops packets never does
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000, // a lost server is noticed on an idle connection after some 20 s instead of 2 hours
  query_timeout: 300_000, // longer than any statement of ours; a server lost in the middle of one would hold us for 15 minutes
} satisfies pg.ClientConfig;

/** Covers the wait for a free connection as well, and so is longer: the pool may be busy with large mails. */
const CHECKOUT_MS = 30_000;

/** PostgreSQL 13 is the first with gen_random_uuid() built in. */
const OLDEST_SERVER = 130_000;

/** Opens the database and proves that it answers. Rejects with a Fault of one sentence that names the server, never the password. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const embedded = options.url === null ? createEmbedded(options.dataDir) : null;
  const url = options.url ?? embedded!.url;
  const config = { ...CONNECTION, connectionString: url };
  const connect = () => reaching(embedded, () => connectClient(config));
  try {
    await proveUsable(await connect());
  } catch (error) {
    await embedded?.close();
    throw unusable(error, embedded === null ? nameOf(url) : `embedded in ${options.dataDir}`);
  }
  const pool = new pg.Pool({ ...config, max: options.connections, connectionTimeoutMillis: CHECKOUT_MS });
  pool.on('error', () => {}); // an idle connection was lost; the pool has dropped it and opens another when needed
  const listener = createListener(connect);
  let closing: Promise<void> | null = null;
  const close = async () => {
    await listener.close();
    await pool.end();
    await embedded?.close();
  };
  return {
    db: createDb(() => reaching(embedded, () => pool.connect())),
    kind: embedded === null ? 'postgres' : 'embedded',
    url,
    listen: (channel, heard) => listener.listen(channel, heard),
    close: () => (closing ??= close()),
  };
}

/** Connects; to the embedded database once more after making sure that somebody runs it. */
function reaching<T>(embedded: Embedded | null, connect: () => Promise<T>): Promise<T> {
  if (embedded === null) return connect();
  return connect().catch(async (error: unknown) => {
    if (sqlState(error) !== null) throw error;
    await embedded.reach();
    return connect();
  });
}

async function connectClient(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(config);
  client.on('error', () => {}); // until the caller listens; without a listener the process would end
  await client.connect();
  return client;
}

async function proveUsable(client: pg.Client): Promise<void> {
  try {
    const { rows } = await client.query<{ version: number; encoding: string }>(
      `select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding`,
    );
    const { version, encoding } = rows[0]!;
    if (version < OLDEST_SERVER) throw permanent('it is older than PostgreSQL 13');
    if (encoding !== 'UTF8')
      throw permanent(`its encoding is ${encoding}; create it with: create database … encoding 'UTF8'`);
  } finally {
    await client.end();
  }
}

function unusable(error: unknown, name: string): Fault {
  const state = sqlState(error);
  const sentence = `the database ${name} cannot be used: ${reasonOf(error)}`;
  // A wrong password (28) or an unknown database (3D) stays wrong until somebody changes it.
  return isPermanent(error) || /^(?:28|3D)/u.test(state ?? '')
    ? permanent(sentence, error)
    : temporary(sentence, error);
}

/** user@host:port/database, as pg understands the URL. */
function nameOf(url: string): string {
  try {
    const { user, host, port, database } = new pg.Client({ connectionString: url });
    return `${user ?? ''}@${host}:${port}/${database ?? ''}`;
  } catch {
    return 'at database.url';
  }
}
