import type { OAuthAccount } from './account.ts';
import { assertionOf } from './assertion.ts';

/** The fields that ask for a token. The secret stands among them (RFC 6749 §2.3.1), as Microsoft and Google both expect. */
export function formOf(account: OAuthAccount, refreshToken: string | null, now: number): URLSearchParams {
  const scope = account.scope === null ? {} : { scope: account.scope };
  if (account.grant === 'service_account')
    // The scope is part of the statement.
    return new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: assertionOf(account, now),
    });
  const client = {
    client_id: account.client_id,
    ...(account.client_secret === null ? {} : { client_secret: account.client_secret }),
  };
  return account.grant === 'client_credentials'
    ? new URLSearchParams({ grant_type: 'client_credentials', ...client, ...scope })
    : new URLSearchParams({ grant_type: 'refresh_token', ...client, ...scope, refresh_token: refreshToken ?? '' });
}
