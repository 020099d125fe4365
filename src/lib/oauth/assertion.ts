import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { permanent } from '../fault.ts';
import type { OAuthAccount } from './account.ts';

/** How long a statement may be used, s: long enough for clocks that differ by a minute or two; Google allows an hour. */
const LIFE = 300;
/** A server whose clock is behind ours by this much, s, must not take the statement for one from the future. */
const SKEW = 30;

/** A signed statement that `client_id` acts for `subject` (JWT bearer, RFC 7523 §3; RS256, RFC 7518 §3.3). */
export function assertionOf(account: OAuthAccount, now: number): string {
  const key = keyOf(account.private_key ?? '');
  if (key === null) throw permanent('oauth.private_key is no RSA private key in PEM form'); // without a cause: it could show the key
  const issued = Math.floor(now / 1000) - SKEW;
  const signed = [
    { alg: 'RS256', typ: 'JWT' },
    {
      iss: account.client_id,
      sub: account.subject ?? account.client_id,
      aud: account.token_url,
      scope: account.scope ?? undefined,
      iat: issued,
      exp: issued + LIFE,
    },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
}

/**
 * The key in a PEM text, also one whose line ends were written as `\n` to fit into a variable, or in the JSON file that
 * Google hands out; null when there is no RSA key in it.
 */
export function keyOf(text: string): KeyObject | null {
  try {
    const pem = text.trimStart().startsWith('{') ? (JSON.parse(text) as { private_key: string }).private_key : text;
    const key = createPrivateKey(pem.replaceAll('\\n', '\n'));
    return key.asymmetricKeyType === 'rsa' ? key : null;
  } catch {
    return null;
  }
}
