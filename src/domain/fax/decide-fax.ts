import { customerEntries } from '../customer-journal.ts';
import { customerOf } from '../customer.ts';
import { silent, type Decision, type Entry, type Facts, type NewTicket, type Suggest } from '../decision.ts';
import type { MailKind } from '../automatic.ts';
import type { Suggestion } from '../level.ts';
import type { Message } from '../message.ts';
import { assignedEntries, repFor, wantedWords } from '../new-ticket.ts';
import type { Policy } from '../policy.ts';
import type { Instant } from '../time.ts';
import { faxAnswer } from './answer.ts';
import { faxRequester, isWhole, senderWords, shortcomings } from './describe.ts';
import { findCompleted, findRedial } from './duplicate.ts';
import type { FaxCase, FaxFacts, NamedTicket } from './facts.ts';
import { isWithheld } from './number.ts';
import { junkRuleOf, junkWords } from './junk.ts';
import { FAX_TRUST, faxSuggestion } from './suggest.ts';
import { threadOfFax, type FaxThread } from './thread.ts';

type Case = {
  readonly fax: FaxCase;
  readonly message: Message;
  readonly facts: Facts & { readonly fax: FaxFacts };
  readonly policy: Policy;
  readonly suggestion: Suggestion;
  readonly kind: MailKind;
  readonly now: Instant;
};

/**
 * What becomes of a fax. Pure; the cases stand in the order in which they decide: wanted as a ticket by a person of ours, junk, sent again, completed, an answer to a ticket
 * of ours, else a new ticket.
 */
export function decideFax(
  fax: FaxCase,
  message: Message,
  facts: Facts & { readonly fax: FaxFacts },
  policy: Policy,
  suggest: Suggest,
  now: Instant,
): Decision {
  const kind: MailKind = fax.notice === null ? 'human' : 'fax_notice';
  const it: Case = {
    fax,
    message,
    facts,
    policy,
    suggestion: faxSuggestion(fax, message, facts, policy, suggest),
    kind,
    now,
  };
  const wanted = wantedWords(facts, policy);
  if (wanted !== null)
    return open(it, { bucket: bucketOf(fax), reason: wanted, possiblyOf: null, mayBeAnswered: true });
  const rule = junkRuleOf(fax.told, policy.fax.junk);
  if (rule !== null)
    return open(it, { bucket: 'junk', reason: junkWords(rule), possiblyOf: null, mayBeAnswered: false });

  const pages = fax.reading?.pages ?? [];
  const { acceptedAt: at } = facts;
  const again = findRedial(pages, { at, earlier: facts.fax.earlier, within: policy.fax.duplicateWithin });
  if (again?.isSure === true)
    return append(it, again.fax, {
      rule: 'repeat',
      reason: `the same pages came from this number ${hoursAgo(at - again.fax.acceptedAt)}; the first fax is on [#${again.fax.reference}]`,
      act: 'sent_again',
    });
  const { sameNotice } = facts.fax;
  if (sameNotice !== null)
    return append(it, sameNotice, {
      rule: 'repeat',
      reason: `the same fax was told of before, on [#${sameNotice.reference}]`,
      act: 'told_again',
    });
  const broken = isWhole(fax)
    ? findCompleted(pages, {
        at,
        earlier: facts.fax.earlier,
        within: policy.fax.rejoinWithin,
        hasNumber: !isWithheld(fax.caller),
      })
    : null;
  if (broken?.isSure === true) {
    const completed = append(it, broken.fax, {
      rule: 'completed',
      reason: `it completes the fax that broke off before, on [#${broken.fax.reference}]`,
      act: 'fax_completed',
    });
    // the ticket's level was suggested from what had come until then; what the rest speaks for must not go unsaid
    return { ...completed, journal: [...completed.journal, levelEntry(it)] };
  }

  const named = threadOfFax(facts.fax.named);
  if (named !== null && named.joins && canStillJoin(named.ticket, policy, now)) return join(it, named);
  const like = again ?? broken;
  const possiblyOf = named?.ticket.ticketId ?? like?.fax.ticketId ?? null;
  const wrong = shortcomings(fax);
  const reason =
    named === null
      ? like === null
        ? 'a new fax'
        : `its pages look like those of [#${like.fax.reference}], but their words were not read as the same; compare them`
      : named.joins
        ? `${named.reason}, which was resolved too long ago to reopen`
        : named.reason;
  const mayBeAnswered = again === null;
  return open(it, { bucket: bucketOf(fax), reason: [reason, ...wrong].join('; '), possiblyOf, mayBeAnswered });
}

