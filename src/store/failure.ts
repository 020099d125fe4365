import pg from 'pg';
import { Fault, permanent, sentenceOf, temporary } from '../lib/fault.ts';

/** The five characters by which PostgreSQL names an error (appendix A of its manual), searched along `cause`; null when it was not the server who spoke. */
export function sqlState(error: unknown): string | null {
  for (let seen = error, depth = 0; seen instanceof Error && depth < 10; seen = seen.cause, depth += 1) {
    if (seen instanceof pg.DatabaseError) return seen.code ?? null;
  }
  return null;
}

/**
 * Any failure of the database as a Fault. Permanent is only what the same statement with the same values will meet
 * again: values that cannot be stored (class 22), statements that are wrong (42), limits of the program (54).
 */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const state = sqlState(error);
  if (state === null) return temporary(`the database did not answer: ${reasonOf(error)}`, error);
  const sentence = `the database refused: ${reasonOf(error)} (${state})`;
  return /^(?:22|42|54)/u.test(state) ? permanent(sentence, error) : temporary(sentence, error);
}

/** The innermost reason in words: below our own Faults, and of several addresses that were tried the first one's. */
export function reasonOf(error: unknown): string {
  if (error instanceof Fault && error.cause instanceof Error) return reasonOf(error.cause);
  return sentenceOf(error instanceof AggregateError && error.message === '' ? error.errors[0] : error);
}

/** Whether the connection that met this error is of no more use: the network failed, or the server ended the session (classes 08, 57P). */
export function isBroken(error: unknown): boolean {
  if (error instanceof Fault) return false;
  const state = sqlState(error);
  return state === null || /^(?:08|57P)/u.test(state);
}
