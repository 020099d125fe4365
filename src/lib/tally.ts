/** Counts events under keys, each for as long as a window lasts from its first one. */
export type Tally = {
  /** Counts one more. */
  add(key: string, now: number): void;
  /** Seconds until a key that has reached its limit may go on; 0 for one that has not. */
  wait(key: string, now: number): number;
};

/** A tally in memory. `keys`: how many are remembered; the oldest are forgotten first, so that a crowd cannot fill the memory. */
export function createTally(limit: { readonly most: number; readonly windowMs: number; readonly keys: number }): Tally {
  const seen = new Map<string, { readonly until: number; readonly n: number }>();
  const current = (key: string, now: number) => {
    const known = seen.get(key);
    return known === undefined || known.until <= now ? null : known;
  };
  return Object.freeze({
    add(key: string, now: number) {
      const known = current(key, now);
      if (known === null) seen.delete(key); // a new window goes to the end of the line
      seen.set(key, { until: known?.until ?? now + limit.windowMs, n: (known?.n ?? 0) + 1 });
      if (seen.size > limit.keys) seen.delete(seen.keys().next().value!);
    },
    wait(key: string, now: number) {
      const known = current(key, now);
      return known !== null && known.n >= limit.most ? Math.ceil((known.until - now) / 1000) : 0;
    },
  });
}
