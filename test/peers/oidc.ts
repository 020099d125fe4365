import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { interactionPolicy, Provider } from 'oidc-provider';
import type { OidcAccount } from '../../src/lib/oidc/account.ts';

/*
 * A real provider of identities (OpenID Connect) on a free port of 127.0.0.1. Whoever comes is signed in as `account` at
 * once, without a page.
 */

/** Of whatever it hands out, s. */
const LIFE = 600;

export type OidcPeer = {
  readonly account: OidcAccount;
  /** who signs in next, by what the provider says of them; or the code with which it refuses */
  next: { readonly id: string; readonly [claim: string]: unknown } | { readonly refuses: string };
  /** the requests that came, `GET /auth?…`, oldest first */
  readonly seen: string[];
  /** Stops listening; `start` goes on at the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
};

/** Starts it, with one client whose answers go to `redirectUri`. `host`: as it calls itself, such as `localhost`, which a browser takes for another site. */
export async function startOidc(
  redirectUri: string,
  options: { readonly basic?: boolean; readonly host?: string } = {},
): Promise<OidcPeer> {
  let handle: Parameters<typeof createServer>[1] & object = () => {};
  let server: Server;
  const seen: string[] = [];
  const listen = async (port: number): Promise<void> => {
    server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      handle(request, response);
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server!.address() as AddressInfo;
  const issuer = `http://${options.host ?? '127.0.0.1'}:${port}`;
  const account: OidcAccount = {
    issuer,
    client_id: 'postroom',
    client_secret: 'the secret of the desk/+~ %',
    client_auth: options.basic === true ? 'basic' : 'post',
  };
  const peer: OidcPeer = {
    account,
    next: { id: 'nobody' },
    seen,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    start: () => listen(port),
  };
  handle = createHandler(peer, issuer, redirectUri);
  return peer;
}

function createHandler(peer: OidcPeer, issuer: string, redirectUri: string) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const claims = new Map<string, object>();
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: peer.account.client_id,
        client_secret: peer.account.client_secret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: peer.account.client_auth === 'basic' ? 'client_secret_basic' : 'client_secret_post',
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', kid: 'of-the-test' }] },
    cookies: { keys: ['of the test'] },
    ttl: { AccessToken: LIFE, AuthorizationCode: LIFE, Grant: LIFE, IdToken: LIFE, Interaction: LIFE, Session: LIFE },
    claims: { openid: ['sub'], email: ['email', 'email_verified', 'upn'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { policy, url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, ...claims.get(sub) }),
    }),
    // Nobody is asked whether the desk may know who they are.
    async loadExistingGrant({ oidc }: { oidc: { session: { accountId: string }; client: { clientId: string } } }) {
      const grant = new provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    if (!context.path.startsWith('/interaction/')) return next();
    const { next: who } = peer;
    context.respond = false;
    if ('refuses' in who) return provider.interactionFinished(context.req, context.res, { error: who.refuses });
    claims.set(who.id, who);
    return provider.interactionFinished(context.req, context.res, {
      select_account: {},
      login: { accountId: who.id, remember: false },
    });
  });
  return provider.callback();
}
