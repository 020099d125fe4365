import type { Desk, TicketBrief, Worded } from './about.ts';
import { worded } from './frame.ts';
import { brieflyOf, closedWords, dueOf, isLate, leftOrBy, METRICS, stateOf, toneOf, whenOf } from './promise.ts';
import {
  becauseFacts,
  callFact,
  cameFact,
  customerFact,
  levelChoice,
  levelFact,
  markOf,
  ownerWords,
  requestBlock,
  smallPrint,
  subjectOf,
  token,
} from './ticket.ts';
import { sayTime } from './time.ts';

/** Tells a rep of a new ticket, or of one that was handed over: by when to call whom, what level, and what was written. */
export function notice(ticket: TicketBrief, desk: Desk): Worded {
  const { promise, links } = ticket;
  const { do: order, owed } = METRICS[promise.metric];
  const dueAt = dueOf(promise);
  const late = isLate(promise, desk.now);
  const by = (at: number | null, when: ReturnType<typeof whenOf>): string =>
    at === null ? order : late ? `${owed} was due ${sayTime(at, when)}` : `${order} by ${sayTime(at, when)}`;
  const standing = [leftOrBy(promise, desk), closedWords(promise, desk), ownerWords(ticket, desk)].filter(
    (words) => words !== null,
  );
  const subject = `${token(ticket)} ${markOf(ticket)} ${by(dueAt, brieflyOf(desk))}: ${subjectOf(ticket)}`;
  return worded({
    subject,
    preheader: `${capital(stateOf(ticket, desk))}, ${ownerWords(ticket, desk)}. Level ${markOf(ticket)} ${ticket.levelName}.`,
    house: desk.house,
    title: capital(by(dueAt, whenOf(desk))),
    blocks: [
      { kind: 'lead', tone: toneOf(promise, ticket.waitingSince, desk), text: standing.join(', ') },
      {
        kind: 'facts',
        rows: [
          callFact(ticket),
          levelFact(ticket),
          ...becauseFacts(ticket),
          customerFact(ticket),
          cameFact(ticket, desk),
          { label: 'Ticket', value: ticket.reference },
        ],
      },
      requestBlock(ticket),
      {
        kind: 'links',
        links: [
          { label: 'Take it', url: links.take },
          { label: 'I have called back', url: links.called },
          { label: 'Ask for information', url: links.ask },
          { label: 'Open the ticket', url: links.open },
        ],
      },
      levelChoice(ticket),
    ],
    small: smallPrint(ticket, desk),
  });
}

/** The first letter as a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
