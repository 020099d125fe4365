import type { Message } from './message.ts';
import { noticeOf } from './fax/notice.ts';
import type { MailboxPolicy, Policy } from './policy.ts';

/** What kind of mail this is. Only `human` may be acknowledged; nothing is ever dropped for its kind. */
export type MailKind = 'human' | 'auto_reply' | 'bulk' | 'bounce' | 'complaint' | 'own_loop' | 'fax_notice';

/** A kind and why; `silence` is the reason why even a human's mail gets no automatic answer, or null. */
export type Verdict = {
  readonly kind: MailKind;
  readonly reason: string;
  readonly silence: string | null;
  /** an upstream filter called it spam: the words it used, or null */
  readonly spam: string | null;
};

/** What only the shell can know about marks: it holds the key that verifies them. */
export type OwnMarks = {
  /** our loop header or our own signed Message-ID is on it, and the signature is right */
  readonly loop: boolean;
  /** the envelope recipient is a bounce address of ours, and the signature is right */
  readonly bounceAddress: boolean;
  /** it answers (In-Reply-To, References) a mail whose signed id is ours */
  readonly answersOurs: boolean;
};

/** Decides the kind by ordered rules, first match wins (RFC 3834, 3464, 5965, 2369, 2919 and what mailers really do). */
export function screen(message: Message, own: OwnMarks, policy: Policy, mailbox: MailboxPolicy): Verdict {
  const silence = silenceOf(message);
  const spam = spamOf(message);
  for (const rule of RULES) {
    const reason = rule.test(message, own, policy, mailbox);
    if (reason !== null) return { kind: rule.kind, reason, silence, spam };
  }
  return { kind: 'human', reason: 'no sign of an automatic mail', silence, spam };
}

type Rule = {
  readonly kind: MailKind;
  readonly test: (m: Message, own: OwnMarks, policy: Policy, mailbox: MailboxPolicy) => string | null;
};

/** The order is the policy: our own mail first, then reports about our mail, then other machines. */
const RULES: readonly Rule[] = [
  { kind: 'own_loop', test: ownMail },
  { kind: 'complaint', test: complaint },
  // before bounces: some fax services leave the return path empty
  { kind: 'fax_notice', test: faxService },
  { kind: 'bounce', test: bounce },
  { kind: 'fax_notice', test: faxNotice },
  { kind: 'auto_reply', test: autoReply },
  { kind: 'bulk', test: bulk },
];

function ownMail(message: Message, own: OwnMarks, policy: Policy): string | null {
  if (own.loop) return 'it carries our own signed mark';
  const ours = message.from.find((from) => isOurs(from.address, policy));
  return ours ? `its From is our own mailbox ${ours.address}` : null;
}

function isOurs(address: string, policy: Policy): boolean {
  const wanted = address.toLowerCase();
  return policy.mailboxes.some((mailbox) => mailbox.addresses.includes(wanted));
}

function complaint(message: Message): string | null {
  if (message.report?.kind === 'feedback-report') return 'it is an abuse report (RFC 5965)';
  return null;
}

function bounce(message: Message, own: OwnMarks): string | null {
  if (message.report?.kind === 'delivery-status') return 'it is a delivery report (RFC 3464)';
  if (own.bounceAddress) return 'it came to a bounce address of ours';
  if (message.headers.has('x-failed-recipients')) return 'it names recipients that failed (X-Failed-Recipients)';
  const from = message.from[0]?.address.toLowerCase() ?? '';
  if (
    /^(?:mailer-daemon|mail-daemon|postmaster)@/u.test(from) &&
    (message.returnPath === '' || BOUNCE_SUBJECT.test(message.subject))
  ) {
    return `it is a notice from ${from}`;
  }
  // Vacation replies use the null path too, so the null path alone says "machine", and what else it shows says which.
  if (message.returnPath === '' && !saysAutoReply(message)) return 'its return path is empty (RFC 5321 §4.5.5)';
  if (from.startsWith('mailer-daemon@')) return `it is a notice from ${from}`;
  return null;
}

const BOUNCE_SUBJECT =
  /^(?:undeliver|delivery status notification|mail delivery (?:failed|system)|returned mail|delivery failure|failure notice|unzustellbar|non remis|message not delivered)/iu;

function saysAutoReply(message: Message): boolean {
  return autoHeader(message) !== null || AUTO_SUBJECT.test(message.subject);
}

function autoHeader(message: Message): string | null {
  const submitted = token(message, 'auto-submitted');
  if (submitted !== null && submitted !== 'no' && submitted !== '') return `Auto-Submitted: ${submitted} (RFC 3834)`;
  const precedence = token(message, 'precedence') ?? token(message, 'x-precedence');
  if (precedence === 'auto_reply') return 'Precedence: auto_reply';
  for (const name of [
    'x-autoreply',
    'x-autorespond',
    'x-autoresponder',
    'x-mail-autoreply',
    'x-ms-exchange-inbox-rules-loop',
  ]) {
    const value = token(message, name);
    if (value !== null && value !== 'no' && value !== 'false') return `it carries ${name}`;
  }
  return null;
}

