import type { Level } from '../level.ts';
import type { Metric } from '../promise/event.ts';

/** How many promises that fell due were kept. */
export type Kept = { readonly kept: number; readonly of: number };

/** Promises of one kind, level and rep that fell due in a stretch of time. */
export type KeptCount = {
  readonly metric: 'call_back' | 'resolution';
  readonly level: Level;
  /** id of who kept it, else of who had it, or null */
  readonly rep: string | null;
  readonly kept: number;
  readonly broken: number;
};

/** `96 of 101`, `none`. */
export function sayKept({ kept, of }: Kept): string {
  return of === 0 ? 'none' : `${kept} of ${of}`;
}

/** Whole per cent, rounded toward the worse: one broken promise is never 100 %. Null of none. */
export function percentOf({ kept, of }: Kept): number | null {
  return of === 0 ? null : Math.floor((kept * 100) / of);
}

/** The sum of counts. */
export function sumKept(counts: readonly KeptCount[]): Kept {
  const kept = counts.reduce((sum, one) => sum + one.kept, 0);
  return { kept, of: kept + counts.reduce((sum, one) => sum + one.broken, 0) };
}

/** The sums of call-backs and of resolutions. */
export function sumsByMetric(counts: readonly KeptCount[]): {
  readonly callBacks: Kept;
  readonly resolutions: Kept;
} {
  const of = (metric: KeptCount['metric']): Kept => sumKept(counts.filter((one) => one.metric === metric));
  return { callBacks: of('call_back'), resolutions: of('resolution') };
}

/** Why a promise was broken, as far as the journal knows: who had it, and whether anybody called in vain. */
export function whyBroken(
  broken: { readonly metric: Metric; readonly assignee: string | null; readonly vain: number },
  nameOf: (id: string) => string,
): string {
  const { metric, assignee, vain } = broken;
  const who = assignee === null ? 'nobody had it' : `${nameOf(assignee)} had it`;
  if (metric !== 'call_back') return `${who}; it was not resolved in time`;
  if (vain === 0) return `${who}; no call was logged in time`;
  return `${who}; ${vain === 1 ? 'one call' : `${vain} calls`} in vain`;
}
