import type { Desk, TicketBrief, Worded } from './about.ts';
import type { Alert } from './alert.ts';
import type { Tone } from './blocks.ts';
import { worded } from './frame.ts';
import { capital } from './notice.ts';
import { stateOf, toneOf } from './promise.ts';
import { rowOf } from './ticket.ts';

/** One of several mails that would have gone to the same person at the same time. */
export type Matter =
  | { readonly kind: 'notice' | 'reminder'; readonly ticket: TicketBrief }
  | ({ readonly kind: 'alert' } & Alert);

const MOST_ROWS = 50; // more is not read, and the mail would be cut by mail programs

/** Several notices, reminders and alerts as one mail, worst first. */
export function gathered(matters: readonly Matter[], desk: Desk): Worded {
  const sorted = together(matters).toSorted((a, b) => compare(a.ticket, b.ticket, desk));
  const shown = sorted.slice(0, MOST_ROWS);
  const title = summary(sorted, desk);
  const first = shown[0]?.ticket;
  return worded({
    subject: first === undefined ? title : `${title}; first ${first.reference}`,
    preheader: first === undefined ? title : `${first.reference}: ${stateOf(first, desk)}`,
    house: desk.house,
    title: capital(title),
    blocks: [
      { kind: 'paragraph', text: 'Several things came together, so they stand in one mail. The worst stands first.' },
      {
        kind: 'tickets',
        rows: shown.map(({ ticket, what }) => rowOf(ticket, desk, what)),
        more: sorted.length - shown.length,
      },
    ],
    small: desk.why === null ? [] : [desk.why],
  });
}

type Gathered = {
  readonly ticket: TicketBrief;
  readonly what: readonly string[];
  readonly kinds: ReadonlySet<Matter['kind']>;
};

/** What is said of one promise of one ticket stands in one row. */
function together(matters: readonly Matter[]): readonly Gathered[] {
  const rows = new Map<string, Gathered>();
  for (const matter of matters) {
    const { ticket } = matter;
    const key = `${ticket.reference} ${ticket.promise.metric}`;
    const before = rows.get(key);
    rows.set(key, {
      ticket,
      what: [...new Set([...(before?.what ?? []), ...whatOf(matter)])],
      kinds: new Set([...(before?.kinds ?? []), matter.kind]),
    });
  }
  return [...rows.values()];
}

function whatOf(matter: Matter): readonly string[] {
  if (matter.kind !== 'alert') return matter.kind === 'notice' ? ['new'] : [];
  const { cause, rung } = matter;
  const why = { broken: [], 're-rated': ['by re-rating'], unnumbered: ['no solution yet'], carried: ['carried up'] }[
    cause.kind
  ];
  return [...why, `told as ${rung.title}`];
}

const ORDER: readonly Tone[] = ['late', 'now', 'soon', 'fine', 'plain', 'waiting'];

/** Risk first, inside it the level, then what is due first, then what is older. */
export function compare(a: TicketBrief, b: TicketBrief, desk: Desk): number {
  const risk = (ticket: TicketBrief): number => ORDER.indexOf(toneOf(ticket.promise, ticket.waitingSince, desk));
  const due = ({ promise }: TicketBrief): number => promise.dueAt ?? Number.MAX_SAFE_INTEGER;
  return risk(a) - risk(b) || a.level - b.level || due(a) - due(b) || a.acceptedAt - b.acceptedAt;
}

/** `2 late, 3 near their time, 4 new, 1 told up the ladder`. */
function summary(rows: readonly Gathered[], desk: Desk): string {
  const late = rows.filter(({ ticket }) => toneOf(ticket.promise, ticket.waitingSince, desk) === 'late');
  const others = rows.filter((row) => !late.includes(row));
  const count = (kind: Matter['kind'], besides: readonly Matter['kind'][]): number =>
    others.filter(({ kinds }) => kinds.has(kind) && !besides.some((other) => kinds.has(other))).length;
  const parts: readonly (readonly [number, string])[] = [
    [late.length, 'late'],
    [count('alert', []), 'to look after'],
    [count('reminder', ['alert']), 'near the time'],
    [count('notice', ['alert', 'reminder']), 'new'],
  ];
  const said = parts.filter(([n]) => n > 0).map(([n, words]) => `${n} ${words}`);
  return said.length === 0 ? 'nothing to do' : said.join(', ');
}
