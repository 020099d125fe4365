import { sameAddress } from './address.ts';
import { silent, type Decision, type Facts, type Screened } from './decision.ts';
import type { Message } from './message.ts';
import { KINDS } from './outgoing.ts';
import type { Policy } from './policy.ts';
import type { Person } from './staff.ts';
import { findThread } from './thread.ts';

/** Whose address of ours stands in From, or null. Anybody can write it there: see the sender's trust. */
export function colleagueOf(message: Message, policy: Policy): Person | null {
  const from = message.from.length === 1 ? message.from[0]!.address : null;
  if (from === null) return null;
  return policy.staff.people.find((person) => sameAddress(person.address, from)) ?? null;
}

/**
 * A person of ours answers a notice, or joins in on a ticket of somebody else's: their mail stands on it, and is no word
 * of the customer's. It ends no wait, reopens and answers nothing; what is to be done is done by links and on the desk.
 * Null where they write as a customer themselves, on a ticket of their own or with a request.
 */
export function decideColleague(
  message: Message,
  facts: Facts,
  policy: Policy,
  { verdict, trust, suggestion, entry }: Screened,
): Decision | null {
  const person = colleagueOf(message, policy);
  if (person === null || verdict.kind !== 'human' || trust.trust === 'failed') return null;
  const toldByUs = facts.answered !== null && KINDS[facts.answered.kind].to === 'staff';
  const from = person.address.toLowerCase();
  // A colleague belongs to every ticket: even a subject's number is enough, for nothing comes of it.
  const candidates = facts.candidates.map((one) => ({ ...one, participants: [...one.participants, from] }));
  const thread = findThread(candidates, from, trust.trust);
  const rest = { kind: verdict.kind, trust, suggestion, ticket: null, suppress: [], undelivered: null };
  if (!thread.join) {
    if (!toldByUs) return null;
    const reason = `${person.name} answered a mail of ours that is about no single ticket`;
    return {
      ...rest,
      outcome: 'ignored',
      reason,
      append: null,
      answer: silent('colleague', reason),
      journal: [entry],
    };
  }
  const { ticketId } = thread.candidate;
  const isTheirs = facts.candidates.some((one) => one.ticketId === ticketId && one.participants.includes(from));
  if (isTheirs && !toldByUs) return null;
  const reason = `${person.name}, a person of ours, wrote: ${thread.reason}`;
  return {
    ...rest,
    outcome: 'appended',
    reason,
    append: { ticketId, reopen: false, thirdParty: false, fromCustomer: false, byStaff: person.id },
    answer: silent('colleague', 'it is from a person of ours'),
    journal: [entry, { act: 'threaded', detail: { reason, by: thread.candidate.by, byStaff: person.id } }],
  };
}
