import { sql, type Runner } from './sql.ts';

/** The next numbers of the reps' turns. One that is given back by a rollback is lost, which only skips a turn. */
export async function takeTurns(db: Runner, n: number): Promise<readonly number[]> {
  const rows = await db.many<{ turn: number }>(
    sql`select nextval('assignment_turn')::int as turn from generate_series(1, ${n}::int)`,
  );
  return rows.map(({ turn }) => turn);
}
