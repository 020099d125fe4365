import type { Deliver, RawItem, Receipt } from '../../src/sources/port.ts';

/** A `deliver` that remembers what it was handed, and knows repeats by their bytes and mailbox. */
export function memoryStore(before: (items: readonly RawItem[]) => unknown = () => {}): {
  readonly deliver: Deliver;
  readonly kept: RawItem[];
  readonly calls: number[];
} {
  const kept: RawItem[] = [];
  const calls: number[] = [];
  const deliver: Deliver = async (items) => {
    calls.push(items.length);
    await before(items);
    return items.map((item): Receipt => {
      const at = kept.findIndex((one) => one.mailbox === item.mailbox && one.raw.equals(item.raw));
      if (at >= 0) return { id: String(at), repeat: true };
      kept.push(item);
      return { id: String(kept.length - 1), repeat: false };
    });
  };
  return { deliver, kept, calls };
}

/** Resolves once `test` holds; rejects after `ms`. */
export async function until(test: () => boolean, ms = 15_000): Promise<void> {
  const end = Date.now() + ms;
  while (!test()) {
    if (Date.now() > end) throw new Error(`it did not come true within ${ms} ms: ${test.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
