import type { Instant } from '../time.ts';
import type { Days } from './times.ts';

/** One hour of today by the clock on the wall. */
export type ArrivalHour = {
  readonly hour: number;
  /** null: the hour has not begun */
  readonly today: number | null;
  /** of the same weekdays before; null while there is none to compare with */
  readonly mean: number | null;
};

export type Arrivals = {
  readonly hours: readonly ArrivalHour[];
  readonly today: number;
  /** what came on the days before until the same hour, on average; null while there is none */
  readonly usual: number | null;
  /** days that the mean is of */
  readonly days: number;
};

/**
 * What arrived per hour today, against the mean of the days before. `counts[day][hour]`, today first. A day before the
 * first arrival ever was no day of this office, and counts as none, not as an empty one.
 */
export function arrivalsOf(
  counts: readonly (readonly number[])[],
  days: readonly Days[],
  { now, first }: { readonly now: Instant; readonly first: Instant | null },
  begins: readonly Instant[],
): Arrivals {
  const before = counts.slice(1).filter((_, n) => first !== null && days[n + 1]!.until > first);
  const begun = begins.map((from) => from <= now);
  const hours = (counts[0] ?? []).map((today, hour): ArrivalHour => {
    const sum = before.reduce((total, day) => total + (day[hour] ?? 0), 0);
    return {
      hour,
      today: begun[hour] === true ? today : null,
      mean: before.length === 0 ? null : sum / before.length,
    };
  });
  const passed = hours.filter(({ today }) => today !== null);
  return {
    hours,
    today: passed.reduce((sum, { today }) => sum + today!, 0),
    usual: before.length === 0 ? null : passed.reduce((sum, { mean }) => sum + mean!, 0),
    days: before.length,
  };
}
