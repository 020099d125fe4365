import { sentenceOf } from '../../lib/fault.ts';
import type { TokenProvider } from '../../lib/oauth/tokens.ts';
import type { OAuthSettings } from '../../settings/shape.ts';
import { fromSentence, ok, type Finding } from './check.ts';

/** Asks the token server for an access token, as a login would. Nothing of the token is shown. */
export async function checkToken(
  check: string,
  { grant, token_url: url }: OAuthSettings,
  tokens: TokenProvider,
): Promise<Finding> {
  try {
    await tokens.token();
    return ok(check, `${new URL(url).host} gives an access token (${grant})`);
  } catch (error) {
    return fromSentence(check, sentenceOf(error), 'see docs/oauth.md');
  }
}
