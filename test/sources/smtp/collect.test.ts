import { PassThrough } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { collect, createBudget } from '../../../src/sources/smtp/collect.ts';

/** How much of a budget is left, found by taking it. */
function left(budget: ReturnType<typeof createBudget>, most: number): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (!budget.reserve(middle)) high = middle - 1;
    else {
      budget.release(middle);
      low = middle;
    }
  }
  return low;
}

describe('collecting', () => {
  it('gathers tiny chunks at no more than twice their bytes, and gives everything back', async () => {
    const budget = createBudget(1_000_000);
    const stream = new PassThrough();
    const collected = collect(stream, 500_000, budget);
    for (let n = 0; n < 100_000; n += 1) stream.write(Buffer.from([n % 256]));
    stream.end();
    const result = await collected;
    if (result.kind !== 'whole') throw new Error(result.kind);
    expect(result.raw).toHaveLength(100_000);
    expect(result.raw.every((byte, at) => byte === at % 256)).toBe(true);
    expect(1_000_000 - left(budget, 1_000_000)).toBeLessThan(105_000);
    result.release();
    expect(left(budget, 1_000_000)).toBe(1_000_000);
  });

  it.each([
    ['too_large', 1_000_000, 10_000],
    ['no_room', 20_000, 500_000],
  ] as const)('lets everything go at once when it is %s', async (kind, total, limit) => {
    const budget = createBudget(total);
    const stream = new PassThrough();
    const collected = collect(stream, limit, budget);
    for (let n = 0; n < 10; n += 1) stream.write(Buffer.alloc(10_000));
    await new Promise((resolve) => setImmediate(resolve));
    expect(left(budget, total)).toBe(total);
    stream.end();
    expect(await collected).toEqual({ kind });
  });

  it('takes exactly the limit, and says when the client broke off', async () => {
    const budget = createBudget(10_000);
    const exact = new PassThrough();
    const whole = collect(exact, 10_000, budget);
    exact.end(Buffer.alloc(10_000));
    const result = await whole;
    expect(result.kind).toBe('whole');
    if (result.kind === 'whole') result.release();
    const broken = new PassThrough();
    const half = collect(broken, 10_000, budget);
    broken.write('half');
    setImmediate(() => broken.destroy(new Error('gone')));
    expect(await half).toEqual({ kind: 'broken' });
    expect(left(budget, 10_000)).toBe(10_000);
  });
});
