import { pause } from '../../lib/backoff.ts';
import { look, type Found } from './list.ts';

/** A file that nobody has written to for so long counts as finished, ms. */
export const RIPE_AFTER_MS = 2_000;

const SECOND_LOOK_MS = 250;

export type Sorted = {
  readonly ripe: readonly Found[];
  /** still growing, or too young to tell */ readonly young: readonly Found[];
};

/**
 * Parts finished files from those that may still be growing. `hurry`: young files get a second look after 250 ms, and one
 * that has not changed in between is taken; otherwise they wait for a later round. A file from the future (a clock that is
 * wrong) can only be judged by a second look.
 */
export async function sortByRipeness(
  found: readonly Found[],
  options: { readonly now: number; readonly hurry: boolean; readonly signal: AbortSignal },
): Promise<Sorted> {
  const age = (file: Found): number => options.now - file.changedAt;
  const isRipe = (file: Found): boolean => file.whole || age(file) >= RIPE_AFTER_MS;
  const ripe = found.filter(isRipe);
  const rest = found.filter((file) => !isRipe(file));
  const doubtful = rest.filter((file) => options.hurry || age(file) < 0);
  const young = rest.filter((file) => !doubtful.includes(file));
  if (doubtful.length === 0) return { ripe, young };

  await pause(SECOND_LOOK_MS, options.signal);
  for (const file of doubtful) {
    const again = await look(file.path, file.whole);
    if (again === null) continue;
    if (again.key === file.key && !options.signal.aborted) ripe.push(file);
    else young.push(again);
  }
  return { ripe, young };
}
