import { percentOf, sayKept, type Kept } from '../../domain/board/kept.ts';
import type { Level } from '../../domain/level.ts';
import type { Metric, RaiseReason } from '../../domain/promise/event.ts';
import type { Instant } from '../../domain/time.ts';
import type { Desk, Worded } from './about.ts';
import type { Block, Row } from './blocks.ts';
import { outsideLine } from './clean.ts';
import { worded } from './frame.ts';
import { METRICS, REASONS, whenOf } from './promise.ts';
import { sayDay, sayTime } from './time.ts';

/** A promise that was broken in the week, with why and who was told. */
export type BrokenPromise = {
  readonly reference: string;
  readonly subject: string;
  readonly customer: string;
  readonly level: Level;
  readonly metric: Metric;
  readonly dueAt: Instant;
  /** null: still open */
  readonly metAt: Instant | null;
  /** one sentence, e.g. `nobody had it until 14:40` */
  readonly why: string;
  /** names of those who were told */
  readonly told: readonly string[];
  readonly url: string | null;
};

export type ReratedTicket = {
  readonly reference: string;
  readonly from: Level;
  readonly to: Level;
  readonly by: string;
  readonly reason: RaiseReason | null;
  readonly url: string | null;
};

/** What became of everything that arrived: the parts make up the whole. */
export type Ledger = {
  readonly arrived: number;
  readonly tickets: number;
  readonly joined: number;
  readonly ignored: number;
  readonly held: number;
};

export type Weekly = {
  /** e.g. `Week 47` */
  readonly name: string;
  /** from <= t < until */
  readonly from: Instant;
  readonly until: Instant;
  readonly callBacks: Kept;
  readonly resolutions: Kept;
  readonly levels: readonly {
    readonly level: Level;
    readonly name: string;
    readonly callBacks: Kept;
    readonly resolutions: Kept;
  }[];
  readonly reps: readonly { readonly name: string; readonly callBacks: Kept; readonly resolutions: Kept }[];
  /** call-backs of the last weeks, this one included, oldest first, e.g. `W47` */
  readonly trend: readonly (Kept & { readonly label: string })[];
  readonly broken: readonly BrokenPromise[];
  readonly brokenTotal: number;
  readonly rerated: readonly ReratedTicket[];
  readonly ledger: Ledger | null;
  /** page of the board */
  readonly board: string | null;
};

const MOST_BROKEN = 30; // rows; the board has all
const MOST_REPS = 40;
const MOST_WEEKS = 6; // columns that a telephone has room for
const MOST_RERATED = 20;

/** The week's end: what was promised and kept, of how many, where it broke and why. */
export function weekly(week: Weekly, desk: Desk): Worded {
  const { name, callBacks, resolutions } = week;
  const days = `${sayDay(week.from, whenOf(desk))} to ${sayDay(week.until - 1, whenOf(desk))}`;
  const title =
    callBacks.of === 0 ? `${name}: no call-back fell due` : `${name}: ${sayKept(callBacks)} call-backs kept`;
  const summary = `${days}. Call-backs: ${inTime(callBacks)}. Resolutions: ${inTime(resolutions)}.`;
  return worded({
    subject: title,
    preheader: summary,
    house: desk.house,
    title,
    blocks: [
      { kind: 'paragraph', text: summary },
      ...byLevel(week),
      ...trendOf(week),
      ...byRep(week),
      ...brokenOf(week, desk),
      ...reratedOf(week),
      ...ledgerOf(week),
      { kind: 'links', links: [{ label: 'Open the board', url: week.board }] },
    ],
    small: [
      ...(week.reps.length === 0
        ? []
        : ['Reps stand in the order of the alphabet: a rate of few promises says little.']),
      ...(desk.why === null ? [] : [desk.why]),
    ],
  });
}

/** `96 of 101 in time (95 %)`. */
function inTime(kept: Kept): string {
  const percent = percentOf(kept);
  return percent === null ? 'none fell due' : `${sayKept(kept)} in time (${percent} %)`;
}

