import { createHash } from 'node:crypto';
import type { Refusal } from '../../acts/act.ts';
import type { About, Performed } from '../../acts/perform.ts';
import type { Verb } from '../../domain/lifecycle.ts';
import { canonical } from '../../domain/promise/compile.ts';
import type { Instant } from '../../domain/time.ts';
import { answered, keepAnswer, type Keyed } from '../../store/api-requests.ts';
import type { Db } from '../../store/sql.ts';

/*
 * An act that is asked for again, because its answer was lost on the way, is done once: its caller gives it a key. The
 * answer is kept in the transaction of the act, so neither is there without the other, whenever the process dies. Two that
 * come at once wait for each other at the ticket, or else at the key. A refusal is not kept: nothing was done, and the same
 * request may succeed when what it was refused for is gone.
 */

type Done = Extract<Performed, { done: true }>;
/** What came of a request: done now, done before, or not. */
export type Once = (Done & { readonly replayed: boolean }) | Extract<Performed, { done: false }>;

const KEY = /^[\x20-\x7e]{1,200}$/u;

/** The key of a request: null for none, undefined for a header that holds none. */
export function keyOf(header: string | readonly string[] | undefined): string | null | undefined {
  if (header === undefined) return null;
  return typeof header === 'string' && KEY.test(header) ? header : undefined;
}

/** Names a request by what it asks for. On which view of the ticket (If-Match) is left out: an act that was done is done, whatever became of the ticket since (RFC 9110 §13.1.1). */
export function keyed(person: string, key: string, about: { verb: Verb; reference: string; input: unknown }): Keyed {
  return { person, key, hash: createHash('sha256').update(canonical(about)).digest() };
}

/** Does what a request asks for, unless it was done already; `act` is given what is to be written with it. */
export async function once(
  { db, now }: { readonly db: Db; readonly now: () => Instant },
  request: Keyed,
  act: (within: NonNullable<About['within']>) => Promise<Performed>,
): Promise<Once> {
  const before = await recall();
  if (before !== null) return before;
  const done = await act(async (tx, { reference, version }, words) => {
    const answer: Done = { done: true, reference, version: version + 1, words };
    return (await keepAnswer(tx, request, answer, now())) ? null : REUSED;
  });
  // Whoever came second may be refused for what the first one did.
  return done.done ? { ...done, replayed: false } : ((await recall()) ?? done);

  async function recall(): Promise<Once | null> {
    const known = await answered(db, request, now());
    if (known === null) return null;
    return known.same ? { ...(known.answer as Done), replayed: true } : { done: false, ...REUSED };
  }
}

const REUSED: Refusal = {
  refused: 'key_reused',
  why: 'this Idempotency-Key was used for another request within the last 24 hours; give each its own',
};
