import { randomBytes } from 'node:crypto';
import { sql, type Db } from './sql.ts';

/** Who we are, shared by every process on this database: the key signs our Message-IDs and loop marks. */
export type Instance = { readonly id: string; readonly key: Buffer };

/** 32 bytes: as long as the output of HMAC-SHA-256, more adds nothing (RFC 2104 §3). */
const KEY_BYTES = 32;

/** Reads the one row of `instance`; the first process ever makes it, and of several at once only one wins. */
export async function readInstance(db: Db): Promise<Instance> {
  const read = sql`select id, signing_key as key from instance`;
  const known = await db.maybeOne<Instance>(read);
  if (known !== null) return known;
  await db.run(sql`insert into instance (signing_key) values (${randomBytes(KEY_BYTES)}) on conflict do nothing`);
  return db.one<Instance>(read);
}
