import type { PGlite } from '@electric-sql/pglite';

/** As often as PostgreSQL's own autovacuum looks. */
export const UPKEEP_MS = 60_000;

/**
 * What a server does in the background and PGlite, a single session, never does: write a checkpoint, so that the log
 * does not grow for ever and opening after a crash stays quick, and vacuum the tables that have changed enough
 * (PostgreSQL's thresholds, manual "Routine Vacuuming").
 */
export async function upkeep(db: PGlite): Promise<void> {
  const { rows } = await db.query<{ name: string }>(`
    select quote_ident(schemaname) || '.' || quote_ident(relname) as name from pg_stat_user_tables
    where n_dead_tup > 50 + 0.2 * n_live_tup or n_ins_since_vacuum > 1000 + 0.2 * n_live_tup or n_mod_since_analyze > 50 + 0.1 * n_live_tup`);
  for (const { name } of rows) await db.exec(`vacuum (analyze) ${name}`);
  await db.exec('checkpoint');
}
