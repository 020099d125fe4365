import { sql, transaction, type Db, type Sql } from '../sql.ts';

/**
 * Reads with the indexes of words. The planner takes a look at the words of a mail for as cheap as one at a number, and so would
 * read all mails from end to end for a word that many have: seconds instead of tenths. The memory keeps it from looking again.
 */
export function byIndex<Row>(db: Db, query: Sql): Promise<readonly Row[]> {
  return transaction(db, async (tx) => {
    await tx.one(
      sql`select set_config('enable_seqscan', 'off', true), set_config('work_mem', '64MB', true), set_config('jit', 'off', true)`,
    );
    return tx.many<Row>(query);
  });
}
