import type { Desk, TicketBrief, Worded } from './about.ts';
import type { Block } from './blocks.ts';
import { outsideLine } from './clean.ts';
import { worded } from './frame.ts';
import { compare } from './gathered.ts';
import { stateOf } from './promise.ts';
import { callFact, customerFact, levelFact, rowOf, token } from './ticket.ts';

/** Something that had to be said of a ticket, and why each of those who might have been told could not be. */
export type Untold = { readonly ticket: TicketBrief; readonly passedOver: readonly string[] };

const MOST_ROWS = 50;
const MOST_REASONS = 20;

/** Alarms the operator: nobody of the office could be told. Silence must never be what a broken address leads to. */
export function nobody(untold: readonly [Untold, ...(readonly Untold[])], desk: Desk): Worded {
  const sorted = untold.toSorted((a, b) => compare(a.ticket, b.ticket, desk));
  const first = sorted[0]!.ticket;
  const one = sorted.length === 1;
  const what = one ? stateOf(first, desk) : `${sorted.length} tickets`;
  const reasons = [...new Set(sorted.flatMap(({ passedOver }) => passedOver))].map(
    (reason) => `– ${outsideLine(reason, 200)}`,
  );
  const shown = reasons.slice(0, MOST_REASONS);
  const unsaid = reasons.length - shown.length;
  return worded({
    subject: one
      ? `${token(first)} NOBODY COULD BE TOLD: ${stateOf(first, { ...desk, reader: here(desk) })}`
      : `NOBODY COULD BE TOLD of ${what}`,
    preheader: `${what}. You are told as the operator. Please reach somebody by telephone.`,
    house: desk.house,
    title: 'Nobody could be told',
    blocks: [
      {
        kind: 'lead',
        tone: 'now',
        text: `${one ? `${first.reference}: ${what}.` : `Something is to be done on ${what}.`} Nobody of the office could be told by mail. Please reach somebody by telephone.`,
      },
      ...(one
        ? ([{ kind: 'facts', rows: [levelFact(first), callFact(first), customerFact(first)] }] as const)
        : ([
            {
              kind: 'tickets',
              rows: sorted.slice(0, MOST_ROWS).map(({ ticket }) => rowOf(ticket, desk)),
              more: Math.max(0, sorted.length - MOST_ROWS),
            },
          ] as const)),
      ...why(shown, unsaid),
      { kind: 'heading', text: 'What to do' },
      {
        kind: 'paragraph',
        text: 'Reach somebody by telephone. Then look in people.yaml who is away and which address is wrong, and name somebody who is there.',
      },
      { kind: 'links', links: [{ label: 'Open the ticket', url: one ? first.links.open : null }] },
    ],
    small: ['You get this because you are named as an operator.'],
  });
}

function why(shown: readonly string[], unsaid: number): readonly Block[] {
  if (shown.length === 0) return [];
  return [
    { kind: 'heading', text: 'Why nobody' },
    { kind: 'paragraph', text: [...shown, ...(unsaid > 0 ? [`and ${unsaid} more`] : [])].join('\n') },
  ];
}

/** A subject has room for one clock. */
function here({ reader, hours }: Desk): Desk['reader'] {
  return { name: reader.name, zone: hours.spec.timezone };
}
