import type { Agreement, Cover } from '../../domain/customer.ts';
import type { Desk, TicketBrief } from './about.ts';
import type { Block, Fact, Option, Row } from './blocks.ts';
import { outsideLine, outsideText } from './clean.ts';
import { brieflyOf, stateOf, toneOf, whenOf } from './promise.ts';
import { sayDate, sayTime } from './time.ts';

/*
 * What every mail to staff says of a ticket in the same words. Each string of the customer goes through clean.ts here.
 */

const LONGEST_SUBJECT = 120; // characters; mail programs show fewer
const LONGEST_NAME = 80;
const IN_A_LIST = 70; // of a subject, so that fifty rows stay below what mail programs show
const EXCERPT = 500; // characters of the request

/** The token by which a mail is known as one of this ticket's. */
export function token({ reference }: Pick<TicketBrief, 'reference'>): string {
  return `[#${reference}]`;
}

/** `2?` while only suggested, else `2`. */
export function markOf({ level, suggested }: Pick<TicketBrief, 'level' | 'suggested'>): string {
  return suggested ? `${level}?` : String(level);
}

/** The customer's subject on one line; says so when there is none. */
export function subjectOf({ subject }: Pick<TicketBrief, 'subject'>, limit = LONGEST_SUBJECT): string {
  return outsideLine(subject, limit) || '(no subject)';
}

/** The customer's name, else who wrote. */
export function customerOf(
  { customer, requester }: Pick<TicketBrief, 'customer' | 'requester'>,
  limit = LONGEST_NAME,
): string {
  return outsideLine(customer?.name ?? '', limit) || outsideLine(requester, limit) || 'unknown sender';
}

/** The person to call, by name, else who wrote. */
export function whomOf({ callWhom, requester }: Pick<TicketBrief, 'callWhom' | 'requester'>): string {
  return outsideLine(callWhom.name, LONGEST_NAME) || outsideLine(requester, LONGEST_NAME) || 'the customer';
}

/** `nobody has it`, `you have it`, `Ben Ode has it`. */
export function ownerWords({ owner }: Pick<TicketBrief, 'owner'>, { reader }: Desk): string {
  if (owner === null) return 'nobody has it';
  return owner.name === reader.name ? 'you have it' : `${owner.name} has it`;
}

/** Who is to be called, at which number, and where the number was found. */
export function callFact(ticket: TicketBrief): Fact {
  const { phone, phoneFrom } = ticket.callWhom;
  const number = phone === null ? '' : outsideLine(phone, 40);
  const found =
    number === '' ? 'no number is known' : `${number}${phoneFrom === '' ? '' : ` (${outsideLine(phoneFrom, 80)})`}`;
  const whom = whomOf(ticket);
  return { label: 'Call', value: whom === number ? found : `${whom}, ${found}`, phone: number === '' ? null : number };
}

/** The level, and whether a person said so. */
export function levelFact(ticket: TicketBrief): Fact {
  const sure = ticket.suggested ? 'suggested, please confirm' : 'confirmed';
  return { label: 'Level', value: `${markOf(ticket)} ${ticket.levelName} (${sure})` };
}

/** Why this level: the rules' sentence, and the words that led to it. */
export function becauseFacts({ because, evidence }: TicketBrief): readonly Fact[] {
  const words = [...new Set(evidence.map((one) => outsideLine(one, 60)))].filter((one) => one !== '').slice(0, 6);
  return [
    ...(because === '' ? [] : [{ label: 'Because', value: outsideLine(because, 300) }]),
    ...(words.length === 0 ? [] : [{ label: 'Words', value: words.map((one) => `“${one}”`).join(', ') }]),
  ];
}

/** Who the customer is, and whether an agreement covers the request. */
export function customerFact({ customer, requester, cover }: TicketBrief): Fact {
  const wrote = outsideLine(requester, LONGEST_NAME);
  if (customer === null)
    return {
      label: 'Customer',
      value: cover === 'unchecked' ? wrote : `${wrote}, no customer that we know: NOT COVERED`,
    };
  const name = outsideLine(customer.name, LONGEST_NAME);
  const words = coverWords(customer.agreement, cover);
  return {
    label: 'Customer',
    value: [customer.sure ? name : `${name} (by the address only)`, ...(words === null ? [] : [words])].join(', '),
  };
}

