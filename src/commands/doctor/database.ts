import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SECOND, type Instant } from '../../domain/time.ts';
import { sentenceOf } from '../../lib/fault.ts';
import type { Settings } from '../../settings/shape.ts';
import { mailboxHealth } from '../../store/ledger.ts';
import { migrationState } from '../../store/migrate.ts';
import { openStore, type Store } from '../../store/open.ts';
import { sql } from '../../store/sql.ts';
import { failed, ok, warning, type Finding } from './check.ts';

/** Opens the database, changes nothing in it, and says what it is, how far it is, and what the gateway last noted in it. */
export async function checkDatabase(
  { database, data_dir: dataDir }: Settings,
  now: () => Instant = Date.now,
): Promise<readonly Finding[]> {
  if (database.url === null && !existsSync(join(dataDir, 'pg', 'cluster')))
    return [ok('database', `embedded; it will be made in ${dataDir} at the first start`)];
  let store: Store;
  try {
    store = await openStore({ url: database.url, connections: 2, dataDir });
  } catch (error) {
    return [
      failed(
        'database',
        sentenceOf(error),
        database.url === null
          ? `look at the folder ${dataDir} and its rights`
          : 'check that the server runs, the network, and database.url or POSTROOM_DATABASE_URL',
      ),
    ];
  }
  try {
    const { version } = await store.db.one<{ version: string }>(
      sql`select split_part(current_setting('server_version'), ' ', 1) as version`,
    );
    const kind = store.kind === 'embedded' ? `embedded in ${dataDir}` : 'PostgreSQL';
    const state = await migrationState(store.db);
    if (state.trouble !== null) return [failed('database', `${kind} ${version}`, state.trouble)];
    if (state.applied === 0)
      return [ok('database', `${kind}, version ${version}, empty; its tables are made at the first start`)];
    if (state.pending.length > 0)
      return [
        warning(
          'database',
          `${kind}, version ${version}, lacks ${state.pending.join(', ')}`,
          'run postroom migrate; the next start does it too',
        ),
      ];
    return [
      ok('database', `${kind}, version ${version}, ${state.applied} migrations, none to do`),
      ...(await clocksApart(store, now)),
      ...(await noted(store, now())),
    ];
  } finally {
    await store.close();
  }
}

/** Leases go by the database's clock and all else by ours; a difference of this size (ms) is no matter of the network any more. */
const CLOCKS_APART_MS = 5_000;

async function clocksApart({ db }: Store, now: () => Instant): Promise<readonly Finding[]> {
  const before = now();
  const { theirs } = await db.one<{ theirs: Instant }>(sql`select clock_timestamp() as theirs`);
  const ours = (before + now()) / 2; // the question took its time
  const apart = Math.round((theirs - ours) / SECOND);
  if (Math.abs(theirs - ours) <= CLOCKS_APART_MS) return [];
  return [
    warning(
      'clock',
      `the database's clock is ${Math.abs(apart)} s ${apart > 0 ? 'ahead of' : 'behind'} this machine's`,
      'set both by NTP: what is promised goes by this one, and gateways on one database must agree within a second or so',
    ),
  ];
}

/** What went wrong while the gateway ran, as it was written down then. */
async function noted({ db }: Store, now: Instant): Promise<readonly Finding[]> {
  const boxes = (await mailboxHealth(db)).flatMap(({ mailbox, trouble }) =>
    trouble === null
      ? []
      : [warning(`noted for ${mailbox}`, trouble, 'what to do stands in the sentence; it goes away with its cause')],
  );
  const accounts = await db.many<{ outlet: string; reason: string | null }>(
    sql`select outlet, reason from outlet_state where paused_until > ${new Date(now)}`,
  );
  return [
    ...boxes,
    ...accounts.map(({ outlet, reason }) =>
      warning(
        `noted for outlet ${outlet}`,
        `nothing is sent just now: ${reason ?? 'its account was refused'}`,
        outlet === 'sms'
          ? 'correct send.sms; sending goes on by itself'
          : 'correct send.smtp.user, and its password or oauth; sending goes on by itself',
      ),
    ),
  ];
}
