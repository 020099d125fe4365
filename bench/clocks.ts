import type { CalendarSpec, Hours, Pause } from '../src/domain/calendar.ts';
import { compileCalendar } from '../src/domain/calendar/compile.ts';
import { machine } from './report.ts';

/*
 * What a due costs, warm, and what it costs to make a calendar ready; beside it the plain way, day by day in the zone's
 * own time, in the same run.
 *   npm run bench:clocks
 */

const DAY: Hours = [['08:00', '18:00']];
const SPEC: CalendarSpec = {
  name: 'office',
  timezone: 'America/New_York',
  weekly: { mon: DAY, tue: DAY, wed: DAY, thu: DAY, fri: DAY, sat: [], sun: [] },
  holidays: ['2026-11-26', '2026-12-25', '2027-01-01'],
  exceptions: { '2026-12-24': [['08:00', '12:00']] },
};
const START = Date.parse('2026-11-23T14:00:00Z');
const WEEK_MS = 7 * 86_400_000;
const PAUSES: readonly Pause[] = [
  { from: START + 3_600_000, to: START + 7_200_000 },
  { from: START + 86_400_000, to: START + 3 * 86_400_000 },
];
const TARGETS = [60, 1_440, 240_000]; // minutes: an hour, 24 hours, 400 days of ten hours
const MANY = 500_000;
const FEW = 200;

console.log(`${machine()}\n`);
const began = performance.now();
const calendar = compileCalendar(SPEC);
calendar.due(START, 60);
calendar.due(START + 400 * 86_400_000, 60);
console.log(`ready for 2026 and 2027: ${(performance.now() - began).toFixed(1)} ms, the first time in this process\n`);
calendar.due(START + WEEK_MS, 240_000);
console.log('target, min       us a due   dues a second   with two pauses, us   day by day, us');
for (const minutes of TARGETS) {
  const plain = perCall(MANY, (start) => calendar.due(start, minutes));
  const paused = perCall(MANY, (start) => calendar.due(start, minutes, PAUSES));
  const naive = perCall(FEW, (start) => dayByDay(start, minutes));
  console.log(
    [
      String(minutes).padStart(11),
      plain.toFixed(2).padStart(14),
      Math.round(1e6 / plain)
        .toLocaleString('en-US')
        .padStart(16),
      paused.toFixed(2).padStart(22),
      naive.toFixed(0).padStart(17),
    ].join(''),
  );
}

/** Microseconds a call, over starts that are spread over a week. */
function perCall(calls: number, work: (start: number) => number | null): number {
  let sum = 0;
  const run = (): void => {
    for (let i = 0; i < calls; i += 1) sum += work(START + ((i * 60_000) % WEEK_MS)) ?? 0;
  };
  run();
  const from = performance.now();
  run();
  const took = performance.now() - from;
  if (!Number.isFinite(sum)) throw new Error('nothing was counted'); // the sum is used, so that the work is done
  return (took / calls) * 1000;
}

/** The plain way: each day's opening and closing from its local date. */
function dayByDay(start: number, minutes: number): number {
  let left = minutes * 60_000;
  let day = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(SPEC.timezone).toPlainDate();
  for (;;) {
    const date = day.toString();
    const isWorkday = day.dayOfWeek <= 5 && !SPEC.holidays.includes(date);
    const [open, close] = SPEC.exceptions[date]?.[0] ?? DAY[0]!;
    if (isWorkday) {
      const at = (time: string): number =>
        day.toZonedDateTime({ timeZone: SPEC.timezone, plainTime: time }).epochMilliseconds;
      const from = Math.max(at(open), start);
      const until = at(close);
      if (until - from >= left) return from + left;
      left -= Math.max(0, until - from);
    }
    day = day.add({ days: 1 });
  }
}
