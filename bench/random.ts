/** Chance that is the same in every run, so that two runs work the same mails. */
export type Random = {
  /** a whole number from 0 to below `limit` */
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
  /** true with this chance, 0 to 1 */
  chance(of: number): boolean;
  /** at most 4 MB */
  bytes(length: number): Buffer;
};

/** Bytes drawn once; those asked for are cut from them, which is a hundred times as fast. */
const POOL = 4_200_000;

/** xorshift32 (Marsaglia 2003): good enough to mix mails, and repeatable. */
export function createRandom(seed: number): Random {
  let state = seed | 0 || 1;
  let pool = Buffer.alloc(0);
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  return {
    below,
    pick: (from) => from[below(from.length)]!,
    chance: (of) => next() < of * 2 ** 32,
    bytes(length) {
      if (pool.length === 0) pool = Buffer.from(Uint32Array.from({ length: POOL / 4 }, next).buffer);
      const from = below(POOL - length);
      return pool.subarray(from, from + length);
    },
  };
}
