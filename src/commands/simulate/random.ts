/** Numbers that look like chance and are the same for the same seed (mulberry32). */
export type Random = {
  /** 0 <= x < 1 */
  next(): number;
  between(from: number, to: number): number;
  pick<T>(list: readonly T[]): T;
};

/** A sequence of its own for each seed. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (from, to) => from + next() * (to - from),
    pick: (list) => list[Math.floor(next() * list.length)]!,
  };
}
