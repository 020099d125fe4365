import { callbackify } from 'node:util';

import type SMTPPool from 'nodemailer/lib/smtp-pool';

import { Fault, permanent, sentenceOf } from '../lib/fault.ts';
import type { Log } from '../lib/log.ts';
import { createTokens, type TokenProvider } from '../lib/oauth/tokens.ts';
import type { SendError } from './outcome.ts';
import type { Attempt } from './port.ts';
import type { SmtpOutletSettings } from './smtp.ts';

type Auth = Pick<SMTPPool.Options, 'auth'>;

/** The access tokens of the account that sends, or null when it has a password, or no login. */
export function tokensOf({ oauth }: SmtpOutletSettings, log: Log): TokenProvider | null {
  return oauth === null ? null : createTokens(oauth, { where: 'send.smtp.oauth', log });
}

/** How nodemailer is told to sign in: not at all, by password, or by a token (XOAUTH2) that each new session asks for. */
export function authOf({ user, password }: SmtpOutletSettings, tokens: TokenProvider | null): Auth {
  if (user === null) return {};
  if (tokens === null) return { auth: { user, pass: password ?? '' } };
  return {
    auth: {
      type: 'OAuth2',
      user,
      provisionCallback(_user, renew, done) {
        // The library would try again within the session; we do it once, for all sessions together (withToken).
        if (renew) return done(permanent(REFUSED));
        callbackify(() => tokens.token())(done);
      },
    },
  };
}

const REFUSED = 'the server refused the access token';

/** Whether the server looked at the credentials and said no (RFC 4954 §6), be it at once or after a challenge that tells why (RFC 7628 §3.2.3). */
export function isRefusedLogin(error: unknown): boolean {
  const { responseCode, message } = error as SendError;
  return responseCode === 535 || message === REFUSED;
}

/** What it means for a mail that no access token could be had, or that none was taken; null for any other failure. */
export function withoutToken({ host, user, oauth }: SmtpOutletSettings, error: unknown): Attempt | null {
  if (oauth === null) return null;
  if (isRefusedLogin(error)) {
    const { response } = error as { readonly response?: string };
    const said = (response ?? 'invalid token').replace(/\s+/gu, ' ').slice(0, 200);
    return {
      outcome: 'paused',
      reason: `${host} refuses the access token for ${user} (${said}): ${TODO[oauth.grant]}.`,
    };
  }
  if (!(error instanceof Fault)) return null;
  const reason = sentenceOf(error);
  return error.permanent ? { outcome: 'paused', reason } : { outcome: 'retry', counts: false, reason };
}

const TODO = {
  client_credentials:
    "check send.smtp.user; for Microsoft 365 also SMTP.SendAsApp with an administrator's consent, New-ServicePrincipal with the object id of the enterprise application, Add-MailboxPermission for this mailbox, and that SMTP AUTH is switched on for it (docs/oauth.md)",
  refresh_token:
    'check that send.smtp.user is who signed in and that send.smtp.oauth.scope allows SMTP, or sign in anew (docs/oauth.md)',
  service_account:
    'check that send.smtp.user and send.smtp.oauth.subject are the same mailbox, and that send.smtp.oauth.scope is https://mail.google.com/ (docs/oauth.md)',
} as const;
