import { createLog } from '../../lib/log.ts';
import { createProvider } from '../../lib/oidc/provider.ts';
import type { Settings } from '../../settings/shape.ts';
import { fromSentence, ok, type Finding } from './check.ts';

/** How long a provider may take, ms; it gives up by itself before that. */
const PATIENCE_MS = 15_000;

/** Looks up the provider at which people sign in to the desk; whether it takes our secret shows only when somebody does. */
export async function checkSignIn({ desk, public_url: url }: Settings): Promise<readonly Finding[]> {
  if (desk.oidc === null) return [];
  const trouble = await createProvider(desk.oidc, { log: createLog('silent') }).trouble(PATIENCE_MS);
  const { host } = new URL(desk.oidc.issuer);
  return [
    trouble === null
      ? ok('sign-in', `${host} answers; it must know the redirect URI ${url}/sign-in/oidc/callback`)
      : fromSentence('sign-in', trouble, 'check desk.oidc.issuer, and the network; links in mails work meanwhile'),
  ];
}
