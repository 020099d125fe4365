import { sql, type Db } from './sql.ts';

/**
 * Takes or keeps the lead in one kind of work for `leaseMs`: of several processes on one database one leads at a time,
 * and when it dies another takes over. The lease goes by the database's own clock, which is the same for all of them.
 */
export async function takeLead(db: Db, work: string, owner: string, leaseMs: number): Promise<boolean> {
  const held = await db.run(sql`
    insert into lead (work, owner, until) values (${work}, ${owner}, now() + ${leaseMs} * interval '1 millisecond')
    on conflict (work) do update set owner = excluded.owner, until = excluded.until where lead.owner = excluded.owner or lead.until < now()`);
  return held > 0;
}

/** Gives the lead back, so that another takes it at once. */
export async function leaveLead(db: Db, work: string, owner: string): Promise<void> {
  await db.run(sql`delete from lead where work = ${work} and owner = ${owner}`);
}
