import type { Instant } from '../../domain/time.ts';
import { sql, type Runner, type Tx } from '../sql.ts';

/** Ends of a session, ms: without a look for so long, and in any case. A working day, and a week: then a new link is asked for. */
const IDLE_MS = 12 * 3_600_000;
const LIFE_MS = 7 * 24 * 3_600_000;
/** A session is noted as seen no more often than this, ms: each look need not write. */
const SEEN_MS = 5 * 60_000;

/** Keeps a link by which a person may sign in once, by the hash of its token. */
export async function keepSignIn(
  tx: Tx,
  link: { readonly hash: Buffer; readonly person: string; readonly now: Instant; readonly until: Instant },
): Promise<void> {
  await tx.run(sql`delete from sign_in where until < ${new Date(link.now)}::timestamptz - interval '7 days'`);
  await tx.run(sql`
    insert into sign_in (hash, person, made_at, until) values (${link.hash}, ${link.person}, ${new Date(link.now)}, ${new Date(link.until)})`);
}

/** Links that were made for a person since a time: nobody needs many. Whoever makes another meanwhile waits until the transaction ends. */
export async function signInsSince(tx: Tx, person: string, since: Instant): Promise<number> {
  await tx.one(sql`select pg_advisory_xact_lock(hashtextextended(${person}, 20262))`);
  const { count } = await tx.one<{ count: number }>(
    sql`select count(*)::int as count from sign_in where person = ${person} and made_at > ${new Date(since)}`,
  );
  return count;
}

/** Whose link this is, and whether it may still be used; null when there is none. */
export async function signInOf(
  db: Runner,
  hash: Buffer,
  now: Instant,
): Promise<{ readonly person: string; readonly usable: boolean } | null> {
  return db.maybeOne(
    sql`select person, used_at is null and until > ${new Date(now)} as usable from sign_in where hash = ${hash}`,
  );
}

/** Uses a link up; the id of its person, or null when it was used, is too old, or is none. */
export async function useSignIn(tx: Tx, hash: Buffer, now: Instant): Promise<string | null> {
  const row = await tx.maybeOne<{ person: string }>(sql`
    update sign_in set used_at = ${new Date(now)} where hash = ${hash} and used_at is null and until > ${new Date(now)} returning person`);
  return row?.person ?? null;
}

/** Begins a session, and forgets those that ended. */
export async function beginSession(tx: Tx, hash: Buffer, person: string, now: Instant): Promise<void> {
  await tx.run(sql`delete from session where until < ${new Date(now)}`);
  await tx.run(sql`
    insert into session (hash, person, began_at, seen_at, until)
    values (${hash}, ${person}, ${new Date(now)}, ${new Date(now)}, ${new Date(now + IDLE_MS)})`);
}

/** Whose session this is, or null; a look puts its end off. */
export async function sessionOf(db: Runner, hash: Buffer, now: Instant): Promise<string | null> {
  const row = await db.maybeOne<{ person: string; seenAt: Instant; beganAt: Instant }>(sql`
    select person, seen_at as "seenAt", began_at as "beganAt" from session where hash = ${hash} and until > ${new Date(now)}`);
  if (row === null) return null;
  if (now - row.seenAt > SEEN_MS) {
    const until = Math.min(now + IDLE_MS, row.beganAt + LIFE_MS);
    await db.run(sql`update session set seen_at = ${new Date(now)}, until = ${new Date(until)} where hash = ${hash}`);
  }
  return row.person;
}

/** Ends a session. */
export async function endSession(db: Runner, hash: Buffer): Promise<void> {
  await db.run(sql`delete from session where hash = ${hash}`);
}

/** The sessions of a person that have not ended, the one seen last first. */
export async function sessionsOf(
  db: Runner,
  person: string,
  now: Instant,
): Promise<readonly { readonly hash: Buffer; readonly beganAt: Instant; readonly seenAt: Instant }[]> {
  return db.many(sql`
    select hash, began_at as "beganAt", seen_at as "seenAt" from session where person = ${person} and until > ${new Date(now)} order by seen_at desc limit 50`);
}

/** Ends every session of a person: whoever lost a device, or forgot to sign out elsewhere. */
export async function endSessions(db: Runner, person: string): Promise<void> {
  await db.run(sql`delete from session where person = ${person}`);
}
