import { isAnswerable, plainAddress } from './address.ts';
import type { Verdict } from './automatic.ts';
import type { Address, Message } from './message.ts';
import type { Policy } from './policy.ts';
import { HOUR, type Instant } from './time.ts';
import type { Trust, TrustVerdict } from './trust.ts';

/** What was already sent, and who must not be written to. Counted by the store under a lock on the sender. */
export type SendingFacts = {
  readonly toAddressHour: number;
  readonly toAddressDay: number;
  readonly toDomainHour: number;
  readonly totalHour: number;
  /** why the sender's address is suppressed (it bounced, it complained), or null */
  readonly suppressed: string | null;
};

/** Answer, to whom; or do not, by which rule and why. A refusal is written on the ticket, never only in a log. */
export type Answer =
  | { readonly send: true; readonly to: Address; readonly echoSubject: boolean }
  /** by fax, to a number in E.164; `name` may be '' */
  | { readonly send: 'fax'; readonly number: string; readonly name: string }
  | { readonly send: false; readonly rule: string; readonly reason: string };

/** A message may be written, or may not: by which rule and why. */
export type Passage =
  | { readonly pass: true }
  | { readonly pass: false; readonly rule: string; readonly reason: string };

type Case = {
  readonly message: Message;
  readonly verdict: Verdict;
  readonly trust: TrustVerdict;
  readonly quiet: string | null;
  readonly acceptedAt: Instant;
  readonly sending: SendingFacts;
  readonly policy: Policy;
  readonly now: Instant;
};

/**
 * The one gate for acknowledgements: every reason to stay silent, in order. Windows are sliding hours and days.
 * An acknowledgement is a weapon in the wrong hands, so in doubt it is not sent; the ticket stands all the same.
 */
export function gate(item: Case): Answer {
  for (const [rule, test] of REFUSALS) {
    const reason = test(item);
    if (reason !== null) return { send: false, rule, reason };
  }
  const echoSubject = item.policy.acknowledge.echoSubject === 'verified' && item.trust.trust === 'verified';
  return { send: true, to: item.message.from[0]!, echoSubject };
}

const REFUSALS: readonly (readonly [rule: string, test: (item: Case) => string | null])[] = [
  ['off', ({ policy }) => (policy.acknowledge.enabled ? null : 'acknowledgements are switched off')],
  ['kind', ({ verdict }) => (verdict.kind === 'human' ? null : `${verdict.kind}: ${verdict.reason}`)],
  ['spam', ({ verdict }) => (verdict.spam === null ? null : `a filter before us called it spam (${verdict.spam})`)],
  ['asked_for_silence', ({ verdict }) => verdict.silence],
  ['quiet', ({ quiet }) => (quiet === null ? null : (QUIET[quiet] ?? `the item is to be worked quietly (${quiet})`))],
  [
    'age',
    ({ acceptedAt, policy, now }) =>
      now - acceptedAt > policy.acknowledge.maxAge
        ? `it arrived more than ${Math.round(policy.acknowledge.maxAge / HOUR)} hours ago`
        : null,
  ],
  ['from', ({ message }) => fromProblem(message)],
  ['reply_to', ({ message }) => replyToProblem(message)],
  ['sender_check_failed', ({ trust }) => (trust.trust === 'failed' ? trust.evidence : null)],
  [
    'unauthenticated',
    ({ trust, policy }) =>
      trust.trust === 'unverified' && !policy.acknowledge.unauthenticated
        ? `the sender is not verified: ${trust.evidence}`
        : null,
  ],
  ['suppressed', ({ sending }) => sending.suppressed],
  [
    'address_hour',
    ({ sending, policy }) =>
      over(sending.toAddressHour, policy.acknowledge.perAddressHour, 'to this address in an hour'),
  ],
  [
    'address_day',
    ({ sending, policy }) => over(sending.toAddressDay, policy.acknowledge.perAddressDay, 'to this address in a day'),
  ],
  [
    'domain_hour',
    ({ message, sending, policy }) =>
      allowed(message, policy)
        ? null
        : over(sending.toDomainHour, policy.acknowledge.perDomainHour, 'to this domain in an hour'),
  ],
  [
    'total_hour',
    ({ sending, policy }) => over(sending.totalHour, policy.acknowledge.totalHour, 'from the whole gateway in an hour'),
  ],
];

