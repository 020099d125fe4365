import { screen, type MailKind, type OwnMarks, type Verdict } from './automatic.ts';
import { gate, type Answer, type SendingFacts } from './gate.ts';
import type { Suggestion } from './level.ts';
import { newText, type Address, type Message } from './message.ts';
import type { Policy } from './policy.ts';
import { findThread, type Candidate, type Thread } from './thread.ts';
import type { Instant } from './time.ts';
import { senderTrust, type TrustVerdict } from './trust.ts';

/** Everything about the world that a decision may rest on, looked up beforehand. */
export type Facts = {
  readonly mailbox: string;
  readonly acceptedAt: Instant;
  /** why the item is to be worked without an answer (sources/port.ts), or null */
  readonly quiet: string | null;
  readonly own: OwnMarks;
  readonly candidates: readonly Candidate[];
  /** an earlier mail with the same Message-ID, sender, subject and text */
  readonly twin: { readonly ticketId: string; readonly reference: string; readonly mailbox: string } | null;
  /** the mail of ours that a report or bounce speaks of, proven by its signature */
  readonly reported: { readonly ticketId: string; readonly reference: string; readonly to: string } | null;
  readonly sending: SendingFacts;
  /** mails accepted from this sender within the storm window before this one */
  readonly recentFromSender: number;
  readonly stormTicket: { readonly ticketId: string; readonly reference: string } | null;
};

export type Entry = { readonly act: string; readonly detail: Readonly<Record<string, unknown>> };

export type NewTicket = {
  readonly bucket: 'desk' | 'bulk' | 'junk' | 'unreadable';
  readonly subject: string;
  readonly requester: Address;
  readonly suggestion: Suggestion;
  readonly possiblyOf: string | null;
  readonly stormOf: string | null;
};

/** What happens to one item: everything the commit writes follows from this. */
export type Decision = {
  readonly outcome: 'ticket' | 'appended' | 'ignored' | 'quarantined';
  readonly kind: MailKind;
  /** why, in a few words */
  readonly reason: string;
  readonly trust: TrustVerdict;
  readonly suggestion: Suggestion;
  readonly ticket: NewTicket | null;
  readonly append: { readonly ticketId: string; readonly reopen: boolean; readonly thirdParty: boolean } | null;
  readonly answer: Answer;
  /** addresses that must not be written to any more, and why */
  readonly suppress: readonly { readonly address: string; readonly reason: string }[];
  /** the "why?" of every step, for the ticket's journal */
  readonly journal: readonly Entry[];
};

/** A level for a text; compiled from the rules once (domain/priority). */
export type Suggest = (input: { readonly subject: string; readonly body: string }) => Suggestion;

const NO_SUBJECT = '(no subject)';
const NOBODY: Address = { name: '', address: '' };

