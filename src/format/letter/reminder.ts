import type { Desk, TicketBrief, Worded } from './about.ts';
import { worded } from './frame.ts';
import { capital } from './notice.ts';
import {
  brieflyOf,
  closedWords,
  counted,
  dueOf,
  isLate,
  promised,
  stateOf,
  taskOf,
  toneOf,
  whenOf,
} from './promise.ts';
import {
  callFact,
  customerFact,
  levelChoice,
  levelFact,
  ownerWords,
  requestBlock,
  smallPrint,
  subjectOf,
  token,
  triedFact,
  whomOf,
} from './ticket.ts';
import { sayCount, sayTime, type When } from './time.ts';

/** Which reminder it is: so many per cent of the time are gone, or all of it. */
export type ReminderKind = { readonly percentGone: number } | 'due';

/** Reminds whoever has a ticket, or all who may take it, of a promise that nears its time. */
export function reminder(ticket: TicketBrief, kind: ReminderKind, desk: Desk): Worded {
  const { promise, links } = ticket;
  const isCallBack = promise.metric === 'call_back';
  const dueAt = dueOf(promise);
  const late = isLate(promise, desk.now);
  const due = dueAt === null ? null : `${late ? 'since' : 'due'} ${sayTime(dueAt, whenOf(desk))}`;
  const standing = [due, goneWords(kind, late), closedWords(promise, desk), ownerWords(ticket, desk)].filter(
    (words) => words !== null,
  );
  const inSubject = promise.metric === 'resolution' ? `: ${subjectOf(ticket)}` : '';
  return worded({
    subject: `${token(ticket)} ${urge(ticket, desk, brieflyOf(desk))}${inSubject}`,
    preheader: `${capital(stateOf(ticket, desk))}, ${ownerWords(ticket, desk)}. ${subjectOf(ticket)}`,
    house: desk.house,
    title: urge(ticket, desk, whenOf(desk)),
    blocks: [
      { kind: 'lead', tone: toneOf(promise, ticket.waitingSince, desk), text: standing.join(', ') },
      {
        kind: 'facts',
        rows: [
          callFact(ticket),
          levelFact(ticket),
          { label: 'Promise', value: promised(promise, desk) },
          triedFact(ticket, desk),
          customerFact(ticket),
          { label: 'Ticket', value: ticket.reference },
        ],
      },
      {
        kind: 'links',
        links: [
          {
            label: isCallBack ? 'I have called back' : 'I have called',
            url: promise.metric === 'resolution' ? null : links.called,
          },
          { label: 'Open the ticket', url: links.open },
          { label: 'Take it', url: links.take },
          { label: 'Ask for information', url: links.ask },
        ],
      },
      ...(ticket.suggested ? [levelChoice(ticket)] : []),
      requestBlock(ticket),
    ],
    small: smallPrint(ticket, desk),
  });
}

/** `15 min left to call Ana Ruiz back`, `Due now: …`, `3 min late: …`; far ahead the date. */
function urge(ticket: TicketBrief, desk: Desk, when: When): string {
  const { promise } = ticket;
  const task = taskOf(promise.metric, whomOf(ticket));
  const dueAt = dueOf(promise);
  if (dueAt === null) return capital(task);
  const count = counted(promise, desk)!;
  const said = sayCount(count);
  if (isLate(promise, desk.now)) return `${capital(said ?? 'late')}: ${task}`;
  if (said === null) return `${capital(task)} by ${sayTime(dueAt, when)}`;
  return count.seconds < 1 ? `Due now: ${task}` : `${capital(said)} to ${task}`;
}

function goneWords(kind: ReminderKind, late: boolean): string | null {
  if (kind === 'due') return late ? null : 'all of the time is gone';
  if (late) return null;
  const share = new Map([
    [50, 'half'],
    [75, 'three quarters'],
  ]).get(kind.percentGone);
  return `${share ?? `${kind.percentGone} %`} of the time ${share === 'half' ? 'is' : 'are'} gone`;
}
