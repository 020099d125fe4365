import type { Deliver, RawItem, Receipt } from './port.ts';
import { CALL_LIMITS, deliverTogether } from './together.ts';

type Waiting = {
  readonly items: readonly RawItem[];
  readonly resolve: (receipts: readonly Receipt[]) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * A `deliver` that lets callers share a commit: calls that arrive while one is under way are handed over together as the
 * next one. Each caller still gets its own receipts, or the error of its own items.
 */
export function gather(
  deliver: Deliver,
  limits: { readonly items: number; readonly bytes: number } = CALL_LIMITS,
): Deliver {
  const queue: Waiting[] = [];
  let busy = false;

  const work = async (): Promise<void> => {
    busy = true;
    // A turn of the event loop lets everything that has already arrived come along.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      const callers = take(queue, limits);
      const outcomes = await deliverTogether(
        deliver,
        callers.map((caller) => caller.items),
      );
      for (const [at, outcome] of outcomes.entries()) {
        if (outcome.kept) callers[at]!.resolve(outcome.receipts);
        else callers[at]!.reject(outcome.error);
      }
    }
    busy = false;
  };

  return (items) =>
    new Promise((resolve, reject) => {
      queue.push({ items, resolve, reject });
      if (!busy) void work();
    });
}

/** Takes from the head what fits into one call, at least one. */
function take(queue: Waiting[], limits: { readonly items: number; readonly bytes: number }): readonly Waiting[] {
  let items = 0;
  let bytes = 0;
  const over = queue.findIndex((caller, at) => {
    items += caller.items.length;
    bytes += caller.items.reduce((sum, item) => sum + item.raw.length, 0);
    return at > 0 && (items > limits.items || bytes > limits.bytes);
  });
  return queue.splice(0, over < 0 ? queue.length : over);
}
