import type { MailKind } from './automatic.ts';
import { silent, type Decision, type Entry, type Facts, type Screened } from './decision.ts';
import type { Message } from './message.ts';
import { findThread } from './thread.ts';
import type { TrustVerdict } from './trust.ts';

/** Kinds of mail that open no ticket: answers of machines, and our own. */
export function isAutomatic(kind: MailKind): boolean {
  return kind === 'own_loop' || kind === 'bounce' || kind === 'complaint' || kind === 'auto_reply';
}

/** Machines' mail is kept where it belongs, and opens, reopens and answers nothing. */
export function decideMachine(
  message: Message,
  facts: Facts,
  { verdict, trust, suggestion, entry: screened }: Screened,
): Decision {
  const answer = silent('kind', `${verdict.kind}: ${verdict.reason}`);
  const ours = facts.reported ?? (verdict.kind === 'bounce' ? facts.answered : null);
  const ticketId = ours?.ticketId ?? strongest(message, facts, trust)?.ticketId ?? null;
  const undelivered = ours !== null && cameBack(message, verdict.kind) ? ours.id : null;
  const rest = { kind: verdict.kind, trust, suggestion, ticket: null, append: null, undelivered };
  const suppress = facts.reported === null ? [] : suppressions(message, verdict.kind, facts.reported.to);
  const journal: Entry[] = [
    screened,
    ...(undelivered === null
      ? []
      : [{ act: 'came_back', detail: { outbox: undelivered, kind: ours?.kind, to: ours?.to } }]),
    ...suppress.map((entry) => ({ act: 'address_suppressed', detail: entry })),
  ];
  if (ticketId === null) {
    const why =
      ours === null ? 'it belongs to no ticket of ours' : 'the mail of ours it speaks of is about no single ticket';
    return { ...rest, outcome: 'ignored', reason: `${verdict.reason}; ${why}`, answer, suppress, journal };
  }
  return {
    ...rest,
    outcome: 'appended',
    reason: verdict.reason,
    append: { ticketId, reopen: false, thirdParty: false, fromCustomer: false, byStaff: null },
    answer,
    suppress,
    journal,
  };
}

/** A bounce that names nobody is taken at its word; a report of a delay, or of success, is none. */
function cameBack(message: Message, kind: MailKind): boolean {
  if (kind !== 'bounce') return false;
  const recipients = message.report?.recipients ?? [];
  return recipients.length === 0 || recipients.some(({ action }) => action === 'failed');
}

function strongest(message: Message, facts: Facts, trust: TrustVerdict): { readonly ticketId: string } | null {
  const proven = facts.candidates.filter((candidate) => candidate.by !== 'subject');
  const thread = findThread(proven, message.from[0]?.address ?? null, trust.trust);
  return thread.join ? thread.candidate : null;
}

/**
 * Only a report on a mail of ours, proven by its signature, about the very address we wrote to, may silence an address:
 * else anybody could silence anybody. Permanent means action "failed" with 5.1.x (no such address), or a complaint.
 */
function suppressions(message: Message, kind: MailKind, to: string): readonly { address: string; reason: string }[] {
  if (kind === 'complaint') return [{ address: to.toLowerCase(), reason: 'its owner complained about our mail' }];
  const failed = message.report?.recipients.find(
    (recipient) =>
      recipient.action === 'failed' &&
      recipient.status.startsWith('5.1.') &&
      recipient.address.toLowerCase() === to.toLowerCase(),
  );
  return kind === 'bounce' && failed
    ? [{ address: to.toLowerCase(), reason: `our mail to it bounced (${failed.status})` }]
    : [];
}
