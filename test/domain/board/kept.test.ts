import { expect, test } from 'vitest';
import {
  percentOf,
  sayKept,
  sumKept,
  sumsByMetric,
  whyBroken,
  type KeptCount,
} from '../../../src/domain/board/kept.ts';

const count = (change: Partial<KeptCount>): KeptCount => ({
  metric: 'call_back',
  level: 2,
  rep: 'ben',
  kept: 0,
  broken: 0,
  ...change,
});

test('a per cent is rounded toward the worse, and always says of how many', () => {
  expect(percentOf({ kept: 999, of: 1_000 })).toBe(99);
  expect(percentOf({ kept: 0, of: 0 })).toBeNull();
  expect(sayKept({ kept: 96, of: 101 })).toBe('96 of 101');
  expect(sayKept({ kept: 0, of: 0 })).toBe('none');
});

test('sums keep call-backs and resolutions apart', () => {
  const rows = [
    count({ kept: 3, broken: 1 }),
    count({ rep: null, broken: 2 }),
    count({ metric: 'resolution', kept: 5 }),
  ];
  expect(sumKept(rows)).toEqual({ kept: 8, of: 11 });
  expect(sumsByMetric(rows)).toEqual({ callBacks: { kept: 3, of: 6 }, resolutions: { kept: 5, of: 5 } });
});

test.each([
  [{ metric: 'call_back', assignee: null, vain: 0 }, 'nobody had it; no call was logged in time'],
  [{ metric: 'call_back', assignee: 'ben', vain: 1 }, 'BEN had it; one call in vain'],
  [{ metric: 'call_back', assignee: 'ben', vain: 3 }, 'BEN had it; 3 calls in vain'],
  [{ metric: 'resolution', assignee: 'ben', vain: 3 }, 'BEN had it; it was not resolved in time'],
] as const)('why: %j', (broken, words) => {
  expect(whyBroken(broken, (id) => id.toUpperCase())).toBe(words);
});
