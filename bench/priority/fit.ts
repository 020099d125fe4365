import { ANSWERS } from '../../src/domain/priority/learn.ts';
import { QUESTIONS, type Question, type Rules } from '../../src/domain/priority/rules.ts';
import type { Measured } from './cases.ts';

export type Weights = {
  readonly startsAt: Readonly<Record<Question, number>>;
  readonly speaks: ReadonlyMap<string, Readonly<Record<Question, number>>>;
};

/**
 * What the policy itself says of a signal, before any case is seen; the weights are pulled here instead of to 0. It keeps
 * a rare coincidence of the cases from making a plain outage a question.
 */
const EXPECTED: Readonly<Record<string, Readonly<Partial<Record<Question, number>>>>> = {
  outage: { trouble: 1.5, grave: 1, down: 1 },
  critical_run: { trouble: 1, grave: 1, down: 0.7 },
  data_loss: { trouble: 0.7, grave: 0.5 },
  impairment: { trouble: 0.7, grave: 0.2 },
  wrong_result: { trouble: 0.7 },
  blocked: { grave: 0.7 },
  workaround: { grave: -0.7 },
  cosmetic: { trouble: 0.5, grave: -0.7 },
  harmless: { grave: -0.7 },
  question: { trouble: -0.5 },
  request: { trouble: -0.5 },
  thanks: { trouble: -0.7 },
  repaired: { trouble: -0.7 },
  some: { down: -0.4 },
  everyone: { down: 0.4 },
  rest_works: { down: -0.3 },
  test_system: { test: 0.7 },
  live_system: { test: -0.3 },
  told_of_test: { test: 1 },
  told_of_live: { test: -1 },
  go_live_blocked: { blocks: 0.7 },
  go_live_near: { blocks: 0.5 },
  go_live_far: { blocks: -0.7 },
  testing_continues: { blocks: -0.7 },
  go_live_within_a_month: { blocks: 0.7 },
  go_live_later: { blocks: -0.7 },
};

/** Which system is meant says nothing of how bad it is; a signal of trouble never speaks against trouble. */
function isOdd(name: string, question: Question, weight: number): boolean {
  const namesSystem = /^(?:told_of|only)_|_system$/u.test(name);
  if (namesSystem) return question !== 'test' && question !== 'blocks';
  return question === 'trouble' && weight < 0 && TROUBLES.has(name);
}
const TROUBLES: ReadonlySet<string> = new Set(['outage', 'critical_run', 'data_loss', 'impairment', 'wrong_result']);

/** Pull of every weight to what is expected, as strong as so many cases: against weights that only a few odd cases ask for. */
const RIDGE = 4;
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
      question,
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
  question: Question,
): { readonly start: number; readonly weights: Float64Array } {
  const index = new Map(names.map((name, i) => [name, i]));
  const sparse = rows.map(({ amounts, yes }) => ({
    yes: yes ? 1 : 0,
    terms: [...amounts].map(([name, amount]) => [index.get(name)!, amount] as const),
  }));
  const expected = names.map((name) => EXPECTED[name]?.[question] ?? 0);
  const weights = Float64Array.from(expected);
  const walked = new Float64Array(names.length).fill(1e-6);
  let start = 0;
  let startWalked = 1e-6;
  for (let round = 0; round < ROUNDS; round++) {
    const slope = weights.map((weight, i) => ridge * (weight - expected[i]!));
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
      if (isOdd(names[i]!, question, weights[i]!)) weights[i] = 0;
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
