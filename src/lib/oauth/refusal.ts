import { permanent, temporary, type Fault } from '../fault.ts';
import type { OAuthAccount } from './account.ts';
import type { Answer } from './post.ts';

/** The longest piece of a server's own words that is shown, characters. */
const WORDS = 300;

/** Why a token server gave no token for a form (RFC 6749 §5.2), in a sentence that says what to do; `where` names the settings to look at. */
export function refusal(account: OAuthAccount, form: URLSearchParams, where: string, { status, text }: Answer): Fault {
  const { host } = new URL(account.token_url);
  const { error, description } = errorIn(text, secretsOf(account, form));
  const said = description === '' ? '' : ` It said: ${description}`;
  if (status >= 500 || status === 429 || error === 'temporarily_unavailable' || error === 'server_error')
    return temporary(
      `The token server ${host} is out of order (${error || status}): nothing to do, unless it stays so; it is asked again by itself.${said}`,
    );
  return permanent(
    `The token server ${host} gives no token (${error || `status ${status}`}): ${todo(account, where, error)}.${said}`,
  );
}

function todo(account: OAuthAccount, where: string, error: string): string {
  const { grant } = account;
  switch (error) {
    case 'invalid_client':
      return grant === 'service_account'
        ? `check client_id and private_key in ${where}; the key may have been deleted at the provider`
        : `check client_id and client_secret in ${where}; the value of the secret is wanted, not its id, and secrets expire: make a new one then`;
    case 'invalid_grant':
      if (grant === 'refresh_token')
        return `the stored refresh token is no longer good: sign in anew and store the new one as refresh_token of ${where}. It dies when a password is changed, when it is not used for months, and, of a Google project in "Testing", after 7 days: publish the project first`;
      return grant === 'service_account'
        ? `check that subject in ${where} is an account of the domain, that private_key is of client_id, and the clock of this machine`
        : `check token_url and client_secret in ${where}`;
    case 'unauthorized_client':
      return grant === 'service_account'
        ? `let an administrator allow the service account to act for the whole domain (domain-wide delegation) with exactly the scope that stands in ${where}`
        : `check client_id, and the tenant in token_url, in ${where}; the application must be registered in that tenant, with the consent of an administrator`;
    case 'invalid_scope':
      return grant === 'client_credentials'
        ? `check scope in ${where}; for Microsoft 365 it is https://outlook.office365.com/.default`
        : `check scope in ${where}; it must be one that was agreed to`;
    case 'unsupported_grant_type':
    case 'invalid_request':
      return `check grant and token_url in ${where}`;
    case 'access_denied':
      return `let an administrator give the application in ${where} its permissions, and consent to them`;
    default:
      return `check token_url in ${where}, and what docs/oauth.md says`;
  }
}

/** The error code and the words of an answer, harmless to show. Microsoft adds numbers for its own support after the first line. */
function errorIn(text: string, secrets: readonly string[]): { readonly error: string; readonly description: string } {
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    // a page for people: its status has to do
  }
  const { error, error_description: words } = (body ?? {}) as { error?: unknown; error_description?: unknown };
  const word = typeof error === 'string' ? error : '';
  const long = typeof words === 'string' ? words : '';
  return {
    error: /^[\w.-]{1,60}$/u.test(word) && !secrets.includes(word) ? word : '',
    description: shown(long, secrets),
  };
}

function shown(words: string, secrets: readonly string[]): string {
  const first = words.split(/\r?\n|\sTrace ID:/u, 1)[0]!;
  return secrets
    .reduce((text, secret) => text.replaceAll(secret, '[secret]'), first)
    .replaceAll(/[^\P{C} ]/gu, ' ')
    .trim()
    .slice(0, WORDS);
}

/** What a server could echo: what it was sent, and what stands in the settings. */
function secretsOf(account: OAuthAccount, form: URLSearchParams): readonly string[] {
  const sent = ['client_secret', 'refresh_token', 'assertion'].map((name) => form.get(name));
  const set = [account.client_secret, account.refresh_token, account.private_key];
  return [...sent, ...set].flatMap((one) => (one === null || one === '' ? [] : [one]));
}