/** The one door: what a mail is, which ticket it belongs to, what level it speaks for, and whether it is answered. Pure. */
export function decide(message: Message, facts: Facts, policy: Policy, suggest: Suggest, now: Instant): Decision {
  const mailbox = policy.mailboxes.find((box) => box.id === facts.mailbox) ?? policy.mailboxes[0]!;
  const trust = senderTrust(message, mailbox);
  const verdict = screen(message, facts.own, policy);
  const suggestion = suggest({ subject: message.subject, body: textForRules(message) });
  const base = { kind: verdict.kind, trust, suggestion, suppress: [], ticket: null, append: null } as const;
  const screened: Entry = {
    act: 'screened',
    detail: {
      kind: verdict.kind,
      reason: verdict.reason,
      trust: trust.trust,
      evidence: trust.evidence,
      ...(verdict.spam ? { spam: verdict.spam } : {}),
    },
  };

  if (isAutomatic(verdict.kind)) return automatic(message, facts, verdict, { ...base, screened });
  if (verdict.kind === 'bulk' && !policy.bulkOpensTicket) {
    return {
      ...base,
      outcome: 'ignored',
      reason: verdict.reason,
      answer: silent('kind', verdict.reason),
      journal: [screened],
    };
  }
  if (facts.twin !== null && facts.twin.mailbox === facts.mailbox) {
    const reason = `the same mail was delivered twice; the first is on [#${facts.twin.reference}]`;
    return {
      ...base,
      outcome: 'appended',
      reason,
      append: { ticketId: facts.twin.ticketId, reopen: false, thirdParty: false },
      answer: silent('repeat', reason),
      journal: [screened, { act: 'threaded', detail: { reason } }],
    };
  }

  const thread = findThread(joinable(facts.candidates, verdict), message.from[0]?.address ?? null, trust.trust);
  if (thread.join && canStillJoin(thread.candidate, policy, now)) {
    const reopen = thread.candidate.state === 'resolved' && verdict.kind === 'human';
    const answer = silent('follow_up', 'a ticket is acknowledged once');
    return {
      ...base,
      outcome: 'appended',
      reason: thread.reason,
      append: { ticketId: thread.candidate.ticketId, reopen, thirdParty: thread.thirdParty },
      answer,
      journal: [
        screened,
        { act: 'threaded', detail: threadDetail(thread) },
        ...(reopen ? [{ act: 'reopened', detail: { reason: 'the customer wrote again' } }] : []),
      ],
    };
  }
  if (facts.stormTicket !== null && facts.recentFromSender >= policy.storm.mails) {
    const reason = `more than ${policy.storm.mails} mails came from this address in ${Math.round(policy.storm.within / 60_000)} minutes`;
    return {
      ...base,
      outcome: 'appended',
      reason,
      append: { ticketId: facts.stormTicket.ticketId, reopen: false, thirdParty: false },
      answer: silent('storm', reason),
      journal: [screened, { act: 'threaded', detail: { reason } }],
    };
  }
  return newTicket(message, facts, policy, now, { ...base, verdict, thread, screened });
}

type Base = {
  readonly kind: MailKind;
  readonly trust: TrustVerdict;
  readonly suggestion: Suggestion;
  readonly suppress: readonly never[];
  readonly ticket: null;
  readonly append: null;
  readonly screened: Entry;
};

function newTicket(
  message: Message,
  facts: Facts,
  policy: Policy,
  now: Instant,
  base: Base & { readonly verdict: Verdict; readonly thread: Thread },
): Decision {
  const { verdict, thread, screened, trust, suggestion } = base;
  const storm = facts.recentFromSender >= policy.storm.mails;
  const possibly =
    facts.twin?.ticketId ?? (thread.join ? thread.candidate.ticketId : (thread.possibly?.ticketId ?? null));
  const from = message.from[0] ?? NOBODY;
  const answer =
    facts.twin !== null
      ? silent('twin', `the same mail also came to another mailbox of ours, as [#${facts.twin.reference}]`)
      : storm
        ? silent('storm', 'a flood from one address is gathered here unanswered')
        : gate({
            message,
            verdict,
            trust,
            quiet: facts.quiet,
            acceptedAt: facts.acceptedAt,
            sending: facts.sending,
            policy,
            now,
          });
  const bucket = verdict.spam !== null ? 'junk' : verdict.kind === 'bulk' ? 'bulk' : 'desk';
  const reason = thread.join
    ? `it answers [#${thread.candidate.reference}], which was resolved too long ago to reopen`
    : thread.possibly
      ? thread.reason
      : verdict.spam !== null
        ? `spam: ${verdict.spam}`
        : verdict.kind === 'bulk'
          ? verdict.reason
          : 'a new request';
  const ticket: NewTicket = {
    bucket,
    subject: message.subject || NO_SUBJECT,
    requester: from,
    suggestion,
    possiblyOf: possibly,
    stormOf: storm ? from.address.toLowerCase() : null,
  };
  const journal: Entry[] = [
    screened,
    { act: 'threaded', detail: { reason: thread.reason, ...(possibly === null ? {} : { possiblyOf: possibly }) } },
    {
      act: 'level_suggested',
      detail: { level: suggestion.level, confidence: suggestion.confidence, because: suggestion.because },
    },
    ...(message.notes.length > 0 ? [{ act: 'read_with_notes', detail: { notes: message.notes } }] : []),
  ];
  return {
    kind: base.kind,
    trust,
    suggestion,
    suppress: [],
    append: null,
    outcome: 'ticket',
    reason,
    ticket,
    answer,
    journal,
  };
}