/** Its document is here and may be read another day: after an update, `postroom replay --quarantined` tries again. */
function bucketOf({ unreadable, document }: FaxCase): 'unreadable' | 'desk' {
  return unreadable !== null && document === 'here' ? 'unreadable' : 'desk';
}

function canStillJoin({ state, resolvedAt }: NamedTicket, policy: Policy, now: Instant): boolean {
  return state === 'open' || resolvedAt === null || now - resolvedAt <= policy.reopenWithin;
}

function common({ kind, suggestion }: Case) {
  return { kind, trust: FAX_TRUST, suggestion, suppress: [], undelivered: null };
}

function screened({ fax, kind }: Case): Entry {
  const { source, caller, callerName, station, dialled, status, error } = fax.told;
  return {
    act: 'screened',
    detail: {
      kind,
      reason: `a fax from ${senderWords(fax)}`,
      source,
      caller,
      callerName,
      station,
      dialled,
      status,
      error,
    },
  };
}

function levelEntry({ suggestion: { level, confidence, because } }: Case): Entry {
  return { act: 'level_suggested', detail: { level, confidence, because } };
}

/** Goes on the ticket of the first fax, and is not acknowledged a second time. */
function append(
  it: Case,
  { ticketId }: { readonly ticketId: string },
  { rule, reason, act }: { readonly rule: string; readonly reason: string; readonly act: string },
): Decision {
  return {
    ...common(it),
    outcome: 'appended',
    reason,
    ticket: null,
    append: { ticketId, reopen: false, thirdParty: false, fromCustomer: false, byStaff: null },
    answer: silent(rule, reason),
    journal: [screened(it), { act, detail: { reason } }],
  };
}

function join(it: Case, { ticket, reason, alsoNamed }: FaxThread): Decision {
  const { ticketId, state } = ticket;
  const reopen = state === 'resolved';
  return {
    ...append(it, { ticketId }, { rule: 'follow_up', reason, act: 'threaded' }),
    append: { ticketId, reopen, thirdParty: false, fromCustomer: true, byStaff: null },
    answer: silent('follow_up', 'a ticket is acknowledged once'),
    journal: [
      screened(it),
      { act: 'threaded', detail: { reason, ...(alsoNamed.length > 0 ? { alsoNamed } : {}) } },
      ...(reopen ? [{ act: 'reopened', detail: { reason: 'the customer sent another fax' } }] : []),
    ],
  };
}

function open(
  it: Case,
  {
    bucket,
    reason,
    possiblyOf,
    mayBeAnswered,
  }: {
    readonly bucket: NewTicket['bucket'];
    readonly reason: string;
    readonly possiblyOf: string | null;
    readonly mayBeAnswered: boolean;
  },
): Decision {
  const { fax, message, facts, policy, suggestion, now } = it;
  const isJunk = bucket === 'junk';
  const customer = customerOf({ ...facts, customer: facts.fax.customer }, FAX_TRUST.trust, facts.day);
  const rep = isJunk ? null : repFor({ ...facts, customer: facts.fax.customer }, policy, now);
  const wrong = shortcomings(fax);
  const ticket: NewTicket = {
    bucket,
    channel: 'fax',
    subject: message.subject,
    requester: faxRequester(fax),
    suggestion,
    possiblyOf,
    stormOf: null,
    customer,
    assignee: rep?.person?.id ?? null,
  };
  const shared = facts.fax.sharedBy > 1 ? [{ act: 'number_shared', detail: { customers: facts.fax.sharedBy } }] : [];
  return {
    ...common(it),
    outcome: bucket === 'unreadable' ? 'quarantined' : 'ticket',
    reason,
    ticket,
    append: null,
    answer: mayBeAnswered ? faxAnswer(it) : silent(isJunk ? 'junk' : 'repeat', reason),
    journal: [
      screened(it),
      { act: 'threaded', detail: { reason, ...(possiblyOf === null ? {} : { possiblyOf }) } },
      levelEntry(it),
      ...(isJunk ? [] : customerEntries(customer, FAX_TRUST.trust)),
      ...shared,
      ...assignedEntries(rep),
      ...(wrong.length > 0 ? [{ act: 'fax_incomplete', detail: { what: wrong } }] : []),
    ],
  };
}

function hoursAgo(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 90 ? `${minutes} minutes before` : `${Math.round(minutes / 60)} hours before`;
}
