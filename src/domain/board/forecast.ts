import type { Level } from '../level.ts';
import type { Metric } from '../promise/event.ts';
import { takes } from '../staff/choose.ts';
import { isOnDuty, nextOnDuty } from '../staff/duty.ts';
import type { Person } from '../staff.ts';
import { MINUTE, type Instant } from '../time.ts';
import { absencePauses, type Pace } from './pace.ts';

/*
 * Which open promises will be broken by the end of the day, if the reps on duty work the queue from its top, each at
 * their own pace. What has yet to arrive is not counted. docs/desk-board.md tells the method.
 */

/** An open promise with a due. */
export type OpenPromise = {
  readonly ticketId: string;
  readonly reference: string;
  readonly subject: string;
  readonly metric: Metric;
  readonly level: Level;
  readonly isConfirmed: boolean;
  readonly dueAt: Instant;
  /** from when the queue shows it as soon, and as now; null: never before it is late */
  readonly soonAt: Instant | null;
  readonly nowAt: Instant | null;
  readonly mailbox: string;
  readonly assignee: string | null;
};

/** A promise that will be broken. `sure`: even if all reps were as quick as in their quickest quarter. */
export type Foreseen = { readonly promise: OpenPromise; readonly sure: boolean };

export type Forecast = {
  /** promises that fall due from now until then */
  readonly due: number;
  /** reps who work at some time until then */
  readonly reps: number;
  /** in the order of their dues */
  readonly broken: readonly Foreseen[];
  /** how many would be broken if everything went as slowly as in the slowest quarter; never fewer than `broken` */
  readonly atWorst: number;
};

export type Work = {
  readonly open: readonly OpenPromise[];
  readonly people: readonly Person[];
  readonly paces: ReadonlyMap<string, Pace>;
  readonly now: Instant;
  readonly until: Instant;
};

type Speed = 'quick' | 'usual' | 'slow';

/** Foresees the rest of the day. Pure. */
export function forecast(work: Work): Forecast {
  const { now, until } = work;
  const open = work.open.toSorted(inBand);
  const due = open.filter(({ dueAt }) => dueAt >= now && dueAt <= until);
  const broken = (speed: Speed): ReadonlySet<OpenPromise> => brokenAt(speed, { ...work, open });
  const [quick, usual, slow] = [broken('quick'), broken('usual'), broken('slow')];
  return {
    due: due.length,
    reps: onDutyUntil(work).length,
    broken: [...usual]
      .toSorted((a, b) => a.dueAt - b.dueAt || inBand(a, b))
      .map((promise) => ({ promise, sure: quick.has(promise) })),
    atWorst: Math.max(slow.size, usual.size),
  };
}

/** Works the queue at one speed; the promises that fall due by the end and are not kept by then. */
function brokenAt(speed: Speed, work: Work): ReadonlySet<OpenPromise> {
  const { now, until, paces } = work;
  const left = new Set(work.open);
  const broken = new Set<OpenPromise>();
  const reps = onDutyUntil(work).map(({ rep, at }) => ({ rep, at, minutes: paces.get(rep.id)?.[speed] ?? Infinity }));
  for (;;) {
    const turn = reps.reduce<(typeof reps)[number] | null>(
      (first, one) => (first === null || one.at < first.at ? one : first),
      null,
    );
    if (turn === null || turn.at >= until) break;
    const next = topOf(left, turn.rep, turn.at, work.people);
    const done = Number.isFinite(turn.minutes)
      ? (turn.rep.hours.due(turn.at, turn.minutes, absencePauses(turn.rep.absences)) ?? Infinity)
      : Infinity;
    if (next !== null) {
      left.delete(next);
      if (next.dueAt >= now && next.dueAt <= until && next.dueAt < done) broken.add(next);
    }
    turn.at = Math.max(done, turn.at + MINUTE);
  }
  for (const promise of left) if (promise.dueAt >= now && promise.dueAt <= until) broken.add(promise);
  return broken;
}

/** The reps who work before the end, and from when. */
function onDutyUntil({ people, now, until }: Work): readonly { readonly rep: Person; readonly at: Instant }[] {
  return people.flatMap((rep) => {
    const at = rep.roles.includes('rep') ? nextOnDuty(rep, now) : null;
    return at === null || at >= until ? [] : [{ rep, at: Math.max(at, now) }];
  });
}

/** What the queue shows to a rep on top: the worst band, then level, due and age. Others' tickets only while those are not there. */
function topOf(
  left: ReadonlySet<OpenPromise>,
  rep: Person,
  at: Instant,
  people: readonly Person[],
): OpenPromise | null {
  const there = new Set(people.filter((one) => one.roles.includes('rep') && isOnDuty(one, at)).map(({ id }) => id));
  let top: OpenPromise | null = null;
  let best = Infinity;
  for (const promise of left) {
    const band = bandOf(promise, at);
    if (band >= best) continue;
    const { assignee, mailbox } = promise;
    const may = assignee === rep.id || ((assignee === null || !there.has(assignee)) && takes(rep, mailbox));
    if (!may) continue;
    [top, best] = [promise, band];
    if (band === 0) break;
  }
  return top;
}

/** Late, now, soon, on time: as the queue puts them (`riskOf`). */
function bandOf({ dueAt, nowAt, soonAt }: OpenPromise, at: Instant): number {
  if (dueAt < at) return 0;
  if (nowAt !== null && nowAt <= at) return 1;
  return soonAt !== null && soonAt <= at ? 2 : 3;
}

function inBand(a: OpenPromise, b: OpenPromise): number {
  return (
    a.level - b.level ||
    a.dueAt - b.dueAt ||
    Number(BigInt(a.ticketId) - BigInt(b.ticketId)) ||
    (a.metric < b.metric ? -1 : 1)
  );
}