/** Machines' mail is kept where it belongs, and opens, reopens and answers nothing. */
function automatic(message: Message, facts: Facts, verdict: Verdict, base: Base): Decision {
  const { screened, ...rest } = base;
  const answer = silent('kind', `${verdict.kind}: ${verdict.reason}`);
  const about = facts.reported ?? strongest(message, facts, base.trust);
  const suppress = facts.reported === null ? [] : suppressions(message, verdict.kind, facts.reported.to);
  if (about === null) {
    return {
      ...rest,
      outcome: 'ignored',
      reason: `${verdict.reason}; it belongs to no ticket of ours`,
      answer,
      journal: [screened],
    };
  }
  const journal: Entry[] = [screened, ...suppress.map((entry) => ({ act: 'address_suppressed', detail: entry }))];
  return {
    ...rest,
    outcome: 'appended',
    reason: verdict.reason,
    append: { ticketId: about.ticketId, reopen: false, thirdParty: false },
    answer,
    suppress,
    journal,
  };
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

/** Item that cannot be read, three times over or by its nature: a person gets a ticket with the headers, the bytes are kept. */
export function decideUnreadable(message: Message, facts: Facts, policy: Policy, why: string): Decision {
  const mailbox = policy.mailboxes.find((box) => box.id === facts.mailbox) ?? policy.mailboxes[0]!;
  const trust = senderTrust(message, mailbox);
  const suggestion: Suggestion = {
    level: policy.defaultLevel,
    confidence: 0,
    evidence: [],
    because: 'The message could not be read, so a person must look at it.',
  };
  const reason = `it could not be read: ${why}`;
  return {
    outcome: 'quarantined',
    kind: 'human',
    reason,
    trust,
    suggestion,
    append: null,
    suppress: [],
    answer: silent('unreadable', reason),
    ticket: {
      bucket: 'unreadable',
      subject: message.subject || NO_SUBJECT,
      requester: message.from[0] ?? NOBODY,
      suggestion,
      possiblyOf: null,
      stormOf: null,
    },
    journal: [{ act: 'quarantined', detail: { reason } }],
  };
}

/**
 * What the rules read: what the sender newly wrote, or the request that was forwarded; history and signatures are
 * blanked out line by line, so that offsets still point into the whole text.
 */
export function textForRules(message: Pick<Message, 'text' | 'segments'>): string {
  const kind = newText(message) === '' ? 'forwarded' : 'new';
  return message.segments
    .map((segment) =>
      segment.kind === kind ? message.text.slice(segment.from, segment.to) : '\n'.repeat(segment.to - segment.from),
    )
    .join('');
}

function isAutomatic(kind: MailKind): boolean {
  return kind === 'own_loop' || kind === 'bounce' || kind === 'complaint' || kind === 'auto_reply';
}

/** Bulk mail never joins on another's word or a number: that is how strangers' notices get into a conversation. */
function joinable(candidates: readonly Candidate[], verdict: Verdict): readonly Candidate[] {
  return verdict.kind === 'bulk' || verdict.spam !== null
    ? candidates.filter((c) => c.by === 'our_id' || c.by === 'reply_address')
    : candidates;
}

function canStillJoin(candidate: Candidate, policy: Policy, now: Instant): boolean {
  return (
    candidate.state === 'open' || candidate.resolvedAt === null || now - candidate.resolvedAt <= policy.reopenWithin
  );
}

function threadDetail(thread: Thread & { readonly join: true }): Record<string, unknown> {
  return {
    reason: thread.reason,
    by: thread.candidate.by,
    ...(thread.thirdParty ? { thirdParty: true } : {}),
    ...(thread.alsoNamed.length > 0 ? { alsoNamed: thread.alsoNamed } : {}),
  };
}

function silent(rule: string, reason: string): Answer {
  return { send: false, rule, reason };
}
