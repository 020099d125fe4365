import { customerEntries } from './customer-journal.ts';
import { customerOf } from './customer.ts';
import {
  NO_SUBJECT,
  NOBODY,
  silent,
  type Decision,
  type Entry,
  type Facts,
  type NewTicket,
  type Screened,
} from './decision.ts';
import { gate } from './gate.ts';
import type { Message } from './message.ts';
import type { Policy } from './policy.ts';
import { chooseRep, type Chosen } from './staff/choose.ts';
import type { Thread } from './thread.ts';
import type { Instant } from './time.ts';

/**
 * A mail that belongs to no ticket, or of which a person of ours wants one, opens one: in which bucket, linked to what,
 * answered or not. What is wanted comes to the desk, whatever its kind; it is answered no more readily for that.
 */
export function decideTicket(
  message: Message,
  facts: Facts,
  policy: Policy,
  now: Instant,
  { verdict, trust, suggestion, entry: screened }: Screened,
  thread: Thread,
): Decision {
  const wanted = wantedWords(facts, policy);
  const storm = wanted === null && facts.recentFromSender >= policy.storm.mails;
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
  const bucket = wanted !== null ? 'desk' : verdict.spam !== null ? 'junk' : verdict.kind === 'bulk' ? 'bulk' : 'desk';
  const reason =
    wanted ??
    (thread.join
      ? `it answers [#${thread.candidate.reference}], which was resolved too long ago to reopen`
      : thread.possibly
        ? thread.reason
        : verdict.spam !== null
          ? `spam: ${verdict.spam}`
          : verdict.kind === 'bulk'
            ? verdict.reason
            : 'a new request');
  const customer = customerOf(facts, trust.trust, facts.day);
  const rep = bucket === 'desk' ? repFor(facts, policy, now) : null;
  const ticket: NewTicket = {
    bucket,
    subject: message.subject || NO_SUBJECT,
    requester: from,
    suggestion,
    possiblyOf: possibly,
    stormOf: storm ? from.address.toLowerCase() : null,
    customer,
    assignee: rep?.person?.id ?? null,
  };
  const journal: Entry[] = [
    screened,
    ...(wanted === null ? [] : [{ act: 'wanted', detail: { by: facts.wantedBy } }]),
    { act: 'threaded', detail: { reason: thread.reason, ...(possibly === null ? {} : { possiblyOf: possibly }) } },
    {
      act: 'level_suggested',
      detail: { level: suggestion.level, confidence: suggestion.confidence, because: suggestion.because },
    },
    ...(bucket === 'desk' ? customerEntries(customer, trust.trust) : []),
    ...assignedEntries(rep),
    ...(message.notes.length > 0 ? [{ act: 'read_with_notes', detail: { notes: message.notes } }] : []),
  ];
  return {
    kind: verdict.kind,
    trust,
    suggestion,
    suppress: [],
    undelivered: null,
    append: null,
    outcome: 'ticket',
    reason,
    ticket,
    answer,
    journal,
  };
}

/** Who wanted the ticket, as a reason; null: nobody had to. */
export function wantedWords({ wantedBy }: Facts, { staff }: Policy): string | null {
  if (wantedBy === null) return null;
  return `${staff.people.find(({ id }) => id === wantedBy)?.name ?? wantedBy} wanted a ticket of it`;
}

/** Who gets a new ticket, and why; null where the settings name nobody at all. */
export function repFor(facts: Facts, { staff }: Policy, now: Instant): Chosen | null {
  if (staff.people.length === 0) return null;
  const { mailbox, turn, unreachable, customer } = facts;
  return chooseRep(staff, { mailbox, preferred: customer?.assignedRep ?? null, at: now, turn, unreachable });
}

/** Why it went to whom, for the journal. */
export function assignedEntries(rep: Chosen | null): readonly Entry[] {
  return rep === null ? [] : [{ act: 'assigned', detail: { to: rep.person?.id ?? null, why: rep.why } }];
}
