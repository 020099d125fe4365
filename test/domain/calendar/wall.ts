import type { CalendarSpec, Pause } from '../../../src/domain/calendar.ts';

/*
 * The rules of working time as they read, second by second off the wall clock of the zone (Intl): slow, and too simple
 * to be wrong. It knows a few days only.
 */

export const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const MINUTE = 60_000;

/** Some days of a zone: what its wall clock shows in each minute. Offsets of these years are whole minutes. */
export type Wall = {
  readonly from: number;
  readonly to: number;
  readonly timezone: string;
  readonly minutes: readonly { readonly date: string; readonly clock: string }[];
  /** the local dates that it shows, in order */
  readonly dates: readonly string[];
};

/** Reads the wall clock of a zone for some days. */
export function readWall(timezone: string, day: string, days: number): Wall {
  const from = Date.parse(`${day}T00:00:00Z`);
  const words = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const minutes = Array.from({ length: days * 1440 }, (_, n) => {
    const parts = words.formatToParts(from + n * MINUTE);
    const part = (name: string): string => parts.find(({ type }) => type === name)!.value;
    return { date: `${part('year')}-${part('month')}-${part('day')}`, clock: `${part('hour')}:${part('minute')}` };
  });
  const dates = [...new Set(minutes.map(({ date }) => date))];
  return { from, to: from + days * 1440 * MINUTE, timezone, minutes, dates };
}

/** What a calendar says on this wall: for each second from its start, whether the clock runs. */
export function running(wall: Wall, spec: CalendarSpec, pauses: readonly Pause[] = []): Uint8Array {
  const runs = new Uint8Array(wall.minutes.length * 60);
  for (const [n, { date, clock }] of wall.minutes.entries()) {
    const weekday = DAYS[new Date(`${date}T00:00:00Z`).getUTCDay()]!;
    const hours = spec.exceptions[date] ?? (spec.holidays.includes(date) ? [] : spec.weekly[weekday]);
    // All are HH:MM, and 24:00 comes after every time of day, so text order is time order.
    if (hours.some(([open, close]) => open <= clock && clock < close)) runs.fill(1, n * 60, n * 60 + 60);
  }
  const second = (at: number): number => Math.min(runs.length, Math.max(0, (at - wall.from) / 1000));
  for (const { from, to } of pauses) runs.fill(0, second(from), to === null ? runs.length : second(to));
  return runs;
}

/** Working time in [from, to), seconds, counted one by one. */
export function counted(wall: Wall, runs: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let i = (from - wall.from) / 1000; i < (to - wall.from) / 1000; i += 1) sum += runs[i]!;
  return sum;
}

/** The earliest instant by which so many seconds ran since `start`, or null when it does not lie on this wall. */
export function reached(wall: Wall, runs: Uint8Array, start: number, seconds: number): number | null {
  let left = seconds;
  let i = (start - wall.from) / 1000;
  for (; left > 0 && i < runs.length; i += 1) left -= runs[i]!;
  return left > 0 ? null : wall.from + i * 1000;
}
