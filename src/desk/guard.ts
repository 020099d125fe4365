import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/*
 * Who may see and do: a random token in a cookie that no script reads and no other site sends along; only its hash is
 * stored. Each form bears a field that is derived from the token, so that no other site can post one.
 */

/** What every page of the desk may do: load our own sheet, script and pictures, post to us, frame what we serve. No inline script or style. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types desk',
].join('; ');

export const HEADERS = {
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

const TOKEN_BYTES = 32;
const DAY_SECONDS = 86_400;

/** A new secret, as it stands in a cookie or a link. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** What is stored of a secret. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The value of the hidden field for a session. */
export function fieldOf(session: string): string {
  return createHash('sha256').update(`form ${session}`).digest('base64url');
}

/** Whether a form was made for this session. */
export function isField(session: string, given: string | undefined): boolean {
  const [a, b] = [Buffer.from(fieldOf(session)), Buffer.from(given ?? '')];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Browsers say from where a request comes; one that says "from another site" is not from a form of ours. Those that do
 * not (old ones, and all without https) name the origin of what posts, which must be the address that they asked.
 */
export function isFromElsewhere({ headers }: FastifyRequest, publicUrl: string | null): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (headers.origin === undefined) return false;
  const from = URL.parse(headers.origin)?.host;
  return from !== headers.host && (publicUrl === null || from !== new URL(publicUrl).host);
}

export type Cookies = {
  read(request: FastifyRequest): string | null;
  set(reply: FastifyReply, session: string): void;
  clear(reply: FastifyReply): void;
  /** whether this browser's person switched single keys off (WCAG 2.1.4) */
  areKeysOff(request: FastifyRequest): boolean;
  switchKeys(reply: FastifyReply, off: boolean): void;
  /** what was done, said on the next page; taking it clears it */
  say(reply: FastifyReply, words: string): void;
  takeSaid(request: FastifyRequest, reply: FastifyReply): string | null;
  /** which sign-in at a provider this browser began; taking it clears it */
  keepTry(reply: FastifyReply, state: string, seconds: number): void;
  takeTry(request: FastifyRequest, reply: FastifyReply): string | null;
};

/** Cookies of the desk. Behind https they are bound to the host by their name. */
export function createCookies(publicUrl: string | null): Cookies {
  const secure = publicUrl?.startsWith('https://') === true;
  const name = secure ? '__Host-postroom' : 'postroom';
  const said = secure ? '__Host-said' : 'said';
  const tried = secure ? '__Host-oidc' : 'oidc';
  const common = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  return {
    read: (request) => request.cookies[name] ?? null,
    set: (reply, session) => void reply.setCookie(name, session, { ...common, maxAge: 7 * DAY_SECONDS }),
    clear: (reply) => void reply.clearCookie(name, common),
    areKeysOff: (request) => request.cookies['keys'] === 'off',
    switchKeys: (reply, off) =>
      void (off
        ? reply.setCookie('keys', 'off', { ...common, maxAge: 365 * DAY_SECONDS })
        : reply.clearCookie('keys', common)),
    say: (reply, words) =>
      void reply.setCookie(said, Buffer.from(words).toString('base64url'), { ...common, maxAge: 60 }),
    takeSaid(request, reply) {
      const words = request.cookies[said];
      if (words === undefined) return null;
      reply.clearCookie(said, common);
      return Buffer.from(words, 'base64url').toString().slice(0, 500);
    },
    // Lax: the browser comes back from another site, by a link.
    keepTry: (reply, state, seconds) => void reply.setCookie(tried, state, { ...common, maxAge: seconds }),
    takeTry(request, reply) {
      reply.clearCookie(tried, common);
      return request.cookies[tried] ?? null;
    },
  };
}
