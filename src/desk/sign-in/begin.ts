import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Instant } from '../../domain/time.ts';
import { beginSession, endSession } from '../../store/desk/sessions.ts';
import type { Tx } from '../../store/sql.ts';
import { hashOf, newToken, type Cookies } from '../guard.ts';

/** Begins a session under a token that nobody knew before, and ends the one that this browser had. Returns what puts it into the cookie. */
export async function beginFor(
  tx: Tx,
  person: string,
  { request, cookies, now }: { readonly request: FastifyRequest; readonly cookies: Cookies; readonly now: Instant },
): Promise<(reply: FastifyReply) => void> {
  const session = newToken();
  const before = cookies.read(request);
  if (before !== null) await endSession(tx, hashOf(before));
  await beginSession(tx, hashOf(session), person, now);
  return (reply) => cookies.set(reply, session);
}
