import { sql, type Runner } from './sql.ts';

/** Of these addresses, those that must not be written to any more, lower-cased, and why. */
export async function suppressed(db: Runner, addresses: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (addresses.length === 0) return new Map();
  const rows = await db.many<{ address: string; reason: string }>(
    sql`select address, reason from suppression where address = any(${addresses.map((one) => one.toLowerCase())}::text[])`,
  );
  return new Map(rows.map((row) => [row.address, row.reason]));
}
