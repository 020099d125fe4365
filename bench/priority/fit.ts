import { ANSWERS } from '../../src/domain/priority/learn.ts';
import { QUESTIONS, type Question, type Rules } from '../../src/domain/priority/rules.ts';
import type { Measured } from './cases.ts';

export type Weights = {
  readonly startsAt: Readonly<Record<Question, number>>;
  readonly speaks: ReadonlyMap<string, Readonly<Record<Question, number>>>;
};

/** Pull of every weight to 0, as much as so many cases: against weights that only a few odd cases ask for. */
const RIDGE = 3;
const ROUNDS = 400;
const PACE = 0.5;

/** Fits the weights of all signals to labelled cases: one ridge logistic regression for each question (AdaGrad; deterministic). */
export function fitWeights(cases: readonly Measured[], ridge = RIDGE): Weights {
  const names = [...new Set(cases.flatMap(({ amounts }) => [...amounts.keys()]))].toSorted();
  const fitted = QUESTIONS.map((question) => {
    const answers = ANSWERS[question];
    const told = cases.filter(({ level }) => answers[level] !== undefined);
    return regression(
      told.map(({ amounts, level }) => ({ amounts, yes: answers[level]! })),
      names,
      ridge,
    );
  });
  const perQuestion = <T>(of: (n: number) => T): Record<Question, T> =>
    Object.fromEntries(QUESTIONS.map((question, n) => [question, of(n)])) as Record<Question, T>;
  return {
    startsAt: perQuestion((n) => fitted[n]!.start),
    speaks: new Map(names.map((name, i) => [name, perQuestion((n) => fitted[n]!.weights[i]!)])),
  };
}

function regression(
  rows: readonly { readonly amounts: ReadonlyMap<string, number>; readonly yes: boolean }[],
  names: readonly string[],
  ridge: number,
): { readonly start: number; readonly weights: Float64Array } {
  const index = new Map(names.map((name, i) => [name, i]));
  const sparse = rows.map(({ amounts, yes }) => ({
    yes: yes ? 1 : 0,
    terms: [...amounts].map(([name, amount]) => [index.get(name)!, amount] as const),
  }));
  const weights = new Float64Array(names.length);
  const walked = new Float64Array(names.length).fill(1e-6);
  let start = 0;
  let startWalked = 1e-6;
  for (let round = 0; round < ROUNDS; round++) {
    const slope = weights.map((weight) => ridge * weight);
    let startSlope = 0;
    for (const { yes, terms } of sparse) {
      let score = start;
      for (const [i, amount] of terms) score += weights[i]! * amount;
      const off = 1 / (1 + Math.exp(-score)) - yes;
      startSlope += off;
      for (const [i, amount] of terms) slope[i]! += off * amount;
    }
    for (let i = 0; i < weights.length; i++) {
      walked[i]! += slope[i]! ** 2;
      weights[i]! -= (PACE * slope[i]!) / Math.sqrt(walked[i]!);
    }
    startWalked += startSlope ** 2;
    start -= (PACE * startSlope) / Math.sqrt(startWalked);
  }
  return { start, weights };
}

/** The rules with other weights: what a signal found speaks for, and where the questions start. */
export function withWeights(rules: Rules, { startsAt, speaks }: Weights): Rules {
  return {
    ...rules,
    startsAt,
    signals: rules.signals.map((signal) => ({ ...signal, speaks: speaks.get(signal.name) ?? {} })),
  };
}
