import type { Calendar, CalendarSpec, Hours, Pause } from '../calendar.ts';
import { MINUTE, SECOND, type Instant } from '../time.ts';
import { compileIntervals, HORIZON, type Intervals } from './intervals.ts';
import { stopsOf, whole } from './pauses.ts';

/**
 * Makes a calendar ready to be counted by: its open stretches become instants once, and a due is two binary searches.
 * The calendar must be sound (`calendarProblems`). What is compiled grows with what is asked for, a year at a time.
 */
export function compileCalendar(spec: CalendarSpec): Calendar {
  const compiled = compileIntervals(spec);

  /** The instant at which `ms` of open time have passed since `start`; null when there is none within the horizon. `ms` is above 0. */
  function reach(start: Instant, ms: number): Instant | null {
    let intervals: Intervals | null = compiled.around(start);
    const target = openBefore(intervals, start) + ms;
    for (;;) {
      const { open, before, close } = intervals;
      const last = open.length - 1;
      if (last >= 0 && before[last]! + close[last]! - open[last]! >= target) {
        const i = lastBelow(before, target);
        const at = open[i]! + target - before[i]!;
        // Years beyond the horizon may be there, from an earlier question; they change no answer.
        return at > start + HORIZON ? null : at;
      }
      intervals = compiled.further(start);
      if (intervals === null) return null;
    }
  }

  function opened(from: Instant, to: Instant): number {
    if (to <= from) return 0;
    compiled.around(from);
    const intervals = compiled.around(to);
    return openBefore(intervals, to) - openBefore(intervals, from);
  }

  function due(start: Instant, minutes: number | null, pauses: readonly Pause[] = []): Instant | null {
    if (minutes === null) return null;
    let at = whole(start);
    let left = minutes * MINUTE;
    if (left === 0) return at;
    if (pauses.length > 0)
      for (const { from, to } of stopsOf(pauses)) {
        if (to <= at) continue;
        const until = opened(at, from);
        // What is reached exactly when a pause begins is reached.
        if (until >= left) break;
        left -= until;
        if (to === Number.POSITIVE_INFINITY) return null;
        at = Math.max(at, to);
      }
    return reach(at, left);
  }

  function worked(from: Instant, to: Instant, pauses: readonly Pause[] = []): number {
    const [begin, end] = [whole(from), whole(to)];
    let sum = opened(begin, end);
    if (pauses.length > 0)
      for (const stop of stopsOf(pauses)) sum -= opened(Math.max(begin, stop.from), Math.min(end, stop.to));
    return sum / SECOND;
  }

  function nextOpening(at: Instant): Instant | null {
    let intervals: Intervals | null = compiled.around(at);
    while (intervals !== null) {
      const i = Math.max(0, lastBelow(intervals.open, at + 1));
      const { open, close } = intervals;
      if (i < open.length && open[i]! <= at && at < close[i]!) return at;
      const next = open[i] !== undefined && open[i] > at ? open[i] : open[i + 1];
      if (next !== undefined) return next > at + HORIZON ? null : next;
      intervals = compiled.further(at);
    }
    return null;
  }

  function isOpen(at: Instant): boolean {
    const { open, close } = compiled.around(at);
    const i = lastBelow(open, at + 1);
    return i >= 0 && at < close[i]!;
  }

  return { spec, due, worked, isOpen, nextOpening };
}

const WHOLE_DAY: Hours = [['00:00', '24:00']];
let always: Calendar | null = null;

/** Every hour of every day: for what is counted by the clock on the wall. */
export function alwaysOpen(): Calendar {
  always ??= compileCalendar({
    name: 'always',
    timezone: 'UTC',
    weekly: {
      mon: WHOLE_DAY,
      tue: WHOLE_DAY,
      wed: WHOLE_DAY,
      thu: WHOLE_DAY,
      fri: WHOLE_DAY,
      sat: WHOLE_DAY,
      sun: WHOLE_DAY,
    },
    holidays: [],
    exceptions: {},
  });
  return always;
}

/** Open time before `at` since the first compiled stretch, ms. */
function openBefore({ open, close, before }: Intervals, at: Instant): number {
  const i = lastBelow(open, at);
  return i < 0 ? 0 : before[i]! + Math.min(at, close[i]!) - open[i]!;
}

/** Index of the last of these ascending numbers that is below `value`; -1 when none is. */
function lastBelow(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
