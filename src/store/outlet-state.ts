import type { Instant } from '../domain/time.ts';
import { sql, type Db } from './sql.ts';

/** The outlets that are paused at `now`, because their account was refused. */
export async function pausedOutlets(db: Db, now: Instant): Promise<ReadonlySet<string>> {
  const rows = await db.many<{ outlet: string }>(
    sql`select outlet from outlet_state where paused_until > ${new Date(now)}`,
  );
  return new Set(rows.map((row) => row.outlet));
}

/** Pauses an outlet, with the reason that an operator reads. */
export async function pauseOutlet(db: Db, outlet: string, until: Instant, reason: string): Promise<void> {
  await db.run(sql`
    insert into outlet_state (outlet, paused_until, reason) values (${outlet}, ${new Date(until)}, ${reason})
    on conflict (outlet) do update set paused_until = excluded.paused_until, reason = excluded.reason`);
}
