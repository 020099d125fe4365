import { keyOf } from '../lib/oauth/assertion.ts';
import { endpointProblem } from '../lib/oauth/endpoint.ts';
import type { Path, Problem } from './problem.ts';
import type { OAuthSettings } from './shape.ts';

type Key = keyof OAuthSettings;

/** The keys that only some grants know, and what to give for each. */
const HINTS = {
  client_secret: 'give the value of a secret of the application (not its id)',
  scope:
    'give what access is asked for, e.g. https://outlook.office365.com/.default (Microsoft 365) or https://mail.google.com/ (Google)',
  refresh_token: 'give the one that came when somebody signed in',
  subject: 'give the address of the mailbox, usually that of user',
  private_key: 'give the key file of the service account',
} as const;

/** What each grant needs, and what it may have besides. */
const GRANTS: Readonly<
  Record<
    OAuthSettings['grant'],
    { readonly needs: readonly (keyof typeof HINTS)[]; readonly may: readonly (keyof typeof HINTS)[] }
  >
> = {
  client_credentials: { needs: ['client_secret', 'scope'], may: [] },
  refresh_token: { needs: ['refresh_token'], may: ['client_secret', 'scope'] },
  service_account: { needs: ['private_key', 'scope', 'subject'], may: [] },
};

/** What is missing, superfluous or impossible in an `oauth` group. */
export function oauthProblems(oauth: OAuthSettings | null, path: Path): readonly Problem[] {
  if (oauth === null) return [];
  const { grant } = oauth;
  const { needs, may } = GRANTS[grant];
  const problem = (key: Key, text: string): Problem => ({ path: [...path, key], text });
  const address = endpointProblem(oauth.token_url);
  return [
    ...(address === null ? [] : [problem('token_url', address)]),
    ...(Object.keys(HINTS) as (keyof typeof HINTS)[]).flatMap((key) => {
      const given = oauth[key] !== null;
      if (!given && needs.includes(key)) return [problem(key, `grant ${grant} needs this key; ${HINTS[key]}`)];
      return given && ![...needs, ...may].includes(key)
        ? [problem(key, `grant ${grant} has no use for this key; leave it out`)]
        : [];
    }),
    ...(grant === 'service_account' && oauth.private_key !== null && keyOf(oauth.private_key) === null
      ? [
          problem(
            'private_key',
            'this is no RSA private key; give the PEM text, or the JSON file as Google hands it out',
          ),
        ]
      : []),
  ];
}
