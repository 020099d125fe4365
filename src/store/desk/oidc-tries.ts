import type { Instant } from '../../domain/time.ts';
import { sql, type Runner, type Tx } from '../sql.ts';

/** A try to sign in at a provider, until its answer comes. */
export type OidcTry = { readonly nonce: string; readonly verifier: string; readonly goesTo: string };

/** Keeps a try by the hash of its state, and forgets those that never came back. */
export async function keepTry(
  tx: Tx,
  one: OidcTry & { readonly hash: Buffer; readonly now: Instant; readonly until: Instant },
): Promise<void> {
  await tx.run(sql`delete from oidc_try where until < ${new Date(one.now)}`);
  await tx.run(sql`
    insert into oidc_try (hash, nonce, verifier, goes_to, until)
    values (${one.hash}, ${one.nonce}, ${one.verifier}, ${one.goesTo}, ${new Date(one.until)})`);
}

/** Uses a try up; null when there is none, or it is too old. */
export async function takeTry(db: Runner, hash: Buffer, now: Instant): Promise<OidcTry | null> {
  const row = await db.maybeOne<OidcTry & { usable: boolean }>(sql`
    delete from oidc_try where hash = ${hash}
    returning nonce, verifier, goes_to as "goesTo", until > ${new Date(now)} as usable`);
  return row?.usable === true ? row : null;
}
