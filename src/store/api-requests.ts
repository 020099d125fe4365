import type { Instant } from '../domain/time.ts';
import { sql, type Runner, type Tx } from './sql.ts';

/** How long an answer is kept, ms: whoever asks again for one act does so within a day. */
const KEPT_MS = 24 * 3_600_000;
/** Rows that one request clears away at most. */
const SWEPT = 100;

/** A request that names itself: whose, by which key, and the hash of what it asks for. */
export type Keyed = { readonly person: string; readonly key: string; readonly hash: Buffer };

/** What this person's key was answered within the last day, and whether the same was asked for; null: nothing yet. */
export async function answered(
  db: Runner,
  { person, key, hash }: Keyed,
  now: Instant,
): Promise<{ readonly same: boolean; readonly answer: unknown } | null> {
  return db.maybeOne(sql`
    select hash = ${hash} as same, answer from api_request
    where person = ${person} and key = ${key} and at > ${new Date(now - KEPT_MS)}`);
}

/**
 * Keeps the answer together with the act. False when the key is taken: a request that is under way is waited for first. Clears
 * away what is too old, and waits for nobody with that.
 */
export async function keepAnswer(
  tx: Tx,
  { person, key, hash }: Keyed,
  answer: unknown,
  now: Instant,
): Promise<boolean> {
  const old = new Date(now - KEPT_MS);
  const kept = await tx.run(sql`
    insert into api_request (person, key, hash, answer, at) values (${person}, ${key}, ${hash}, ${JSON.stringify(answer)}::jsonb, ${new Date(now)})
    on conflict (person, key) do update set hash = excluded.hash, answer = excluded.answer, at = excluded.at where api_request.at <= ${old}`);
  if (kept === 0) return false;
  await tx.run(sql`
    delete from api_request where (person, key) in (
      select person, key from api_request where at <= ${old} order by at limit ${SWEPT} for update skip locked)`);
  return true;
}
