import { screen, type Verdict } from './automatic.ts';
import { colleagueOf, decideColleague } from './colleague.ts';
import { silent, type Decision, type Facts, type Screened, type Suggest } from './decision.ts';
import { decideMachine, isAutomatic } from './machine.ts';
import { textForRules, type Message } from './message.ts';
import { factsForLevel } from './level-facts.ts';
import { decideTicket } from './new-ticket.ts';
import type { Policy } from './policy.ts';
import { findThread, type Candidate, type Thread } from './thread.ts';
import { MINUTE, type Instant } from './time.ts';
import { senderTrust, type TrustVerdict } from './trust.ts';

/**
 * The one door: what a mail is, which ticket it belongs to, what level it speaks for, and whether it is answered. Pure.
 * The cases stand in the order in which they decide.
 */
export function decide(message: Message, facts: Facts, policy: Policy, suggest: Suggest, now: Instant): Decision {
  const screened = screening(message, facts, policy, suggest);
  const { verdict, trust } = screened;

  const threadOf = (): Thread =>
    findThread(joinable(facts.candidates, verdict), message.from[0]?.address ?? null, trust.trust);

  if (facts.wantedBy !== null) return decideTicket(message, facts, policy, now, screened, threadOf());
  if (isAutomatic(verdict.kind)) return decideMachine(message, facts, screened);
  if (verdict.kind === 'bulk' && !policy.bulkOpensTicket) return ignore(screened, verdict.reason);
  if (facts.twin !== null && facts.twin.mailbox === facts.mailbox) {
    const reason = `the same mail was delivered twice; the first is on [#${facts.twin.reference}]`;
    return append(screened, facts.twin.ticketId, 'repeat', reason);
  }

  const colleague = decideColleague(message, facts, policy, screened);
  if (colleague !== null) return colleague;
  const thread = threadOf();
  if (thread.join && canStillJoin(thread.candidate, policy, now))
    return join(screened, thread, colleagueOf(message, policy) !== null && trust.trust === 'failed');
  if (facts.stormTicket !== null && facts.recentFromSender >= policy.storm.mails) {
    const minutes = Math.round(policy.storm.within / MINUTE);
    const reason = `more than ${policy.storm.mails} mails came from this address in ${minutes} minutes`;
    return append(screened, facts.stormTicket.ticketId, 'storm', reason);
  }
  return decideTicket(message, facts, policy, now, screened, thread);
}

/** Whoever has the link of a request reads the mail of this address. */
const PAGE_TRUST: TrustVerdict = { trust: 'verified', evidence: 'it was written on the page of the request' };

function screening(message: Message, facts: Facts, policy: Policy, suggest: Suggest): Screened {
  const mailbox = policy.mailboxes.find((box) => box.id === facts.mailbox) ?? policy.mailboxes[0]!;
  const trust = facts.byPage ? PAGE_TRUST : senderTrust(message, mailbox);
  const verdict = screen(message, facts.own, policy, mailbox);
  const { kind, reason, spam } = verdict;
  const detail = { kind, reason, trust: trust.trust, evidence: trust.evidence, ...(spam ? { spam } : {}) };
  const suggestion = suggest({
    subject: message.subject,
    body: textForRules(message),
    facts: factsForLevel(facts, trust.trust),
  });
  return { verdict, trust, suggestion, entry: { act: 'screened', detail } };
}

function ignore({ verdict, trust, suggestion, entry }: Screened, reason: string): Decision {
  const common = { kind: verdict.kind, trust, suggestion, suppress: [], undelivered: null, ticket: null, append: null };
  return { ...common, outcome: 'ignored', reason, answer: silent('kind', reason), journal: [entry] };
}

/** Goes on a ticket as one more mail, and changes nothing there. */
function append(
  { verdict, trust, suggestion, entry }: Screened,
  ticketId: string,
  rule: string,
  reason: string,
): Decision {
  return {
    outcome: 'appended',
    kind: verdict.kind,
    reason,
    trust,
    suggestion,
    ticket: null,
    append: { ticketId, reopen: false, thirdParty: false, fromCustomer: false, byStaff: null },
    answer: silent(rule, reason),
    suppress: [],
    undelivered: null,
    journal: [entry, { act: 'threaded', detail: { reason } }],
  };
}

/** Joins its conversation; a person's mail reopens a resolved ticket. One that falsely bears the name of a person of ours only stands there. */
function join(screened: Screened, thread: Thread & { readonly join: true }, isFalse: boolean): Decision {
  const { candidate, reason, thirdParty, alsoNamed } = thread;
  const isPersons = screened.verdict.kind === 'human' && !isFalse;
  const reopen = candidate.state === 'resolved' && isPersons;
  const detail = {
    reason,
    by: candidate.by,
    ...(thirdParty ? { thirdParty } : {}),
    ...(alsoNamed.length > 0 ? { alsoNamed } : {}),
  };
  return {
    ...append(screened, candidate.ticketId, 'follow_up', reason),
    append: {
      ticketId: candidate.ticketId,
      reopen,
      thirdParty,
      fromCustomer: isPersons && screened.verdict.spam === null,
      byStaff: null,
    },
    answer: silent('follow_up', 'a ticket is acknowledged once'),
    journal: [
      screened.entry,
      { act: 'threaded', detail },
      ...(reopen ? [{ act: 'reopened', detail: { reason: 'the customer wrote again' } }] : []),
    ],
  };
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
