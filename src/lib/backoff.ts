import { setTimeout as sleep } from 'node:timers/promises';

/** How waits grow: the first one, what each later one is multiplied by, and where they stop growing. */
export type Pace = { readonly firstMs: number; readonly factor: number; readonly ceilingMs: number };

export type Backoff = {
  /** The next wait in ms, up to a quarter longer at random so that many callers do not come back at once. */
  next(): number;
  /** Begins again with the first wait. */
  reset(): void;
};

/** Growing waits between tries, for ever: whether to give up is the caller's matter. */
export function createBackoff(pace: Pace, random: () => number = Math.random): Backoff {
  let wait = pace.firstMs;
  return {
    next() {
      const now = Math.min(wait, pace.ceilingMs);
      wait = Math.min(wait * pace.factor, pace.ceilingMs);
      return Math.round(now * (1 + random() / 4));
    },
    reset() {
      wait = pace.firstMs;
    },
  };
}

/** Waits `ms`, or until the signal is aborted, whichever comes first. Never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
