import type { AuthOptions } from 'imapflow';
import { Fault, isPermanent } from '../../lib/fault.ts';
import { withToken } from '../../lib/oauth/with-token.ts';
import { ImapFault } from './fault.ts';
import type { Reader } from './options.ts';

/**
 * The one place that knows how we prove who we are: by password, or by an access token (OAUTHBEARER, RFC 7628, or
 * XOAUTH2). A token holds for one connection; after a refusal `open` is called once more with a new one, and then the
 * long wait of a refused login begins. Rejects with an ImapFault.
 */
export async function withCredentials<T>(
  reader: Reader,
  signal: AbortSignal,
  open: (credentials: AuthOptions) => Promise<T>,
): Promise<T> {
  const { settings, tokens, timing } = reader;
  const { user } = settings;
  if (tokens === null) return open({ user, pass: settings.password ?? '' });
  try {
    return await withToken(
      tokens,
      signal,
      (accessToken) => open({ user, accessToken }),
      (error) => error instanceof ImapFault && error.kind === 'login',
    );
  } catch (error) {
    if (error instanceof ImapFault) throw error;
    if (signal.aborted) throw new ImapFault('stopped', 'stopped while waiting for an access token');
    if (!(error instanceof Fault)) throw error;
    throw isPermanent(error)
      ? new ImapFault('login', error.message, timing.loginWaitMs, error)
      : new ImapFault('unreachable', error.message, null, error);
  }
}
