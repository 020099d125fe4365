import { deadline } from '../deadline.ts';
import { isPermanent, permanent, sentenceOf } from '../fault.ts';
import type { Log } from '../log.ts';
import type { OAuthAccount } from './account.ts';
import { askForToken } from './grant.ts';
import { PATIENCE } from './post.ts';

/**
 * The life of an access token:
 *
 *   fetched ──▶ used for 80 % of its life ──▶ fetched anew
 *      │  refused where it was shown
 *      ▼
 *   renewed once, at once ──▶ used as above
 *      │  refused again
 *      ▼
 *   dropped: none is fetched for a minute, and the next one gets no second chance, until one has lived its 80 %
 */
export type TokenProvider = {
  /** A token with life left in it. However many ask, the server is asked once at a time. Rejects with a Fault, or with the signal's reason. */
  token(signal?: AbortSignal): Promise<string>;
  /** Another token in place of one that was refused, or null when that would be refused too. Rejects as above. */
  renew(refused: string, signal?: AbortSignal): Promise<string | null>;
};

type Options = {
  /** the settings to look at, for sentences */
  readonly where: string;
  readonly log: Log;
  readonly now?: () => number;
};

/** A token is replaced after this part of its life, so that it never dies in the middle of a login. */
const USED_UP = 0.8;
/** How long a token server that just failed is left alone while the old token still lives, ms. */
const AGAIN = 60_000;
/** How long nobody may sign in after a renewed token was refused, ms: those who wait in line would each try. */
const QUIET = 60_000;

type Held = { readonly value: string; freshUntil: number; readonly goodUntil: number; readonly renewed: boolean };

/** Access tokens for one account, kept in memory only and never logged. */
export function createTokens(account: OAuthAccount, { where, log, now = Date.now }: Options): TokenProvider {
  let held: Held | null = null;
  let flight: { readonly held: Promise<Held>; readonly cut: AbortController; waiting: number } | null = null;
  let refreshToken = account.refresh_token;
  let isSuspect = false; // the last token was refused
  let quietUntil = 0;
  let hasTold = false;

  async function fetchToken(signal: AbortSignal): Promise<Held> {
    const asked = now();
    const granted = await askForToken(account, refreshToken, where, asked, signal);
    if (granted.refreshToken !== null && granted.refreshToken !== refreshToken) {
      refreshToken = granted.refreshToken;
      tellOnce();
    }
    const renewed = isSuspect;
    isSuspect = false;
    held = {
      value: granted.value,
      freshUntil: asked + granted.lifeMs * USED_UP,
      goodUntil: asked + granted.lifeMs,
      renewed,
    };
    return held;
  }

  /** Joins the request that is under way, or begins one. When nobody waits for it any more it is broken off, so that it holds up no stop. */
  async function fetchOnce(signal?: AbortSignal): Promise<string> {
    if (flight === null) {
      const cut = new AbortController();
      flight = { held: fetchToken(cut.signal), cut, waiting: 0 };
    }
    const mine = flight;
    mine.waiting += 1;
    try {
      return (await deadline(mine.held, 2 * PATIENCE, `no access token came in time (${where})`, signal)).value;
    } finally {
      mine.waiting -= 1;
      if (mine.waiting === 0) {
        mine.cut.abort();
        if (flight === mine) flight = null;
      }
    }
  }

  function tellOnce(): void {
    if (hasTold) return;
    hasTold = true;
    log.warn(
      { settings: where },
      'the token server gave a new refresh token, which is used until the next restart; then the stored one counts again. Sign in anew and store a new one before the stored one runs out',
    );
  }

  return Object.freeze({
    async token(signal) {
      const old = held;
      if (old !== null && now() < old.freshUntil) return old.value;
      if (now() < quietUntil)
        throw permanent(
          `Two access tokens in a row were refused: no login is tried for a minute. What to do was said with the refusal; see docs/oauth.md and ${where}.`,
        );
      try {
        return await fetchOnce(signal);
      } catch (error) {
        if (signal?.aborted === true || old === null || held !== old || isPermanent(error) || now() >= old.goodUntil)
          throw error;
        old.freshUntil = Math.min(now() + AGAIN, old.goodUntil);
        log.warn({ settings: where, err: sentenceOf(error) }, 'no new access token yet; the old one is still good');
        return old.value;
      }
    },

    async renew(refused, signal) {
      if (held === null) return flight === null ? null : fetchOnce(signal);
      if (held.value !== refused) return held.value;
      const isLast = held.renewed;
      held = null;
      isSuspect = true;
      if (!isLast) return fetchOnce(signal);
      quietUntil = now() + QUIET;
      return null;
    },
  });
}