function coverWords({ number, from, until }: Agreement, cover: Cover): string | null {
  const label = number === null ? 'agreement' : `agreement ${outsideLine(number, 40)}`;
  switch (cover) {
    case 'covered':
      return `${label}${until === null ? '' : ` to ${sayDate(until)}`}`;
    case 'expired':
      return `NOT COVERED: ${label} ended${until === null ? '' : ` ${sayDate(until)}`}`;
    case 'not_yet':
      return `NOT COVERED: ${label} begins${from === null ? ' later' : ` ${sayDate(from)}`}`;
    case 'unknown':
      return 'NOT COVERED: no agreement on file';
    case 'unchecked':
      return null;
    default:
      return cover satisfies never;
  }
}

const CHANNELS = { mail: 'by mail', fax: 'by fax', phone: 'by phone' } as const;
const CHECKED = 'sender checked';
const UNCHECKED = 'sender not proven';

/** How and when it came. */
export function cameFact({ channel, acceptedAt, senderChecked }: TicketBrief, desk: Desk): Fact {
  const checked = senderChecked === null ? '' : `, ${senderChecked ? CHECKED : UNCHECKED}`;
  return { label: 'Came', value: `${CHANNELS[channel]}, ${sayTime(acceptedAt, whenOf(desk))}${checked}` };
}

const MOST_TRIED = 8; // the last ones; the journal has all

/** What was done so far, a line each, the last ones. */
export function triedFact({ tried }: TicketBrief, desk: Desk): Fact {
  if (tried.length === 0) return { label: 'Tried', value: 'nothing yet' };
  const shown = tried
    .slice(-MOST_TRIED)
    .map(({ at, words }) => `${sayTime(at, brieflyOf(desk))}: ${outsideLine(words, 160)}`);
  const before = tried.length - shown.length;
  return { label: 'Tried', value: [...(before > 0 ? [`${before} more before`] : []), ...shown].join('\n') };
}

/** The beginning of the request, under its subject. */
export function requestBlock(ticket: TicketBrief): Block {
  const { text, shown, cut } = outsideText(ticket.excerpt, EXCERPT);
  const whole = Math.max(ticket.excerptOf, shown);
  const isAll = !cut && ticket.excerptOf <= ticket.excerpt.length;
  return {
    kind: 'quote',
    title: subjectOf(ticket),
    text,
    note:
      text === '' ? 'no text was written' : isAll ? null : `${shown} of ${whole.toLocaleString('en-US')} characters`,
  };
}

/** The six levels, or those of them that can be chosen by a link. */
export function levelChoice({ links, level, suggested }: TicketBrief): Block {
  const options = links.levels.map((one): Option => ({
    label:
      one.level === level ? `Level is ${one.level} (${suggested ? 'confirm' : 'as now'})` : `Level is ${one.level}`,
    short: one.level === level && suggested ? `${one.level}?` : String(one.level),
    chosen: one.level === level,
    url: one.url,
  }));
  return { kind: 'choice', title: 'The level is', options };
}

/** A ticket as one row of a list; `what` says why it stands there. */
export function rowOf(ticket: TicketBrief, desk: Desk, what: readonly string[] = []): Row {
  return {
    tone: toneOf(ticket.promise, ticket.waitingSince, desk),
    state: stateOf(ticket, desk),
    mark: markOf(ticket),
    reference: ticket.reference,
    title: subjectOf(ticket, IN_A_LIST),
    notes: [...what, customerOf(ticket, 50), ownerWords(ticket, desk)],
    url: ticket.links.open,
  };
}

/** What stands below every mail with action links. */
export function smallPrint({ links }: TicketBrief, { why }: Desk): readonly string[] {
  const acts = [links.take, links.called, links.ask, links.seen, ...links.levels].some((one) => one !== null);
  return [
    ...(acts ? ['A link shows a page first; only the button there does it. Each works once.'] : []),
    ...(why === null ? [] : [why]),
  ];
}
