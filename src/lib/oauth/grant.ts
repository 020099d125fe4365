import { permanent } from '../fault.ts';
import type { Granted, OAuthAccount } from './account.ts';
import { endpointProblem } from './endpoint.ts';
import { formOf } from './form.ts';
import { PATIENCE, post } from './post.ts';
import { refusal } from './refusal.ts';

/** What a token is taken to live for when the server does not say, s: short enough for the shortest-lived we know of. */
const UNSAID = 300;

/** Asks the token server once. Rejects with a Fault; neither it nor anything else holds a secret. `where` names the settings to look at. */
export async function askForToken(
  account: OAuthAccount,
  refreshToken: string | null,
  where: string,
  now: number,
  signal: AbortSignal,
  ms: number = PATIENCE,
): Promise<Granted> {
  const problem = endpointProblem(account.token_url);
  if (problem !== null) throw permanent(`token_url in ${where} cannot be used: ${problem}.`);
  const form = formOf(account, refreshToken, now);
  const answer = await post(account.token_url, form, where, signal, ms);
  if (answer.status !== 200) throw refusal(account, form, where, answer);
  const granted = read(answer.text);
  if (granted !== null) return granted;
  const { host } = new URL(account.token_url);
  throw permanent(`${host} answers, but not with an access token: check token_url in ${where}.`);
}

/** A successful answer (RFC 6749 §5.1), or null. Only visible characters make a token (RFC 6750 §2.1): others could break out of a login. */
function read(text: string): Granted | null {
  let body: Readonly<Record<string, unknown>> | null;
  try {
    body = JSON.parse(text) as typeof body;
  } catch {
    return null;
  }
  const { access_token: value, token_type: type, expires_in: life, refresh_token: next } = body ?? {};
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/u.test(value)) return null;
  if (typeof type === 'string' && type.toLowerCase() !== 'bearer') return null;
  const seconds = life === undefined || life === null || life === '' ? UNSAID : Number(life); // some write it as text
  return {
    value,
    lifeMs: (Number.isFinite(seconds) ? Math.max(seconds, 0) : UNSAID) * 1000,
    refreshToken: typeof next === 'string' && next !== '' ? next : null,
  };
}
