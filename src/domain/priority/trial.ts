import type { Level } from '../level.ts';
import type { Cause, Change } from './compare.ts';

/** A ticket whose suggested level would be another. */
export type Changed = {
  readonly reference: string;
  readonly subject: string;
  readonly confirmed: Level | null;
} & Change;

/** A phrase and the tickets that it changes. */
type Blamed = Cause & { readonly tickets: number; readonly references: readonly string[] };

export type Trial = {
  readonly tickets: number;
  readonly changed: number;
  /** how many tickets went from each level (row) to each (column) */
  readonly confusion: readonly (readonly number[])[];
  /** tickets whose level a person confirmed, and how many of them the rules meet */
  readonly confirmed: { readonly tickets: number; readonly met_before: number; readonly met_after: number };
  readonly phrases: readonly Blamed[];
  /** changes that no phrase made, but what signals speak for, or the decision table */
  readonly by_weights: number;
};

/** A phrase that a person may accept, and what it would do to the whole history. */
export type Proposal = {
  readonly phrase: string;
  readonly signal: string;
  readonly language: string;
  readonly because: string;
  readonly corrected: number;
  readonly elsewhere: number;
  readonly log_odds_z: number;
  readonly examples: readonly { readonly reference: string; readonly text: string }[];
  readonly effect: {
    readonly tickets: number;
    readonly changed: number;
    /** confirmed levels that would be met and are not now, and the other way round */
    readonly better: number;
    readonly worse: number;
  };
};

/** What corrections speak for. */
export type Learned = {
  /** tickets whose level a person looked at, and of them those that were corrected */
  readonly confirmed: number;
  readonly corrected: number;
  readonly proposals: readonly Proposal[];
};
