import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';

/**
 * - `down`: the provider does not answer, or not as one
 * - `denied`: whoever was to sign in said no there, or may not
 * - `settings`: it knows us otherwise than the settings say
 * - `untrue`: its answer does not belong to what was asked: too old, used before, or forged
 */
export type OidcTrouble = 'down' | 'denied' | 'settings' | 'untrue';

/** Why nobody could be signed in, in a sentence for those who run the desk; it holds no secret and no token. */
export class OidcFault extends Error {
  readonly trouble: OidcTrouble;

  constructor(trouble: OidcTrouble, message: string) {
    super(message); // without a cause: that may hold tokens
    this.name = 'OidcFault';
    this.trouble = trouble;
  }
}

/** Codes by which a provider says that a person did not sign in (OpenID Connect Core §3.1.2.6). */
const DENIED = /^(?:access_denied|(?:login|consent|interaction|account_selection)_required)$/u;
const DOWN = /^(?:temporarily_unavailable|server_error)$/u;

/** What went wrong with the provider at `host`. Of foreign words only codes are repeated. */
export function faultOf(error: unknown, host: string): OidcFault {
  if (error instanceof OidcFault) return error;
  if (error instanceof AuthorizationResponseError) {
    const code = codeOf(error.error);
    if (DENIED.test(code)) return new OidcFault('denied', `${host} signed nobody in (${code})`);
    if (DOWN.test(code)) return new OidcFault('down', `${host} is out of order (${code})`);
    return new OidcFault(
      'settings',
      `${host} refuses what we ask (${code}): check client_id, and the redirect URI that it was given`,
    );
  }
  if (error instanceof ResponseBodyError) {
    const code = codeOf(error.error);
    if (error.status >= 500 || DOWN.test(code)) return new OidcFault('down', `${host} is out of order (${code})`);
    return code === 'invalid_grant'
      ? new OidcFault(
          'untrue',
          `${host} does not know the code (${code}): it was used before, is too old, or was given for something else`,
        )
      : new OidcFault(
          'settings',
          `${host} refuses us (${code}): check client_id, client_secret and client_auth; secrets run out`,
        );
  }
  if (error instanceof ClientError) {
    const code = codeOf(error.code);
    if (/TIMEOUT|NOT_CONFORM|NOT_JSON|PARSE_ERROR/u.test(code))
      return new OidcFault('down', `${host} does not answer as a provider of identities (${code}): check issuer`);
    if (code === 'OAUTH_HTTP_REQUEST_FORBIDDEN')
      return new OidcFault('settings', `${host} names addresses without https (${code})`);
    return new OidcFault('untrue', `the answer of ${host} is not what was asked for (${code})`);
  }
  const { cause } = error as { cause?: { code?: unknown } };
  return new OidcFault('down', `${host} cannot be reached (${codeOf(cause?.code)})`);
}

function codeOf(code: unknown): string {
  return typeof code === 'string' && /^[\w.-]{1,60}$/u.test(code) ? code : 'no reason given';
}