function autoReply(message: Message, own: OwnMarks): string | null {
  if (message.report?.kind === 'disposition-notification') return 'it is a read receipt (RFC 8098)';
  const header = autoHeader(message);
  if (header !== null) return header;
  // Words in a subject are weak: people write "Out of office printer broken". They count only in answer to our own mail.
  if (own.answersOurs && AUTO_SUBJECT.test(message.subject))
    return `it answers our mail, and its subject says "${message.subject.slice(0, 60)}"`;
  return null;
}

const AUTO_SUBJECT =
  /^(?:auto(?:matic|mated)?[ -]?(?:reply|response)|auto:|out of (?:the )?office|ooo:|oof:|autosvar|automatisk svar|automatisch antwoord|automatische antwort|abwesenheitsnotiz|abwesend:|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|risposta automatica|fuori sede|resposta automática|frånvaro)/iu;

/** A mail that the profiles know as a fax service's, or as one that only looks like it: neither is answered. */
function faxService(message: Message, _own: OwnMarks, policy: Policy, mailbox: MailboxPolicy): string | null {
  const verdict = noticeOf(message, policy.faxProfiles, mailbox);
  if (verdict.is === 'nothing') return null;
  return verdict.is === 'fax' ? `it is the notice of a fax from ${verdict.notice.service}` : verdict.reason;
}

/**
 * A fax service's mail about a fax: its From is the service's, the same for every fax, never the customer's. Known by
 * its subject together with a document or a machine's address, so that a person who writes about a fax stays a person.
 */
function faxNotice(message: Message): string | null {
  if (message.inReplyTo.length > 0 || !FAX_SUBJECT.test(message.subject.trim())) return null;
  const document = message.attachments.find(({ type }) =>
    /^(?:image\/(?:tiff|x-fax-g3)|application\/(?:pdf|postscript))$/u.test(type),
  );
  if (document !== undefined) return `its subject is that of a fax notice, and ${document.filename} comes with it`;
  const from = message.from[0]?.address.toLowerCase() ?? '';
  return /^[^@]*(?:fax|no-?reply|notify|message)[^@]*@/u.test(from)
    ? `its subject is that of a fax notice, and it comes from ${from}`
    : null;
}

const FAX_SUBJECT =
  /^(?:(?:corporate )?e-?fax|myfax|metrofax)\S? (?:message )?from\b|^new fax (?:message )?(?:from|received)\b|^(?:\[failed\] )?fax received(?: with errors)?(?: from\b|:)|^a fax has arrived from\b|^fax message no\./iu;

function bulk(message: Message): string | null {
  for (const name of ['list-id', 'list-post', 'list-unsubscribe', 'feedback-id']) {
    if (message.headers.has(name)) return `it carries ${name}, as mailing lists do`;
  }
  const precedence = token(message, 'precedence') ?? token(message, 'x-precedence');
  if (precedence !== null && ['bulk', 'list', 'junk'].includes(precedence)) return `Precedence: ${precedence}`;
  return null;
}

/** X-Auto-Response-Suppress is Exchange's wish, not a sign of a machine: the mail stays human, but unanswered. */
function silenceOf(message: Message): string | null {
  const wish = values(message, 'x-auto-response-suppress')
    .flatMap((value) => value.toLowerCase().split(','))
    .map((word) => word.trim())
    .find((word) => word === 'all' || word === 'oof' || word === 'autoreply');
  return wish === undefined ? null : `the sender asks for no automatic answer (X-Auto-Response-Suppress: ${wish})`;
}

/** What a filter before us concluded. Only clear verdicts count; scores below its own threshold do not. */
function spamOf(message: Message): string | null {
  const flag = token(message, 'x-spam-flag') ?? token(message, 'x-spam');
  if (flag === 'yes' || flag === 'true') return `X-Spam-Flag: ${flag}`;
  const status = values(message, 'x-spam-status')[0];
  if (status !== undefined && /^yes\b/iu.test(status.trim())) return 'X-Spam-Status: Yes';
  const rspamd = values(message, 'x-rspamd-action')[0] ?? values(message, 'x-spamd-result')[0];
  if (rspamd !== undefined && /^(?:add header|rewrite subject|reject|default: true)/iu.test(rspamd.trim()))
    return `rspamd: ${rspamd.trim().slice(0, 40)}`;
  const scl =
    /\bSCL:(\d+)\b/u.exec(values(message, 'x-forefront-antispam-report').join(';'))?.[1] ??
    values(message, 'x-ms-exchange-organization-scl')[0];
  // Microsoft: 5 and 6 are spam, 7 to 9 high-confidence spam.
  if (scl !== undefined && Number(scl) >= 5) return `Exchange spam confidence level ${Number(scl)}`;
  return null;
}

function values(message: Message, name: string): readonly string[] {
  return message.headers.get(name) ?? [];
}

/** The first word of a field, lower-cased, comments and parameters cut; null when the field is absent. */
function token(message: Message, name: string): string | null {
  const value = message.headers.get(name)?.[0];
  return value === undefined ? null : value.split(/[;(]/u)[0]!.trim().toLowerCase();
}
