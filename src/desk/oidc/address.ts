import type { Claims } from '../../lib/oidc/account.ts';
import type { SignInProvider } from '../sign-in/ways.ts';

/** The address in what a provider says, in lower case; or why none is believed. */
export function addressIn(
  claims: Claims,
  { claim, trustsUnverified }: Pick<SignInProvider, 'claim' | 'trustsUnverified'>,
): { readonly address: string } | { readonly refused: 'nameless' | 'unverified' } {
  const said = claims[claim];
  if (typeof said !== 'string' || !said.includes('@')) return { refused: 'nameless' };
  const verified = claims['email_verified'];
  // Some write it as text.
  if (!trustsUnverified && verified !== true && verified !== 'true') return { refused: 'unverified' };
  return { address: said.trim().toLowerCase() };
}