const QUIET: Readonly<Record<string, string>> = {
  backfill: 'it lay in the mailbox before we were connected to it',
  split: 'it was split off a ticket, and stood there before',
  rebuild: 'the mailbox was rebuilt, and its mail is read again',
};

function fromProblem(message: Message): string | null {
  if (message.from.length !== 1)
    return message.from.length === 0 ? 'it has no usable From address' : 'it has more than one From address';
  return isAnswerable(message.from[0]!.address) ? null : 'its From address is not one that we write to';
}

/** An answer goes to From alone; where replies are wanted in another domain, somebody may be aiming us at a third party. */
function replyToProblem(message: Message): string | null {
  const home = domain(message.from[0]!.address);
  const other = message.replyTo.find((address) => domain(address.address) !== home);
  return other ? `its Reply-To is in another domain (${domain(other.address)})` : null;
}

function over(count: number, limit: number, what: string): string | null {
  return count >= limit ? `the limit of ${limit} acknowledgements ${what} is reached` : null;
}

function allowed(message: Message, policy: Policy): boolean {
  return policy.acknowledge.allowDomains.includes(domain(message.from[0]!.address));
}

function domain(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/**
 * The gate for what the house writes to its own people: notices, reminders, alerts, digests and reports. How many go to
 * one person is the watch's matter, which gathers them; here stands who cannot be reached at all, so that the next is told.
 */
export function gateStaff(item: {
  readonly outlet: 'mail' | 'sms';
  /** an address, or a number in E.164 */
  readonly to: string;
  /** why the address is suppressed, or null */
  readonly suppressed: string | null;
  readonly policy: Policy;
}): Passage {
  const { outlet, to, suppressed, policy } = item;
  if (outlet === 'sms')
    return /^\+[1-9]\d{6,14}$/u.test(to)
      ? { pass: true }
      : no('number', `${to} is no number that an SMS can be sent to; write it as +15550102231`);
  if (plainAddress(to) === null) return no('address', `${to} is not one plain address`);
  if (isOurs(to, policy)) return no('own_address', `${to} is a mailbox of ours; a notice to it would come in again`);
  return suppressed === null ? { pass: true } : no('suppressed', suppressed);
}

/**
 * The gate for what goes to a customer on an open ticket: what a person of ours wrote, and our reminders of it. A person
 * answers for their words, so only an address at which they would not arrive, or would harm, is refused; and the person is told.
 */
export function gateCustomer(item: {
  readonly to: string;
  readonly suppressed: string | null;
  /** how far the address was proven; null for one that a person of ours entered or checked */
  readonly trust: Trust | null;
  readonly policy: Policy;
}): Passage {
  const { to, suppressed, trust, policy } = item;
  if (isOurs(to, policy)) return no('own_address', `${to} is a mailbox of ours; reach the customer another way`);
  if (!isAnswerable(to)) return no('address', `nobody reads what is written to ${to}; call, or find another address`);
  if (suppressed !== null)
    return no('suppressed', `${to} is not written to any more: ${suppressed}; call, or find another address`);
  if (trust === 'failed')
    return no('sender_check_failed', `whoever wrote as ${to} could not prove it, so its owner may know nothing; call`);
  return { pass: true };
}

function no(rule: string, reason: string): Passage {
  return { pass: false, rule, reason };
}

function isOurs(address: string, policy: Policy): boolean {
  return policy.mailboxes.some((mailbox) => mailbox.addresses.includes(address.toLowerCase()));
}
