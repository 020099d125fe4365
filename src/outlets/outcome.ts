import { sentenceOf } from '../lib/fault.ts';
import type { Attempt } from './port.ts';

/**
 * How far a mail had come when it failed. `connecting`: no session was ready for it; `envelope`: it was being addressed,
 * and not one byte of it was handed over; `content`: bytes of it went out, so it may have been taken.
 */
export type Stage = 'connecting' | 'envelope' | 'content';

/** What nodemailer tells of a failure; see its errors.ts. */
export type SendError = Error & {
  readonly code?: string;
  readonly originalCode?: string;
  /** the server's three digits, when it answered at all */
  readonly responseCode?: number;
};

/** The account is refused, whatever the mail (RFC 4954 §6): authentication required, too weak, wrong, or not without encryption. */
const ACCOUNT_CODES = new Set([530, 534, 535, 538]);

/**
 * Says what became of a mail, by the server's reply code and by how far it had come; never by the library's code alone,
 * which is the same for a full mailbox and for an unknown one.
 */
export function outcomeOf(error: SendError, stage: Stage): Attempt {
  const reason = reasonOf(error);
  const reply = error.responseCode;
  if (reply === undefined) return withoutReply(error, stage, reason);
  // 421: the server closes whatever session it is in, and does not speak of the mail (RFC 5321 §4.2.1).
  if (reply === 421) return { outcome: 'retry', counts: false, reason };
  if (ACCOUNT_CODES.has(reply)) return { outcome: 'paused', reason };
  if (reply >= 400 && reply < 500) return { outcome: 'retry', counts: stage !== 'connecting', reason };
  // 503, bad sequence of commands, tells of the session and not of the mail; a new session may do better.
  if (reply === 503) return { outcome: 'retry', counts: true, reason };
  // A permanent no before the mail was even named (greeting, EHLO, STARTTLS, AUTH) concerns every mail alike.
  if (stage === 'connecting') return { outcome: 'paused', reason };
  if (reply >= 500 && reply < 600) return { outcome: 'failed', reason };
  return stage === 'content' ? { outcome: 'unknown', reason } : { outcome: 'retry', counts: true, reason };
}

function withoutReply(error: SendError, stage: Stage, reason: string): Attempt {
  // The library could not sign in at all, for want of a user name or of a method that both sides know.
  if (error.code === 'EAUTH') return { outcome: 'paused', reason };
  // The mail's own stream broke off, and with it the session before the final dot: it was not taken.
  if (error.code === 'ESTREAM') return { outcome: 'retry', counts: true, reason };
  if (stage === 'content') return { outcome: 'unknown', reason };
  // A server that hangs up each time it hears this envelope must exhaust the mail; one that is not there must not.
  return { outcome: 'retry', counts: stage === 'envelope' && !isUnreachable(error), reason };
}

/** A pooled session had gone stale, and then no new one could be opened: the mail was named, but to nobody. */
function isUnreachable(error: SendError): boolean {
  return (
    error.code === 'EDNS' ||
    error.originalCode !== undefined ||
    error.name === 'AbortError' ||
    error.message.startsWith('Reached maximum number of retries')
  );
}

/** The server's words or the error's, on one line, without what could be a secret: nodemailer puts none into messages. */
function reasonOf(error: SendError): string {
  const hint = error.originalCode && !error.message.includes(error.originalCode) ? ` (${error.originalCode})` : '';
  return `${sentenceOf(error)}${hint}`;
}
