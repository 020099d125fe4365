import type { FastifyInstance, FastifyReply } from 'fastify';
import { HOUR, MINUTE, type Instant } from '../../domain/time.ts';
import { clientOf } from '../../lib/client.ts';
import { createTally } from '../../lib/tally.ts';
import { bare } from '../bare.ts';

/** Links that one person gets in an hour; more are asked for by somebody else. */
export const LINKS_AN_HOUR = 6;
/** The same for an address as it was typed, so that the answer tells nobody whether it is a person's. */
const ASKED = { most: LINKS_AN_HOUR, windowMs: HOUR, keys: 10_000 };
/** Tries to sign in from one address of a network, per minute. */
const TRIES = { most: 20, windowMs: MINUTE, keys: 10_000 };

/** Lets nobody try often: counts all that signs in or could, by its route, for an address can be spelt in many ways. */
export function limitTries(app: FastifyInstance): void {
  const tries = createTally(TRIES);
  app.addHook('onRequest', async (request, reply) => {
    const route = request.routeOptions.url ?? '';
    const counts = route.startsWith('/sign-in') && (request.method === 'POST' || route.startsWith('/sign-in/oidc'));
    if (!counts) return undefined;
    const client = clientOf(request.ip);
    const wait = tries.wait(client, Date.now());
    tries.add(client, Date.now());
    return wait > 0 ? tooOften(reply, wait, 'This was asked too often.') : undefined;
  });
}

/** Counts links that were asked for by address; the seconds to wait when there were too many, else 0. */
export function countLinks(): (address: string, now: Instant) => number {
  const asked = createTally(ASKED);
  return (address, now) => {
    const wait = asked.wait(address, now);
    if (wait === 0) asked.add(address, now);
    return wait;
  };
}

/** The answer to who asked too often, and for how long to wait. */
export function tooOften(reply: FastifyReply, wait: number, why: string): FastifyReply {
  const time = wait < 120 ? `${wait} seconds` : `${Math.ceil(wait / 60)} minutes`;
  return bare(reply.header('retry-after', wait), 429, 'Too often', `${why} Wait ${time}.`);
}
