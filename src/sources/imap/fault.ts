import type { ImapFlowError } from 'imapflow';
import { Fault, sentenceOf } from '../../lib/fault.ts';
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
    return fault(
      'login',
      `${host} refuses the login of ${settings.user}: check imap.user and imap.password of mailbox ${mailbox}. Tried again every ${minutes} minutes only, so that the account is not locked.`,
      timing.loginWaitMs,
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
