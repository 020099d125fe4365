import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { domainOf } from '../domain/address.ts';
import { dayIn, domainsAbove } from '../domain/customer.ts';
import type { Facts } from '../domain/decision.ts';
import type { FaxCase } from '../domain/fax/facts.ts';
import type { Message } from '../domain/message.ts';
import type { Policy } from '../domain/policy.ts';
import { referencesIn } from '../domain/reference.ts';
import type { Staff } from '../domain/staff.ts';
import type { Candidate } from '../domain/thread.ts';
import type { Instant } from '../domain/time.ts';
import type { Marks } from '../format/mark.ts';
import {
  knownMessages,
  knownOutgoing,
  knownTickets,
  lockSenders,
  senderFacts,
  type KnownMessage,
  type KnownTicket,
} from '../store/facts.ts';
import { knownCustomers } from '../store/customers.ts';
import type { Claimed } from '../store/inbound.ts';
import type { Tx } from '../store/sql.ts';
import { takeTurns } from '../store/turns.ts';
import { lookUpFax } from './fax-facts.ts';
import { unreachableOf } from '../store/watch.ts';

/** A read item, waiting for its decision. */
export type Read = {
  readonly item: Claimed;
  readonly message: Message;
  /** of a fax, what it is besides its text */ readonly fax: FaxCase | null;
};

/** What a message says about itself that a look-up starts from: every id once, our own ones told apart by their signature. */
type Clues = {
  readonly ids: readonly string[];
  readonly ours: readonly { readonly id: string; readonly reference: string; readonly nearness: number }[];
  readonly replyTo: readonly string[];
  readonly subject: readonly string[];
  readonly reportedId: string | null;
  readonly bouncedOutbox: string | null;
  readonly loop: boolean;
};

/** Looks up, for a group of items from different senders, everything that decide() may know; senders stay locked until the transaction ends. */
export async function lookUp(
  tx: Tx,
  group: readonly Read[],
  deps: { readonly marks: Marks; readonly policy: Policy; readonly zone: string; readonly now: Instant },
): Promise<readonly Facts[]> {
  const { marks, policy, zone, now } = deps;
  const clues = group.map(({ message }) => cluesOf(message, marks));
  const senders = group.map(({ item, message }) => ({ address: senderOf(message), acceptedAt: item.acceptedAt }));
  await lockSenders(
    tx,
    senders.map((sender) => sender.address),
  );

  const own = group.flatMap(({ message }) => (message.messageId === null ? [] : [message.messageId]));
  const messages = await knownMessages(tx, [...new Set([...own, ...clues.flatMap((clue) => clue.ids)])]);
  const tickets = await knownTickets(tx, {
    references: [
      ...new Set(
        clues.flatMap((clue) => [...clue.ours.map((mark) => mark.reference), ...clue.replyTo, ...clue.subject]),
      ),
    ],
    ids: [...new Set(messages.map((known) => known.ticketId))],
  });
  const outgoing = await knownOutgoing(tx, {
    messageIds: clues.flatMap((clue) => (clue.reportedId === null ? [] : [clue.reportedId])),
    ids: clues.flatMap((clue) => [
      ...(clue.bouncedOutbox === null ? [] : [clue.bouncedOutbox]),
      ...clue.ours.map((mark) => mark.id),
    ]),
  });
  const sending = await senderFacts(tx, senders, { now, ...limitsOf(policy) });
  const bySender = new Map(sending.map((facts) => [facts.address, facts]));

  const customers = await knownCustomers(
    tx,
    senders.map(({ address }) => wantedOf(address)),
  );

  const faxes = await faxFactsOf(tx, group, deps);
  const staff = await staffFacts(tx, policy.staff, group.length);

  return group.map(({ item, message }, i): Facts => {
    const clue = clues[i]!;
    const known = faxes[i]?.sending ?? bySender.get(senders[i]!.address)!;
    const reported =
      outgoing.find((mail) => mail.messageId === clue.reportedId || mail.id === clue.bouncedOutbox) ?? null;
    return {
      mailbox: item.mailbox,
      acceptedAt: item.acceptedAt,
      quiet: item.quiet,
      byPage: item.via === 'page',
      wantedBy: item.wantedBy,
      own: { loop: clue.loop, bounceAddress: clue.bouncedOutbox !== null, answersOurs: clue.ours.length > 0 },
      candidates: candidatesOf(item, clue, messages, tickets),
      twin: twinOf(item, message, messages),
      reported,
      answered: clue.ours.flatMap(({ id }) => outgoing.find((mail) => mail.id === id) ?? [])[0] ?? null,
      sending: known,
      fax: faxes[i]?.fax ?? null,
      recentFromSender: known.recentFromSender,
      stormTicket: known.stormTicket,
      day: dayIn(zone, item.acceptedAt),
      ...customers[i]!,
      turn: staff.turns[i] ?? 0,
      unreachable: staff.unreachable,
    };
  });
}

