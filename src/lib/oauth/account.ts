/**
 * Who asks which server for access tokens (OAuth 2.0, RFC 6749), and by what right. The keys are those of the settings.
 *
 * - `client_credentials` (RFC 6749 §4.4): the program itself, by its secret
 * - `refresh_token` (RFC 6749 §6): on behalf of a person who signed in once
 * - `service_account` (RFC 7523 §2.1): on behalf of `subject`, by a statement signed with `private_key`
 */
export type OAuthAccount = {
  readonly grant: 'client_credentials' | 'refresh_token' | 'service_account';
  readonly token_url: string;
  readonly client_id: string;
  readonly client_secret: string | null;
  readonly scope: string | null;
  readonly refresh_token: string | null;
  readonly subject: string | null;
  readonly private_key: string | null;
};

/** An access token and, where the server said so, what it means for the next one. */
export type Granted = {
  readonly value: string;
  /** from the answer on, ms */
  readonly lifeMs: number;
  /** the refresh token that takes the place of the one that was sent (RFC 6749 §6), or null */
  readonly refreshToken: string | null;
};
