import * as oidc from 'openid-client';
import { pause } from '../backoff.ts';
import type { Log } from '../log.ts';
import { isLoopback } from '../oauth/endpoint.ts';
import type { Begun, Claims, OidcAccount } from './account.ts';
import { faultOf, OidcFault } from './fault.ts';

/*
 * Signing in at a provider of identities: authorization code with PKCE, state and nonce (OpenID Connect Core §3.1), by
 * openid-client. The provider is looked up when it is first needed, and again and again while it is down:
 *
 *   unknown ──▶ looked up ──▶ known for a minute ──▶ looked up anew; what was known stays good meanwhile
 *      ▲  fails     │
 *      └── 5 s ◀────┘
 */

/** How long a provider is taken to be there after it answered, ms. Whoever signs in should hear that it is down from us. */
const KNOWN_MS = 60_000;
/** How long a provider that just failed is left alone, ms. */
const AGAIN_MS = 5_000;
/** How long it may take to answer, s; whoever signs in waits before the screen. */
const PATIENCE = 10;
const SCOPE = 'openid email profile';

export type OidcProvider = {
  /** Why nobody can be sent there, in a sentence; null when one can, or when it is not known within `ms`. */
  trouble(ms: number): Promise<string | null>;
  /** Where to send a browser, and what its answer must agree with. `choose`: not the one who is signed in there already. Rejects with an OidcFault. */
  begin(redirectUri: string, options: { readonly choose: boolean }): Promise<Begun & { readonly url: string }>;
  /** What the provider says of who comes back to `url`; it is asked once more when `wanted` is not among it. Rejects with an OidcFault. */
  finish(url: URL, begun: Begun, wanted: string): Promise<Claims>;
};

/** A provider by its account. Nothing is asked of it yet. */
export function createProvider(
  account: OidcAccount,
  { log, now = Date.now }: { readonly log: Log; readonly now?: () => number },
): OidcProvider {
  const issuer = new URL(account.issuer);
  let known: { readonly config: oidc.Configuration; readonly until: number } | null = null;
  let failed: { readonly fault: OidcFault; readonly until: number } | null = null;
  let flight: Promise<oidc.Configuration> | null = null;

  async function lookUp(): Promise<oidc.Configuration> {
    try {
      const config = await oidc.discovery(issuer, account.client_id, undefined, clientAuth(account), {
        timeout: PATIENCE,
        execute: [oidc.enableNonRepudiationChecks, ...(isPlain(issuer) ? [oidc.allowInsecureRequests] : [])],
      });
      if (failed !== null) log.info({ provider: issuer.host }, 'the sign-in provider answers again');
      known = { config, until: now() + KNOWN_MS };
      failed = null;
      return config;
    } catch (error) {
      const fault = notFound(error, issuer.host);
      if (failed === null)
        log.warn({ provider: issuer.host, reason: fault.message }, 'the sign-in provider cannot be used');
      failed = { fault, until: now() + AGAIN_MS };
      throw fault;
    }
  }

  /** Looks it up, unless that was done just now; however many ask, once at a time. */
  async function look(): Promise<oidc.Configuration> {
    if (known !== null && now() < known.until) return known.config;
    if (failed !== null && now() < failed.until) throw failed.fault;
    flight ??= lookUp().finally(() => void (flight = null));
    return flight;
  }

  /** What is known of it, be it old. */
  async function configuration(): Promise<oidc.Configuration> {
    const looked = look();
    if (known === null) return looked;
    looked.catch(() => {}); // told by lookUp
    return known.config;
  }

  return Object.freeze({
    async trouble(ms) {
      const stop = new AbortController();
      const found = look().then(
        () => null,
        (error: unknown) => faultOf(error, issuer.host).message,
      );
      const said = await Promise.race([found, pause(ms, stop.signal).then(() => null)]);
      stop.abort();
      return said;
    },

    async begin(redirectUri, { choose }) {
      const config = await configuration();
      const begun = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: SCOPE,
        state: begun.state,
        nonce: begun.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
        ...(choose ? { prompt: promptOf(config) } : {}),
      });
      return { ...begun, url: url.href };
    },

    async finish(url, begun, wanted) {
      const config = await configuration();
      try {
        const tokens = await oidc.authorizationCodeGrant(config, url, {
          expectedState: begun.state,
          expectedNonce: begun.nonce,
          pkceCodeVerifier: begun.verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims()!;
        if (claims[wanted] !== undefined || config.serverMetadata().userinfo_endpoint === undefined) return claims;
        return { ...claims, ...(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)) };
      } catch (error) {
        throw faultOf(error, issuer.host);
      }
    },
  });
}

function clientAuth({ client_auth: way, client_secret: secret }: OidcAccount): oidc.ClientAuth {
  return way === 'basic' ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret);
}

/** Only settings allow this, and only for this machine. */
function isPlain({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && isLoopback(hostname);
}

/** Asked of a provider that knows who sits there already; some only know to ask anew. */
function promptOf(config: oidc.Configuration): string {
  const known = config.serverMetadata()['prompt_values_supported'];
  return Array.isArray(known) && !known.includes('select_account') ? 'login' : 'select_account';
}

/** Of a look-up: an answer that is another provider's is a matter of the settings. */
function notFound(error: unknown, host: string): OidcFault {
  const fault = faultOf(error, host);
  return fault.trouble === 'untrue'
    ? new OidcFault(
        'settings',
        `${host} calls itself otherwise than issuer says: copy it letter by letter, also the / at its end`,
      )
    : fault;
}
