import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OAuthAccount } from '../../src/lib/oauth/account.ts';

/** Status and body; `silent` never answers; a text is sent as it is. */
export type TokenAnswer = { readonly status?: number; readonly body: unknown } | 'silent';

export type TokenServer = {
  readonly url: string;
  /** the forms that came, oldest first */
  readonly forms: Readonly<Record<string, string>>[];
  /** what the next requests are answered; then again tokens that live an hour: `token-1`, `token-2` … by the number of the request */
  readonly answers: TokenAnswer[];
  /** how long each answer takes, ms */
  delay: number;
  close(): Promise<void>;
};

/** A token server (RFC 6749 §3.2) on a free port of 127.0.0.1. */
export async function startTokenServer(): Promise<TokenServer> {
  const forms: Readonly<Record<string, string>>[] = [];
  const answers: TokenAnswer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      forms.push(Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())));
      const answer = answers.shift() ?? { body: granted(`token-${forms.length}`) };
      if (answer === 'silent') return;
      setTimeout(() => {
        response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', location: '/elsewhere' });
        response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
      }, peer.delay);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const peer: TokenServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    forms,
    answers,
    delay: 0,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return peer;
}

/** The body of a successful answer. */
export function granted(
  token: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return { token_type: 'Bearer', access_token: token, expires_in: 3600, ...more };
}

/** An account of the grant `client_credentials`, whose secrets are easy to find where they should not be. */
export function accountAt(url: string, change: Partial<OAuthAccount> = {}): OAuthAccount {
  return {
    grant: 'client_credentials',
    token_url: url,
    client_id: 'postroom',
    client_secret: 'hush-client',
    scope: 'mail/.default',
    refresh_token: null,
    subject: null,
    private_key: null,
    ...change,
  };
}

/** Whatever a test did, none of the secrets and tokens of this file may stand in a log. */
export function nothingSecretIn(log: string): void {
  const found = /hush|token-\d|PRIVATE KEY/u.exec(log);
  if (found !== null)
    throw new Error(`a secret stands in the log: ${log.slice(Math.max(found.index - 200, 0), found.index + 50)}`);
}
