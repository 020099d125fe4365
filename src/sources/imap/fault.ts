import type { ImapFlowError } from 'imapflow';
import { Fault, sentenceOf } from '../../lib/fault.ts';
import type { ImapSettings } from '../../settings/shape.ts';
import type { Reader } from './options.ts';

/**
 * What went wrong with a server. Only `refused` leaves the connection usable: the server answered one command with NO
 * or BAD.
 */
export type Kind = 'login' | 'security' | 'folder' | 'throttled' | 'unreachable' | 'refused' | 'broken' | 'stopped';

/** A failure of the mail server, its sentence made for the person who must act on it. */
export class ImapFault extends Fault {
  readonly kind: Kind;
  /** how long to leave the server alone, in ms; null: as long as the growing waits say */
  readonly waitMs: number | null;

  constructor(kind: Kind, sentence: string, waitMs: number | null = null, cause?: unknown) {
    super(sentence, { permanent: false, cause });
    this.name = 'ImapFault';
    this.kind = kind;
    this.waitMs = waitMs;
  }
}

/** Puts a failure met while `doing` something (a gerund: "moving mail") into words. A failure already in words stays as it is. */
export function imapFault(reader: Reader, doing: string, error: unknown): ImapFault {
  if (error instanceof ImapFault) return error;
  const { mailbox, settings, timing } = reader;
  const { host, port } = settings;
  const facts = error as ImapFlowError;
  const text = facts.responseText ?? facts.reason ?? sentenceOf(error);
  const fault = (kind: Kind, sentence: string, waitMs?: number): ImapFault =>
    new ImapFault(kind, sentence, waitMs, error);

  if (facts.code === 'ETHROTTLE') {
    const wait = Math.min(facts.throttleReset ?? timing.ceilingMs, timing.throttleCeilingMs);
    return fault(
      'throttled',
      `${host} asks us to slow down: mailbox ${mailbox} is read again in ${Math.ceil(wait / 1000)} s. Nothing to do, unless it happens daily.`,
      wait,
    );
  }
  if (facts.authenticationFailed === true) {
    const minutes = Math.round(timing.loginWaitMs / 60_000);
    const rarely = `Tried again every ${minutes} minutes only, so that the account is not locked.`;
    return fault(
      'login',
      settings.oauth === null
        ? `${host} refuses the login of ${settings.user}: check imap.user and imap.password of mailbox ${mailbox}. ${rarely}`
        : `${host} refuses the access token for ${settings.user} (${oauthStatus(facts) ?? text}): ${tokenTodo(settings.oauth, mailbox)} ${rarely}`,
      timing.loginWaitMs,
    );
  }
  if (settings.oauth !== null && facts.message === 'Unsupported authentication mechanism') {
    return fault(
      'security',
      `${host} takes no access tokens (neither OAUTHBEARER nor XOAUTH2): check imap.host of mailbox ${mailbox}, or give imap.password in place of imap.oauth.`,
    );
  }
  if (facts.tlsFailed === true || isTls(facts)) {
    return fault(
      'security',
      `The connection to ${host}:${port} cannot be secured (${text}): check imap.tls and imap.port of mailbox ${mailbox}, and imap.ca_file if the certificate is a private one.`,
    );
  }
  if (facts.mailboxMissing === true) {
    return fault(
      'folder',
      `${host} has no folder "${settings.folder}": create it, or correct imap.folder of mailbox ${mailbox}.`,
    );
  }
  if (facts.responseStatus === 'NO' || facts.responseStatus === 'BAD') {
    return fault(
      'refused',
      `${host} refused while ${doing} (${text}): if it stays so, ask whoever runs the mail server of mailbox ${mailbox}.`,
    );
  }
  if (doing === CONNECTING) {
    return fault(
      'unreachable',
      `${host}:${port} does not answer (${facts.code ?? text}): check that the server runs, the network, and imap.host and imap.port of mailbox ${mailbox}. Mail waits on the server; none is lost.`,
    );
  }
  return fault(
    'broken',
    `${host} broke off while ${doing} (${text}): if it stays so, ask whoever runs the mail server of mailbox ${mailbox}. Mail waits on the server; none is lost.`,
  );
}

export const CONNECTING = 'connecting';

/** OpenSSL and Node name their certificate failures in these ways only. */
function isTls(facts: ImapFlowError): boolean {
  return /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO|UPGRADE_TIMEOUT|UNABLE_TO_VERIFY|STARTTLS/u.test(facts.code ?? '');
}

/** What the server says of a token it does not like: a word such as `invalid_token`, or a number (RFC 7628 §3.2.2). */
function oauthStatus({ oauthError }: ImapFlowError): string | null {
  const { status } = (oauthError ?? {}) as { readonly status?: unknown };
  const word = typeof status === 'string' || typeof status === 'number' ? String(status) : '';
  return /^\w{1,40}$/u.test(word) ? word : null;
}

/** The token was given, so the application is known; what lacks is the right to this one mailbox. */
function tokenTodo({ grant }: NonNullable<ImapSettings['oauth']>, mailbox: string): string {
  switch (grant) {
    case 'client_credentials':
      return `check imap.user of mailbox ${mailbox}; for Microsoft 365 also that New-ServicePrincipal was given the object id of the enterprise application (not that of the app registration), that Add-MailboxPermission was run for this mailbox, and that IMAP.AccessAsApp has an administrator's consent (docs/oauth.md).`;
    case 'service_account':
      return `check that imap.user and imap.oauth.subject of mailbox ${mailbox} are the same mailbox, and that imap.oauth.scope is https://mail.google.com/ (docs/oauth.md).`;
    case 'refresh_token':
      return `check that imap.user of mailbox ${mailbox} is who signed in, or may open that mailbox, and that imap.oauth.scope allows IMAP; or sign in anew (docs/oauth.md).`;
    default:
      return grant satisfies never;
  }
}
