import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answering } from '../../../src/commands/clocks/case.ts';

const lines = readFileSync(new URL('../../vectors/sla.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n');

test('there are 400 of them', () => {
  expect(lines).toHaveLength(400);
});

test.each(lines.map((line) => JSON.parse(line) as { id: string; expect: object }))('$id', (one) => {
  expect(answering()(JSON.stringify(one))).toEqual({ id: one.id, result: one.expect });
});

test('a question without its answer is answered the same', () => {
  const { expect: expected, ...question } = JSON.parse(lines[0]!) as { expect: object };
  expect(answering()(JSON.stringify(question)).result).toEqual(expected);
});
