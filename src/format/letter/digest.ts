import { percentOf, type Kept } from '../../domain/board/kept.ts';
import type { Desk, Listed, Worded } from './about.ts';
import type { Block } from './blocks.ts';
import { outsideLine } from './clean.ts';
import { worded } from './frame.ts';
import { compare } from './gathered.ts';
import { capital } from './notice.ts';
import { stateOf, whenOf } from './promise.ts';
import { rowOf } from './ticket.ts';
import { sayDay, sayTime } from './time.ts';

/** A way in or out that does not work. */
export type SickSource = {
  readonly name: string;
  readonly since: number;
  /** what is wrong, one sentence */
  readonly problem: string;
  /** what to do, one sentence; '' where that is not known */
  readonly todo: string;
};

export type Digest = {
  readonly late: Listed;
  readonly dueToday: Listed;
  readonly unconfirmed: Listed;
  readonly waiting: Listed;
  readonly sources: readonly SickSource[];
  /** the last working day before, an instant within it, and what fell due on it; null when nothing is counted yet */
  readonly before: { readonly at: number; readonly promises: Kept } | null;
  /** page of the queue */
  readonly queue: string | null;
};

const MOST_ROWS = 50; // in the whole mail
const MOST_OF_ONE = 20; // so that a long list does not push out the next one

/** The day's beginning: what is late, due today, unconfirmed, waiting, which source is sick. Null when all is well and nothing is to do. */
export function digest(day: Digest, desk: Desk): Worded | null {
  const { late, dueToday, unconfirmed, waiting, sources, before } = day;
  if ([late, dueToday, unconfirmed, waiting].every(({ total }) => total === 0) && sources.length === 0) return null;
  const title = headline(day);
  let room = MOST_ROWS;
  const list = (heading: string, { rows, total }: Listed): readonly Block[] => {
    if (total === 0) return [];
    const shown = rows.toSorted((a, b) => compare(a, b, desk)).slice(0, Math.min(room, MOST_OF_ONE));
    room -= shown.length;
    return [
      { kind: 'heading', text: `${heading}: ${total}` },
      { kind: 'tickets', rows: shown.map((ticket) => rowOf(ticket, desk)), more: total - shown.length },
    ];
  };
  return worded({
    subject: `Today: ${title}`,
    preheader: preheaderOf(day, desk),
    house: desk.house,
    title: `${sayDay(desk.now, whenOf(desk))}: ${title}`,
    blocks: [
      ...(before === null ? [] : [{ kind: 'paragraph', text: beforeWords(before, desk) } as const]),
      ...sick(sources, desk),
      ...list('Late', late),
      ...list('Due today', dueToday),
      ...list('Level not confirmed by a person', unconfirmed),
      ...list('Waiting for the customer', waiting),
      { kind: 'links', links: [{ label: 'Open the queue', url: day.queue }] },
    ],
    small: desk.why === null ? [] : [desk.why],
  });
}

function headline({ late, dueToday, sources }: Digest): string {
  const ill =
    sources.length === 0 ? [] : [`${sources.length} ${sources.length === 1 ? 'source does' : 'sources do'} not work`];
  return [`${late.total || 'nothing'} late`, `${dueToday.total} due`, ...ill].join(', ');
}

function preheaderOf({ before, sources, late, dueToday }: Digest, desk: Desk): string {
  const first = late.rows[0] ?? dueToday.rows[0];
  return [
    ...sources.map(({ name }) => `${outsideLine(name, 80)} does not work.`),
    beforeWords(before, desk),
    first === undefined ? '' : `${first.reference}: ${stateOf(first, desk)}.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function beforeWords(before: Digest['before'], desk: Desk): string {
  if (before === null) return '';
  const { at, promises } = before;
  const day = sayDay(at, whenOf(desk));
  if (promises.of === 0) return `${day}: no promise fell due.`;
  const broken = promises.of - promises.kept;
  return `${day}: ${promises.kept} of ${promises.of} promises kept (${percentOf(promises)} %), ${broken === 0 ? 'none' : broken} broken.`;
}

function sick(sources: readonly SickSource[], desk: Desk): readonly Block[] {
  return sources.map(({ name, since, problem, todo }) => ({
    kind: 'lead',
    tone: 'down',
    text: [
      `${outsideLine(name, 80)}, since ${sayTime(since, whenOf(desk))}.`,
      ...[problem, todo].map((said) => sentence(outsideLine(said, 300))).filter((said) => said !== ''),
    ].join(' '),
  }));
}

function sentence(text: string): string {
  return text === '' || /[.!?…]$/u.test(text) ? capital(text) : `${capital(text)}.`;
}
