import type { Person } from '../staff.ts';
import type { Instant } from '../time.ts';

/** A person's act by which a promise is kept: a call, an answer, a solution. `since`: when its ticket came. */
export type KeepingAct = { readonly rep: string; readonly at: Instant; readonly since: Instant };

/**
 * Working minutes that a promise takes a rep: from when they kept the one before, or from when the ticket came if that was
 * later, so that a rep who waits for work is not taken for a slow one. A quarter took less than `quick`, a quarter more than `slow`.
 */
export type Pace = {
  readonly quick: number;
  readonly usual: number;
  readonly slow: number;
  /** how many such stretches it is the median of */
  readonly of: number;
  readonly from: 'own' | 'desk' | 'assumed';
};

/** Fewer stretches than these say nothing of a person, or of a desk. */
export const FEWEST = 10;
/** What is assumed of a desk that has not worked long enough to be measured: a call, and a few lines about it. */
export const ASSUMED: Pace = { quick: 10, usual: 20, slow: 40, of: 0, from: 'assumed' };
/** Nobody keeps a promise in less, minutes. */
const LEAST = 1;

/** The pace of the whole desk, and of each rep: their own where there is enough of it, else the desk's, else an assumed one. */
export function pacesOf(
  acts: readonly KeepingAct[],
  reps: readonly Person[],
): { readonly desk: Pace; readonly of: ReadonlyMap<string, Pace> } {
  const gaps = new Map(reps.map((rep) => [rep.id, gapsOf(rep, acts)]));
  const desk = paceOf([...gaps.values()].flat(), 'desk') ?? ASSUMED;
  return { desk, of: new Map([...gaps].map(([id, own]) => [id, paceOf(own, 'own') ?? desk])) };
}

/** Working minutes of a person for each of their acts but the first. What was done at one moment, or out of hours, tells no pace. */
function gapsOf({ id, hours, absences }: Person, acts: readonly KeepingAct[]): readonly number[] {
  const own = acts.filter(({ rep }) => rep === id).toSorted((a, b) => a.at - b.at || b.since - a.since);
  return own
    .slice(1)
    .map(({ at, since }, i) => hours.worked(Math.max(own[i]!.at, since), at, absencePauses(absences)) / 60)
    .filter((minutes) => minutes > 0);
}

/** The absences of a person as stretches in which their time stands. */
export function absencePauses(
  absences: Person['absences'],
): readonly { readonly from: Instant; readonly to: Instant }[] {
  return absences.map(({ from, until }) => ({ from, to: until }));
}

function paceOf(gaps: readonly number[], from: Pace['from']): Pace | null {
  if (gaps.length < FEWEST) return null;
  const sorted = gaps.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return Math.max(LEAST, Math.round(low + (high - low) * (place - Math.floor(place))));
  };
  return { quick: at(0.25), usual: at(0.5), slow: at(0.75), of: gaps.length, from };
}
