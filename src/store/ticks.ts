import { sql, type Runner } from './sql.ts';

/** Takes a moment of the clock for this process; false when another one took it first. Forgets moments older than a week. */
export async function takeTick(db: Runner, key: string): Promise<boolean> {
  const taken = await db.run(sql`insert into tick (key) values (${key}) on conflict do nothing`);
  if (taken > 0) await db.run(sql`delete from tick where taken_at < now() - interval '7 days'`);
  return taken > 0;
}
