import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Person } from '../../domain/staff.ts';
import { MINUTE } from '../../domain/time.ts';
import type { Claims } from '../../lib/oidc/account.ts';
import { OidcFault } from '../../lib/oidc/fault.ts';
import { keepTry, takeTry } from '../../store/desk/oidc-tries.ts';
import { transaction } from '../../store/sql.ts';
import type { DeskDeps } from '../desk.ts';
import { hashOf, type Cookies } from '../guard.ts';
import { beginFor } from '../sign-in/begin.ts';
import { pathOf } from '../sign-in/path.ts';
import type { SignInProvider } from '../sign-in/ways.ts';
import { addressIn } from './address.ts';
import { refuse, REFUSALS, troubleWith } from './refusals.ts';

/** So long may signing in at the provider take: somebody looks for their telephone, for the second factor. */
const TRY_MS = 10 * MINUTE;
const CALLBACK = '/sign-in/oidc/callback';

/**
 * Signing in at a provider of identities (OpenID Connect): it says which address somebody has, people.yaml whether that
 * is one of ours, and what they may do. Its answer counts once, in the browser that asked, within ten minutes.
 */
export function oidcRoutes(
  app: FastifyInstance,
  deps: DeskDeps,
  cookies: Cookies,
  { provider, publicUrl }: { readonly provider: SignInProvider; readonly publicUrl: string },
): void {
  const { db, staff } = deps.acts;
  const { label, oidc } = provider;
  const redirectUri = `${publicUrl}${CALLBACK}`;
  // A look at the head alone, as scanners do, must use nothing up.
  const quiet = { exposeHeadRoute: false };

  app.get<{ Querystring: { to?: string; other?: string } }>('/sign-in/oidc', quiet, async (request, reply) => {
    const to = pathOf(one(request.query.to));
    try {
      const { url, state, nonce, verifier } = await oidc.begin(redirectUri, { choose: request.query.other === '1' });
      const now = deps.acts.now();
      const kept = { hash: hashOf(state), nonce, verifier, goesTo: to, now, until: now + TRY_MS };
      await transaction(db, (tx) => keepTry(tx, kept));
      cookies.keepTry(reply, state, TRY_MS / 1000);
      return await reply.redirect(url, 303);
    } catch (error) {
      return failed(reply, error, to);
    }
  });

  app.get<{ Querystring: { state?: string } }>(CALLBACK, quiet, async (request, reply) => {
    const state = cookies.takeTry(request, reply);
    if (state === null || one(request.query.state) !== state) return refuse(reply, REFUSALS.stale(), '/');
    const now = deps.acts.now();
    const tried = await takeTry(db, hashOf(state), now);
    if (tried === null) return refuse(reply, REFUSALS.stale(), '/');
    const { goesTo, nonce, verifier } = tried;
    let claims: Claims;
    try {
      // What the browser asked for, at the address that the provider knows: a Host header decides nothing.
      const url = new URL(redirectUri + new URL(request.url, redirectUri).search);
      claims = await oidc.finish(url, { state, nonce, verifier }, provider.claim);
    } catch (error) {
      return failed(reply, error, goesTo);
    }
    const found = addressIn(claims, provider);
    if ('refused' in found) {
      deps.log.warn({ source: 'desk', reason: found.refused }, 'a sign-in failed');
      return refuse(reply, REFUSALS[found.refused](label), goesTo);
    }
    const person = personOf(found.address);
    if (person === undefined) {
      deps.log.info({ source: 'desk', reason: 'unknown' }, 'a sign-in failed');
      return refuse(reply, REFUSALS.unknown(label, found.address), goesTo);
    }
    const tell = await transaction(db, (tx) => beginFor(tx, person.id, { request, cookies, now }));
    deps.log.info({ person: person.id, provider: label }, 'signed in');
    tell(reply);
    return reply.redirect(goesTo, 303);
  });

  function personOf(address: string): Person | undefined {
    return staff.people.find((person) => person.address.toLowerCase() === address);
  }

  function failed(reply: FastifyReply, error: unknown, to: string): FastifyReply {
    if (!(error instanceof OidcFault)) throw error;
    deps.log.warn({ source: 'desk', reason: error.message }, 'a sign-in failed');
    return refuse(reply, troubleWith(error.trouble, label), to);
  }
}

/** A query may name a thing twice; such an answer belongs to nothing that we asked. */
function one(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
