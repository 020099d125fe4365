import type { OidcProvider } from '../../lib/oidc/provider.ts';

/** By what people may sign in. */
export type SignInWays = {
  /** false: nobody is mailed a link; one that whoever runs the machine made still works */
  readonly mailLinks: boolean;
  readonly provider: SignInProvider | null;
};

/** A provider of identities, and what is believed of what it says. */
export type SignInProvider = {
  /** as its button names it */
  readonly label: string;
  readonly oidc: OidcProvider;
  /** what holds the address by which somebody is found among the people of the settings */
  readonly claim: string;
  readonly trustsUnverified: boolean;
};