/** What is known of the faxes of a group, in its order; null for what is none. They have no sender in common, so each is asked about by itself. */
async function faxFactsOf(
  tx: Tx,
  group: readonly Read[],
  { marks, policy, now }: { readonly marks: Marks; readonly policy: Policy; readonly now: Instant },
) {
  const found = [];
  for (const { item, fax } of group)
    found.push(
      fax === null ? null : await lookUpFax(tx, { item, fax }, { marks, policy, limits: limitsOf(policy), now }),
    );
  return found;
}

/** Whose turn it is, once an item, and who of our people cannot be reached; not asked for where the settings name nobody. */
async function staffFacts(
  tx: Tx,
  { people }: Staff,
  items: number,
): Promise<{ readonly turns: readonly number[]; readonly unreachable: ReadonlySet<string> }> {
  if (people.length === 0) return { turns: [], unreachable: new Set() };
  const unreachable = await unreachableOf(
    tx,
    people.map(({ address }) => address.toLowerCase()),
  );
  return { turns: await takeTurns(tx, items), unreachable };
}

/** The address that limits, locks and storms are counted by: lower-cased; '' for a mail without a usable From. */
export function senderOf(message: Message): string {
  return message.from[0]?.address.toLowerCase() ?? '';
}

/** The domain of an address may be written in letters of its country; customers are kept as it travels (RFC 5890). */
function wantedOf(address: string): { readonly address: string; readonly domains: readonly string[] } {
  const domain = domainOf(address);
  const ascii = `${address.slice(0, address.length - domain.length)}${domainToASCII(domain) || domain}`;
  return { address: ascii, domains: domainsAbove(ascii) };
}

function cluesOf(message: Message, marks: Marks): Clues {
  // In-Reply-To first, then References from the newest: the order is the order of trust.
  const ids = [...new Set([...message.inReplyTo, ...message.references.toReversed()])];
  const recipients = [
    ...message.deliveredTo,
    ...message.to.map((to) => to.address),
    ...message.cc.map((cc) => cc.address),
  ];
  const reportedId = message.report?.originalMessageId ?? null;
  return {
    ids,
    ours: ids.flatMap((id, nearness) => {
      const mark = marks.verifyMessageId(id);
      return mark === null ? [] : [{ ...mark, nearness }];
    }),
    replyTo: recipients.flatMap((address) => marks.verifyReplyAddress(address)?.reference ?? []),
    subject: referencesIn(message.subject),
    reportedId: reportedId !== null && marks.verifyMessageId(reportedId) !== null ? reportedId : null,
    bouncedOutbox:
      recipients.map((address) => marks.verifyBounceAddress(address)?.id).find((id) => id !== undefined) ?? null,
    loop:
      (message.headers.get('x-postroom-loop') ?? []).some((value) => marks.isOurLoop(value)) ||
      (message.messageId !== null && marks.verifyMessageId(message.messageId) !== null),
  };
}

function candidatesOf(
  item: Claimed,
  clue: Clues,
  messages: readonly KnownMessage[],
  tickets: readonly KnownTicket[],
): readonly Candidate[] {
  const found: Candidate[] = [];
  const add = (ticket: KnownTicket | undefined, by: Candidate['by'], nearness: number): void => {
    if (ticket) found.push({ ...ticket, by, nearness });
  };
  const named = (reference: string): KnownTicket | undefined => tickets.find((ticket) => ticket.name === reference);
  for (const mark of clue.ours) add(named(mark.reference), 'our_id', mark.nearness);
  for (const reference of clue.replyTo) add(named(reference), 'reply_address', 0);
  for (const [nearness, id] of clue.ids.entries()) {
    // Another's id is known to whoever read that mail, and is only worth something in the mailbox it came to.
    const known = messages.find((message) => message.messageId === id && message.mailbox === item.mailbox);
    add(known && tickets.find((ticket) => ticket.asked === known.ticketId), 'their_id', nearness);
  }
  for (const [nearness, reference] of clue.subject.entries()) add(named(reference), 'subject', nearness);
  return found;
}

/** Same id, sender, subject and text: the same mail come twice. Same id alone proves nothing, for senders reuse ids. */
function twinOf(item: Claimed, message: Message, messages: readonly KnownMessage[]): Facts['twin'] {
  if (message.messageId === null) return null;
  const digest = createHash('md5').update(message.text).digest('hex');
  const twins = messages.filter(
    (known) =>
      known.inboundId !== item.id && // one that is worked again is not its own twin
      known.messageId === message.messageId &&
      known.fromAddress === senderOf(message) &&
      known.subject === message.subject &&
      known.digest === digest,
  );
  return twins.find((known) => known.mailbox === item.mailbox) ?? twins[0] ?? null;
}

function limitsOf(policy: Policy) {
  const { perAddressHour, perAddressDay, perDomainHour, totalHour } = policy.acknowledge;
  return {
    perAddressHour,
    perAddressDay,
    perDomainHour,
    totalHour,
    stormMails: policy.storm.mails,
    stormWithin: policy.storm.within,
  };
}