function byLevel({ callBacks, resolutions, levels }: Weekly): readonly Block[] {
  const labelled = levels.map((one) => ({ ...one, label: `${one.level}  ${one.name}` }));
  return [
    ...(callBacks.of === 0
      ? []
      : ([
          { kind: 'heading', text: 'Call-backs by level' },
          { kind: 'bars', rows: labelled.map(({ label, callBacks }) => ({ label, ...callBacks })) },
        ] as const)),
    ...(resolutions.of === 0
      ? []
      : [
          { kind: 'heading', text: 'Resolutions by level' } as const,
          numbers(labelled.map(({ label, resolutions }) => ({ label, kept: resolutions }))),
        ]),
  ];
}

function trendOf({ trend }: Weekly): readonly Block[] {
  if (trend.length < 2) return [];
  return [
    { kind: 'heading', text: 'Call-backs kept, week by week' },
    { kind: 'trend', rows: trend.slice(-MOST_WEEKS) },
  ];
}

function numbers(rows: readonly { readonly label: string; readonly kept: Kept }[]): Block {
  return {
    kind: 'table',
    head: ['', 'kept', 'broken', 'in time'],
    rows: rows.map(({ label, kept }) => [
      label,
      kept.of === 0 ? 'none' : String(kept.kept),
      kept.of === 0 ? '' : String(kept.of - kept.kept),
      kept.of === 0 ? '' : `${percentOf(kept)} %`,
    ]),
  };
}

function byRep({ reps }: Weekly): readonly Block[] {
  if (reps.length === 0) return [];
  const sorted = reps.toSorted((a, b) => a.name.localeCompare(b.name, 'en')).slice(0, MOST_REPS);
  const named = sorted.map((rep) => ({ ...rep, name: outsideLine(rep.name, 28) }));
  return [
    { kind: 'heading', text: 'Call-backs by rep' },
    { kind: 'bars', rows: named.map(({ name, callBacks }) => ({ label: name, ...callBacks })) },
    { kind: 'heading', text: 'Resolutions by rep' },
    numbers(named.map(({ name, resolutions }) => ({ label: name, kept: resolutions }))),
  ];
}

function brokenOf({ broken, brokenTotal }: Weekly, desk: Desk): readonly Block[] {
  if (brokenTotal === 0) return [{ kind: 'paragraph', text: 'No promise was broken.' }];
  const shown = broken.slice(0, MOST_BROKEN);
  return [
    { kind: 'heading', text: `Broken promises: ${brokenTotal}` },
    { kind: 'tickets', rows: shown.map((one) => brokenRow(one, desk)), more: brokenTotal - shown.length },
  ];
}

function brokenRow(
  { reference, subject, customer, level, metric, dueAt, metAt, why, told, url }: BrokenPromise,
  desk: Desk,
): Row {
  const when = whenOf(desk);
  const met = metAt === null ? 'still open' : `done ${sayTime(metAt, when)}`;
  return {
    tone: 'plain',
    state: `${METRICS[metric].owed} was due ${sayTime(dueAt, when)}, ${met}`,
    mark: String(level),
    reference,
    title: outsideLine(subject, 70) || '(no subject)',
    notes: [
      outsideLine(customer, 50),
      outsideLine(why, 160) || 'why is not known',
      told.length === 0 ? 'nobody was told' : `told: ${told.join(', ')}`,
    ],
    url,
  };
}

function reratedOf({ rerated }: Weekly): readonly Block[] {
  if (rerated.length === 0) return [];
  const rows = rerated.slice(0, MOST_RERATED).map(({ reference, from, to, by, reason, url }): Row => ({
    tone: 'plain',
    state: `level ${from} became ${to}`,
    mark: String(to),
    reference,
    title: reason === null ? '' : REASONS[reason],
    notes: [`by ${by}`],
    url,
  }));
  return [
    { kind: 'heading', text: `Levels changed: ${rerated.length}` },
    { kind: 'tickets', rows, more: rerated.length - rows.length },
  ];
}

function ledgerOf({ ledger }: Weekly): readonly Block[] {
  if (ledger === null) return [];
  const { arrived, tickets, joined, ignored, held } = ledger;
  return [
    { kind: 'heading', text: 'Everything that arrived' },
    {
      kind: 'paragraph',
      text: `${arrived} = ${tickets} new tickets + ${joined} joined to tickets + ${ignored} ignored + ${held} held for a person`,
    },
  ];
}
