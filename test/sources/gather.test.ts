import { describe, expect, it } from 'vitest';

import { permanent, temporary } from '../../src/lib/fault.ts';
import { gather } from '../../src/sources/gather.ts';
import type { RawItem } from '../../src/sources/port.ts';
import { memoryStore } from './items.ts';

function item(text: string): RawItem {
  return {
    mailbox: 'support',
    via: 'smtp',
    raw: Buffer.from(text),
    fullSize: text.length,
    acceptedAt: 0,
    envelope: null,
    location: null,
    quiet: null,
    skip: null,
  };
}

describe('gather', () => {
  it('hands over together what arrives together, and gives everybody their own receipts', async () => {
    const store = memoryStore();
    const deliver = gather(store.deliver);
    const receipts = await Promise.all(Array.from({ length: 120 }, (_, n) => deliver([item(`a${n}`), item(`b${n}`)])));
    expect(store.calls).toEqual([50, 50, 50, 50, 40]);
    for (const [n, [a, b]] of receipts.entries()) {
      expect(store.kept[Number(a!.id)]!.raw.toString()).toBe(`a${n}`);
      expect(store.kept[Number(b!.id)]!.raw.toString()).toBe(`b${n}`);
    }
  });

  it('keeps a call within its bytes, and never splits or starves a large one', async () => {
    const store = memoryStore();
    const deliver = gather(store.deliver, { items: 50, bytes: 10 });
    await Promise.all(
      ['1234', '1234', '1234', 'larger than the limit', '1234'].map((text, n) => deliver([item(`${text}${n}`)])),
    );
    expect(store.calls).toEqual([2, 1, 1, 1]);
  });

  it('never has two calls under way', async () => {
    let under = 0;
    const store = memoryStore(async () => {
      under += 1;
      expect(under).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      under -= 1;
    });
    const deliver = gather(store.deliver);
    await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        await new Promise((resolve) => setTimeout(resolve, n % 7));
        await deliver([item(`m${n}`)]);
      }),
    );
    expect(store.kept).toHaveLength(200);
    expect(store.calls.length).toBeLessThan(60);
  });

  it('repeats one by one when a shared call fails, so that one bad item harms nobody else', async () => {
    const store = memoryStore((items) => {
      if (items.some(({ raw }) => raw.toString() === 'bad')) throw permanent('bad item');
    });
    const deliver = gather(store.deliver);
    const results = await Promise.allSettled(['a', 'bad', 'c'].map((text) => deliver([item(text)])));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { message: 'bad item', permanent: true } });
  });

  it('gives up on a group after two in a row when the store is down', async () => {
    const store = memoryStore(() => {
      throw temporary('down');
    });
    const deliver = gather(store.deliver);
    const results = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => deliver([item(`m${n}`)])));
    expect(results.every((result) => result.status === 'rejected' && (result.reason as Error).message === 'down')).toBe(
      true,
    );
    expect(store.calls).toEqual([40, 1, 1]);
  });
});
