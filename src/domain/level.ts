/** Priority level of the support policy, 1 (production down) to 6 (questions). */
export type Level = 1 | 2 | 3 | 4 | 5 | 6;

export const LEVELS: readonly Level[] = [1, 2, 3, 4, 5, 6];

/** Whether a number is a level. */
export function isLevel(n: number): n is Level {
  return (LEVELS as readonly number[]).includes(n);
}

/** One reason for a level: which words, where. `at` are offsets [from, to) into the field named by `where`. */
export type Evidence = {
  readonly signal: string;
  readonly text: string;
  readonly where: 'subject' | 'body' | 'fax';
  readonly at: readonly [number, number];
};

/** A level that the rules suggest; a person confirms or changes it, nothing acts on it as if it were confirmed. */
export type Suggestion = {
  readonly level: Level;
  /** 0 to 1: how far the rules trust themselves */
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
  /** one sentence that a rep can read */
  readonly because: string;
};
