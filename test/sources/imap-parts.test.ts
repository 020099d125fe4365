import { describe, expect, it } from 'vitest';
import { BATCH_BYTES, planBatches } from '../../src/sources/imap/batches.ts';
import { chunks, fromRange, toRange } from '../../src/sources/imap/range.ts';

describe('sequence sets', () => {
  it.each([
    [[], ''],
    [[7], '7'],
    [[3, 1, 2, 7, 9, 8, 8], '1:3,7:9'],
    [[4_294_967_295], '4294967295'],
  ])('%j is %s', (uids, range) => {
    expect(toRange(uids)).toBe(range);
    if (range !== '') expect(fromRange(range)).toEqual([...new Set(uids)].toSorted((a, b) => a - b));
  });

  it('reads a run written backwards', () => expect(fromRange('9:7,1')).toEqual([1, 7, 8, 9]));

  it.each(['1:*', 'x', '', '-1', '1:4294967295', '99999999999'])('refuses %s', (range) => {
    expect(() => fromRange(range)).toThrow(/answered SEARCH/u);
  });

  it('cuts a list into slices', () => expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]));
});

describe('batches', () => {
  const reader = { limits: { messageBytes: 10_000_000, oversizeKeptBytes: 1000 }, settings: { batch: 3 } as never };
  const sizes = (...list: number[]) => list.map((size, n) => ({ uid: n + 1, size }));
  const plan = (list: { uid: number; size: number }[], failed: [number, number][] = []) =>
    planBatches(list, reader, new Map(failed));

  it('are bounded by number', () => {
    expect(plan(sizes(1, 1, 1, 1)).map(({ uids }) => uids)).toEqual([[1, 2, 3], [4]]);
  });

  it('are bounded by bytes, and hold at least one mail', () => {
    expect(plan(sizes(BATCH_BYTES - 1, 2, 9_000_000, 1)).map(({ uids }) => uids)).toEqual([[1], [2], [3], [4]]);
  });

  it('hold too large a mail alone and cut', () => {
    expect(plan(sizes(1, 10_000_001, 1))).toEqual([
      { uids: [1], bytes: 1, cut: false },
      { uids: [2], bytes: 1000, cut: true },
      { uids: [3], bytes: 1, cut: false },
    ]);
  });

  it('ask again alone, then cut, then no more, for mail whose fetch broke', () => {
    expect(
      plan(sizes(5, 5, 5, 5), [
        [2, 1],
        [3, 2],
        [4, 3],
      ]),
    ).toEqual([
      { uids: [1], bytes: 5, cut: false },
      { uids: [2], bytes: 5, cut: false },
      { uids: [3], bytes: 5, cut: true },
    ]);
  });
});
