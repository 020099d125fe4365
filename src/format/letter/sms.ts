import type { Desk, TicketBrief } from './about.ts';
import type { AlertCause } from './alert.ts';
import { headline } from './alert.ts';
import { brieflyOf, counted, dueOf, isLate, METRICS } from './promise.ts';
import { customerOf, markOf } from './ticket.ts';
import { sayCount, sayTime } from './time.ts';

const MOST = 160; // characters of one SMS in its own alphabet (3GPP TS 23.038); a longer one comes in parts, or not at all

/** What an SMS is about: a reminder of a promise, or the step of the ladder that is told. */
export type SmsMatter = { readonly kind: 'reminder' } | { readonly kind: 'alert'; readonly cause: AlertCause };

/** One SMS: number, what, by when, whose. Nothing of the customer's words but the name, and no link. */
export function sms(ticket: TicketBrief, matter: SmsMatter, desk: Desk): string {
  const { promise } = ticket;
  const when = brieflyOf(desk);
  const dueAt = dueOf(promise);
  const { do: order, owed } = METRICS[promise.metric];
  const said =
    matter.kind === 'alert'
      ? headline(matter.cause, ticket, when, 'LATE')
      : dueAt === null
        ? order
        : isLate(promise, desk.now)
          ? `LATE: ${owed} was due ${sayTime(dueAt, when)}`
          : `${order} by ${sayTime(dueAt, when)}`;
  const count = counted(promise, desk);
  const left = matter.kind === 'reminder' && count !== null && !isLate(promise, desk.now) ? sayCount(count) : null;
  // its headline says the level already
  const level = matter.kind === 'alert' && matter.cause.kind === 'unnumbered' ? '' : ` level ${markOf(ticket)}`;
  const text = gsm(`${ticket.reference}${level}: ${said}${left === null ? '' : `, ${left}`}`);
  const name = gsm(customerOf(ticket, 60)).trim();
  const room = MOST - lengthOf(text) - 2;
  const shown = upTo(name, room);
  return upTo(shown.length < 3 ? text : `${text}. ${shown}`, MOST);
}

// The basic alphabet without its national letters that need no care, and those that take two places.
const BASIC = /[@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]/u;
const DOUBLE = /[€[\]{}\\^~|]/u;
const NEAR: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '·': ',',
};

/** The same in the alphabet of an SMS: accents that it lacks fall away, and letters of other scripts too. */
function gsm(text: string): string {
  return Array.from(text)
    .map((character) => {
      if (BASIC.test(character) || DOUBLE.test(character)) return character;
      const near = NEAR[character] ?? character.normalize('NFD').replaceAll(/\p{M}/gu, '');
      return Array.from(near).every((one) => BASIC.test(one)) ? near : '';
    })
    .join('')
    .replaceAll(/ {2,}/gu, ' ');
}

function lengthOf(text: string): number {
  return Array.from(text).reduce((length, character) => length + (DOUBLE.test(character) ? 2 : 1), 0);
}

function upTo(text: string, room: number): string {
  let length = 0;
  let shown = '';
  for (const character of text) {
    length += DOUBLE.test(character) ? 2 : 1;
    if (length > room) break;
    shown += character;
  }
  return shown.trim();
}
