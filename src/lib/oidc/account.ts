/** At which provider of identities (OpenID Connect) people sign in, and as which client we ask. The keys are those of the settings. */
export type OidcAccount = {
  readonly issuer: string;
  readonly client_id: string;
  readonly client_secret: string;
  /** how the secret is shown: among the fields of the form, or in the header Authorization (RFC 6749 §2.3.1) */
  readonly client_auth: 'post' | 'basic';
};

/** What the answer of a provider must agree with. Kept until it comes, told to nobody. */
export type Begun = { readonly state: string; readonly nonce: string; readonly verifier: string };

/** What a provider says of somebody. */
export type Claims = Readonly<Record<string, unknown>>;
