import { expect, test } from 'vitest';
import { createTally } from '../../src/lib/tally.ts';

test('a key waits from its last allowed event to the end of its window, others do not', () => {
  const tally = createTally({ most: 2, windowMs: 60_000, keys: 10 });
  tally.add('a', 0);
  expect(tally.wait('a', 0)).toBe(0);
  tally.add('a', 20_000);
  expect([tally.wait('a', 20_000), tally.wait('a', 59_001), tally.wait('b', 20_000)]).toEqual([40, 1, 0]);
  tally.add('a', 30_000);
  expect([tally.wait('a', 30_000), tally.wait('a', 60_000)]).toEqual([30, 0]);
});

test('a crowd makes it forget the oldest, and never grow', () => {
  const tally = createTally({ most: 1, windowMs: 60_000, keys: 3 });
  for (const key of ['a', 'b', 'c', 'd']) tally.add(key, 0);
  expect(['a', 'b', 'c', 'd'].map((key) => tally.wait(key, 0))).toEqual([0, 60, 60, 60]);
});
