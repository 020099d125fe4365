import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QUESTIONS, type Question } from '../../../src/domain/priority/rules.ts';
import { compileTable, decideLevel } from '../../../src/domain/priority/table.ts';
import { loadSettings } from '../../../src/settings.ts';

const { policy } = await loadSettings({ env: {}, cwd: '/' });
const table = compileTable(policy.decisionTable);
const YES = 6;
const scores = (yes: readonly Question[]) =>
  Object.fromEntries(QUESTIONS.map((q) => [q, yes.includes(q) ? YES : -YES])) as Record<Question, number>;

test.each([
  [6, []],
  [6, ['grave', 'test', 'down']],
  [5, ['trouble']],
  [5, ['trouble', 'test', 'blocks']],
  [1, ['trouble', 'grave', 'down']],
  [2, ['trouble', 'grave']],
  [3, ['trouble', 'grave', 'test', 'blocks']],
  [4, ['trouble', 'grave', 'test', 'down']],
] as const)('the shipped table, as RUBRIC: level %i for %j', (level, yes) => {
  const decided = decideLevel(scores(yes), table);
  expect(decided.level).toBe(level);
  expect(decided.chances[level]).toBeGreaterThan(0.95);
  for (const question of yes) if (question in decided.row.when) expect(decided.answers[question]).toBe(true);
});

test('in doubt the graver level: an outage that may only be a question is never a 6', () => {
  const unsure = { ...scores(['grave', 'down']), trouble: -0.2 };
  const decided = decideLevel(unsure, table);
  expect(decided).toMatchObject({ level: 1, lifted: true });
  expect(decideLevel(unsure, { ...table, graverWhen: { levels: [1, 2], from: 1 } }).level).toBe(6);
});

test('chances are shares of one, and the level is the greatest unless it was lifted', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 5, maxLength: 5 }), (numbers) => {
      const asked = Object.fromEntries(QUESTIONS.map((q, n) => [q, numbers[n]!])) as Record<Question, number>;
      const { level, chances, lifted } = decideLevel(asked, table);
      expect(Object.values(chances).reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
      if (!lifted) expect(chances[level]).toBe(Math.max(...Object.values(chances)));
      else expect(level).toBeLessThanOrEqual(2);
    }),
  );
});
