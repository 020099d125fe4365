import { LEVELS, type Level } from '../level.ts';
import { QUESTIONS, type DecisionTable, type Question, type Row } from './rules.ts';

export type Answers = Readonly<Record<Question, boolean>>;

/** What the table makes of the answers: a level, the row that decided, and the chance of every level. */
export type Decided = {
  readonly level: Level;
  readonly row: Row;
  readonly answers: Answers;
  /** the questions that the table asks until it comes to this row */
  readonly asked: readonly Question[];
  readonly chances: Readonly<Record<Level, number>>;
  /** it was lifted to a graver level than the likeliest, because there is doubt */
  readonly lifted: boolean;
};

/** A decision table with the row of every combination of answers; made once. */
export type CompiledTable = DecisionTable & {
  /** by the answers as bits: the first question is the lowest */
  readonly byAnswers: readonly Pick<Decided, 'row' | 'answers' | 'asked'>[];
};

/** Looks up the row of each combination of answers. */
export function compileTable(table: DecisionTable): CompiledTable {
  const byAnswers = Array.from({ length: 2 ** QUESTIONS.length }, (_, bits) => {
    const answers = Object.fromEntries(QUESTIONS.map((question, n) => [question, isYes(bits, n)])) as Answers;
    const row = table.rows.find(({ when }) => QUESTIONS.every((q) => when[q] === undefined || when[q] === answers[q]));
    const asked = table.rows
      .slice(0, table.rows.indexOf(row!) + 1)
      .flatMap(({ when }) => Object.keys(when) as Question[]);
    return { row: row!, answers, asked: [...new Set(asked)] };
  });
  return { ...table, byAnswers };
}

function isYes(bits: number, n: number): boolean {
  return ((bits >> n) & 1) === 1;
}

/**
 * Decides by the table. Each score becomes the chance of a yes (logistic), every combination of answers falls on its row,
 * and the level with the greatest chance is taken; unless the gravest together are likely enough to be taken first.
 */
export function decideLevel(scores: Readonly<Record<Question, number>>, table: CompiledTable): Decided {
  const yes = QUESTIONS.map((question) => 1 / (1 + Math.exp(-scores[question])));
  const chances: Record<Level, number> = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0 };
  const most: Record<Level, number> = { 1: -1, 2: -1, 3: -1, 4: -1, 5: -1, 6: -1 };
  const best: Partial<Record<Level, CompiledTable['byAnswers'][number]>> = {};
  table.byAnswers.forEach((entry, bits) => {
    const chance = yes.reduce((product, share, n) => product * (isYes(bits, n) ? share : 1 - share), 1);
    const { level } = entry.row;
    chances[level] += chance;
    if (chance <= most[level]) return;
    most[level] = chance;
    best[level] = entry;
  });
  const likeliest = greatest(LEVELS, chances);
  const { levels, from } = table.graverWhen;
  const lifted = likeliest > Math.max(...levels) && levels.reduce((sum, level) => sum + chances[level], 0) >= from;
  const level = lifted ? greatest(levels, chances) : likeliest;
  return { level, ...best[level]!, chances, lifted };
}

function greatest(levels: readonly Level[], chances: Readonly<Record<Level, number>>): Level {
  return levels.reduce((a, b) => (chances[b] > chances[a] ? b : a));
}
