import { permanent } from '../lib/fault.ts';
import { migrationState } from '../store/migrate.ts';
import type { Db } from '../store/sql.ts';

/** For commands that only read: they do not bring the database to this version, and reject when it is an older one. */
export async function refuseOlder(db: Db): Promise<void> {
  const { pending, trouble } = await migrationState(db);
  if (trouble !== null) throw permanent(trouble);
  if (pending.length > 0) throw permanent('the database is older than this postroom; run `postroom migrate` first');
}
