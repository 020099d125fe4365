import type { Level } from '../level.ts';

/** What is asked of every request; the answers together are a row of the decision table. */
export const QUESTIONS = ['trouble', 'grave', 'test', 'down', 'blocks'] as const;
export type Question = (typeof QUESTIONS)[number];

/** Words that change how the phrases beside them are meant, and (`fillers`) words that are passed over. */
export const READINGS = [
  'negation',
  'supposed',
  'imagined',
  'past',
  'past_verbs',
  'dates',
  'present',
  'asking',
  'breaks',
  'fillers',
] as const;
export type ReadingRole = (typeof READINGS)[number];

/** How much one phrase counts. */
export const STRENGTHS = ['strong', 'plain', 'weak'] as const;
export type Strength = (typeof STRENGTHS)[number];
export const COUNTS: Readonly<Record<Strength, number>> = { strong: 2, plain: 1, weak: 0.5 };

/**
 * What a signal is. `trouble` says that something is wrong, so it may be denied, past or only supposed; a `blemish` may be
 * only asked about. `test_system` and
 * `live_system` name the system that trouble is told of. `hides` stands for words in another sense: whatever lies inside
 * its phrases is not counted, and it says nothing itself.
 */
export const KINDS = ['trouble', 'blemish', 'test_system', 'live_system', 'hides', 'other'] as const;
export type Kind = (typeof KINDS)[number];

/** Signals that no phrase makes but the way others are meant, or a fact beside the text. The rules file may weigh them. */
export const DERIVED = [
  'denied',
  'past',
  'supposed',
  'asked',
  'told_of_test',
  'told_of_live',
  'only_test_named',
  'only_live_named',
  'no_trouble_told',
  'go_live_within_a_month',
  'go_live_later',
  'many_questions',
  'short',
] as const;
export type Derived = (typeof DERIVED)[number];

export type Phrase = { readonly text: string; readonly strength: Strength; readonly language: string };

/** Words for one thing that a request says, e.g. `outage`. */
export type Signal = {
  readonly name: string;
  readonly kind: Kind;
  /** what a rep reads of it, e.g. "nobody can work" */
  readonly says: string;
  /** how far it speaks for (above 0) or against (below 0) a yes to each question */
  readonly speaks: Readonly<Partial<Record<Question, number>>>;
  readonly phrases: readonly Phrase[];
};

/** One language's words for reading, and those by which a text in it is known. */
export type Language = {
  readonly code: string;
  readonly recognisedBy: readonly string[];
  readonly reading: Readonly<Record<ReadingRole, readonly string[]>>;
};

/** Everything in config/rules.yaml. */
export type Rules = {
  /** words that may stand for each other, e.g. `nobody`: no one, none of us; written `<nobody>` in a phrase */
  readonly words: Readonly<Record<string, readonly string[]>>;
  /** the first is the one that a text is taken for when nothing speaks for another */
  readonly languages: readonly Language[];
  readonly signals: readonly Signal[];
  /** where each question stands before a word is read; above 0 is yes */
  readonly startsAt: Readonly<Record<Question, number>>;
};

/** A row of the decision table: the first whose answers fit decides. A question that it does not name may be either. */
export type Row = { readonly level: Level; readonly when: Readonly<Partial<Record<Question, boolean>>> };

/** The decision table of config/support-policy.yaml; its last row fits everything. */
export type DecisionTable = {
  readonly rows: readonly Row[];
  /** below this confidence a person is asked to read it */
  readonly personBelow: number;
  /** as soon as the chance of these levels reaches `from`, none below them is suggested */
  readonly graverWhen: { readonly levels: readonly Level[]; readonly from: number };
};
