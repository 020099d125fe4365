import type { FastifyReply } from 'fastify';
import { clientOf } from '../../lib/client.ts';
import { createTally } from '../../lib/tally.ts';
import { POLICY } from './style.ts';

/*
 * How pages behind links in mails are served: those of acts, and those of customers' requests.
 */

/** Per minute. A page is looked at by scanners of mail and by one person; a guesser asks for pages that are none. */
const OF_ONE = { most: 120, windowMs: 60_000, keys: 10_000 };
const OF_NONE = { most: 30, windowMs: 60_000, keys: 10_000 };

/** What such a page is sent with: nobody keeps it, finds it, frames it, or learns its address from it. */
export const HEADERS = {
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
};

/** Counts looks: each page by its link, and by their client those for pages that are none (null). Answers the seconds to wait, 0 when it may be shown. */
export function createPace(): (link: string | null, ip: string) => number {
  const ofOne = createTally(OF_ONE);
  const ofNone = createTally(OF_NONE);
  return (link, ip) => {
    const [tally, key] = link === null ? ([ofNone, clientOf(ip)] as const) : ([ofOne, link] as const);
    const wait = tally.wait(key, Date.now());
    tally.add(key, Date.now());
    return wait;
  };
}

/** Sends a page. */
export function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).headers(HEADERS).type('text/html; charset=utf-8').send(page);
}
