import type { SignInWays } from '../desk/sign-in/ways.ts';
import type { Log } from '../lib/log.ts';
import { createProvider } from '../lib/oidc/provider.ts';
import type { Settings } from '../settings/shape.ts';

/** By what people may sign in, as the settings say. No provider is asked yet: the desk opens while it is down. */
export function signInWays({ mail_links: mailLinks, oidc }: Settings['desk'], log: Log): SignInWays {
  if (oidc === null) return { mailLinks, provider: null };
  const { label, email_claim: claim, trust_unverified_email: trustsUnverified } = oidc;
  return { mailLinks, provider: { label, claim, trustsUnverified, oidc: createProvider(oidc, { log }) } };
}
