import type { Level } from '../../domain/level.ts';
import type { RaiseReason } from '../../domain/promise/event.ts';
import type { Instant } from '../../domain/time.ts';
import type { Desk, TicketBrief, Worded } from './about.ts';
import type { Fact } from './blocks.ts';
import { outsideLine } from './clean.ts';
import { worded } from './frame.ts';
import { capital } from './notice.ts';
import {
  brieflyOf,
  closedWords,
  dueOf,
  leftOrBy,
  METRICS,
  promised,
  REASONS,
  stateOf,
  toneOf,
  whenOf,
} from './promise.ts';
import {
  becauseFacts,
  callFact,
  customerFact,
  customerOf,
  levelFact,
  ownerWords,
  requestBlock,
  smallPrint,
  token,
  triedFact,
} from './ticket.ts';
import { sayElapsed, sayTarget, sayTime, type When } from './time.ts';

/** Why somebody above is told. */
export type AlertCause =
  | { readonly kind: 'broken' }
  /** the level was raised, and by the new one the promise is broken already */
  | {
      readonly kind: 're-rated';
      readonly from: Level;
      readonly at: Instant;
      readonly by: string | null;
      readonly reason: RaiseReason | null;
    }
  /** no number is promised, but it has been worked on for so many working minutes */
  | { readonly kind: 'unnumbered'; readonly openMinutes: number }
  /** a person carried it up, whatever the clocks say */
  | {
      readonly kind: 'carried';
      readonly by: 'customer' | 'staff';
      /** who of ours did so, or wrote it down */
      readonly who: string | null;
      readonly at: Instant;
      readonly reason: string;
    };

export type Alert = {
  readonly ticket: TicketBrief;
  readonly cause: AlertCause;
  /** 1 is the first */
  readonly rung: { readonly n: number; readonly title: string };
  /** who is told next, and when; null when nobody stands above */
  readonly next: { readonly at: Instant; readonly people: readonly string[]; readonly title: string } | null;
};

/** Tells somebody of the ladder that a promise is broken, or that a ticket was carried up to them. */
export function alert({ ticket, cause, rung, next }: Alert, desk: Desk): Worded {
  const { promise, links } = ticket;
  const isLate = cause.kind === 'broken' || cause.kind === 're-rated';
  const standing = [
    isLate ? leftOrBy(promise, desk) : null, // after the word "Late" of the tone
    ownerWords(ticket, desk),
    closedWords(promise, desk),
  ].filter((words) => words !== null);
  const lead = [
    ...(isLate ? [`${standing.join(', ')}.`] : []),
    ...causeWords(cause, ticket, desk),
    ...(isLate ? [] : [`${capital(standing.join(', '))}.`]),
    `You are told as ${rung.title}.`,
  ].join(' ');
  const tone = cause.kind === 'unnumbered' ? 'now' : toneOf(promise, ticket.waitingSince, desk);
  return worded({
    subject: `${token(ticket)} ${headline(cause, ticket, brieflyOf(desk), 'LATE')}, ${customerOf(ticket)}`,
    preheader: capital([stateOf(ticket, desk), ownerWords(ticket, desk), `told as ${rung.title}`].join(', ')),
    house: desk.house,
    title: headline(cause, ticket, whenOf(desk), 'Late'),
    blocks: [
      { kind: 'lead', tone, text: lead },
      {
        kind: 'facts',
        rows: [
          ...(cause.kind === 'carried' ? [{ label: 'Reason', value: `“${outsideLine(cause.reason, 300)}”` }] : []),
          { label: 'Promise', value: promised(promise, desk) },
          levelFact(ticket),
          ...(ticket.suggested ? becauseFacts(ticket) : []),
          { label: 'Has it', value: ticket.owner?.name ?? 'nobody' },
          triedFact(ticket, desk),
          customerFact(ticket),
          callFact(ticket),
          nextFact(promise.metric, next, desk),
          { label: 'Ticket', value: ticket.reference },
        ],
      },
      {
        kind: 'links',
        links: [
          { label: 'I have seen it, I take care', url: links.seen },
          { label: 'Give it to someone', url: links.give },
          { label: 'Open the ticket', url: links.open },
          { label: 'How this time was counted', url: links.count },
          { label: 'The board', url: links.board },
        ],
      },
      requestBlock(ticket),
    ],
    small: [
      ...(links.seen === null ? [] : ['“Seen” stops repeats to you. It does not stop the clock or the next step.']),
      ...smallPrint(ticket, desk),
    ],
  });
}

/** What is the matter, in one line. */
export function headline(cause: AlertCause, { promise, level }: TicketBrief, when: When, late: string): string {
  const dueAt = dueOf(promise);
  const due = `${METRICS[promise.metric].owed}${dueAt === null ? '' : ` was due ${sayTime(dueAt, when)}`}`;
  switch (cause.kind) {
    case 'broken':
      return `${late}: ${due}`;
    case 're-rated':
      return `${late} by re-rating: ${due}`;
    case 'unnumbered':
      return `Open for ${sayTarget(cause.openMinutes, promise.clock)} without a solution, level ${level}`;
    case 'carried':
      return `Carried up to you by ${cause.by === 'customer' ? 'the customer' : (cause.who ?? 'one of us')}`;
    default:
      return cause satisfies never;
  }
}

function causeWords(cause: AlertCause, { promise, level }: TicketBrief, desk: Desk): readonly string[] {
  const when = whenOf(desk);
  switch (cause.kind) {
    case 'broken':
      return [];
    case 're-rated': {
      const who = cause.by === null ? '' : ` by ${cause.by}`;
      const why = cause.reason === null ? '' : `, because ${REASONS[cause.reason]}`;
      const from = cause.from === level ? '' : ` from ${cause.from}`; // where it is not known, nothing is said
      return [
        `The level was raised${from} to ${level}${who}, ${sayTime(cause.at, when)}${why}.`,
        `The time of level ${level} had passed by then.`,
      ];
    }
    case 'unnumbered': {
      const open = sayElapsed(promise.elapsedSeconds, promise.clock);
      return [
        `No time is promised for a resolution at level ${level}, so nothing is late, but it has been open ${open}.`,
      ];
    }
    case 'carried': {
      const noted =
        cause.who === null ? 'The customer asked for it' : `The customer asked for it, noted by ${cause.who}`;
      const said = cause.by === 'customer' ? noted : `${capital(cause.who ?? 'one of us')} asked for it`;
      return [`${said}, ${sayTime(cause.at, when)}.`];
    }
    default:
      return cause satisfies never;
  }
}

function nextFact(metric: TicketBrief['promise']['metric'], next: Alert['next'], desk: Desk): Fact {
  if (next === null) return { label: 'Next', value: 'nobody is told after you' };
  const who = next.people.length === 0 ? next.title : `${next.people.join(' and ')} (${next.title})`;
  const told = next.people.length > 1 ? 'are told' : 'is told';
  return { label: 'Next', value: `if ${METRICS[metric].unmet} by ${sayTime(next.at, whenOf(desk))}, ${who} ${told}` };
}
