import type { Calendar } from '../calendar.ts';
import { DAY, HOUR, type Instant } from '../time.ts';

/** What is reported on a day of the office; null for a day on which it does not open, or before the hour. */
export type ReportDay = {
  /** local date, `2026-11-23` */
  readonly date: string;
  readonly endOfDay: Instant;
  /** the last day before this one on which the office opened */
  readonly before: { readonly from: Instant; readonly until: Instant } | null;
  /** the week that ended, on the day of its report: the seven days before `weekly_on` */
  readonly week: {
    readonly from: Instant;
    readonly until: Instant;
    readonly date: string;
    readonly number: number;
  } | null;
};

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type DayName = (typeof DAYS)[number];

/** A report that comes later than this after its hour (ms) tells of a morning that is over. */
const WORTH = 4 * HOUR;
/** No office is closed for longer. */
const LONGEST_CLOSURE = 60;

/** Whether it is time for the day's report, and what it covers. `at`: local time such as `08:00`. Pure. */
export function reportDay(
  now: Instant,
  calendar: Calendar,
  { at, weeklyOn }: { readonly at: string; readonly weeklyOn: DayName | null },
): ReportDay | null {
  const zone = calendar.spec.timezone;
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  const begin = (date: Temporal.PlainDate): Instant => date.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
  const opens = (date: Temporal.PlainDate): boolean => calendar.worked(begin(date), begin(date.add({ days: 1 }))) > 0;
  const hour = today.toZonedDateTime({ timeZone: zone, plainTime: at }).epochMilliseconds;
  if (!opens(today) || now < hour || now >= hour + WORTH) return null;

  let before = today.subtract({ days: 1 });
  for (let n = 0; n < LONGEST_CLOSURE && !opens(before); n += 1) before = before.subtract({ days: 1 });
  return {
    date: today.toString(),
    endOfDay: begin(today.add({ days: 1 })),
    before: opens(before) ? { from: begin(before), until: begin(before.add({ days: 1 })) } : null,
    week: weeklyOn === null ? null : weekOf(today, weeklyOn, opens, begin),
  };
}

/** The report comes on its day, or on the first one after it on which the office opens. */
function weekOf(
  today: Temporal.PlainDate,
  weeklyOn: DayName,
  opens: (date: Temporal.PlainDate) => boolean,
  begin: (date: Temporal.PlainDate) => Instant,
): ReportDay['week'] {
  const since = (today.dayOfWeek - 1 - DAYS.indexOf(weeklyOn) + 7) % 7;
  const due = today.subtract({ days: since });
  for (let n = 0; n < since; n += 1) if (opens(due.add({ days: n }))) return null;
  const first = due.subtract({ days: 7 });
  return { from: begin(first), until: begin(due), date: due.toString(), number: first.weekOfYear ?? 0 };
}

/** The stretches of the weeks before `until` (a midnight of the zone), the oldest first, with their numbers. */
export function weeksBefore(
  until: Instant,
  zone: string,
  count: number,
): readonly { readonly from: Instant; readonly until: Instant; readonly number: number }[] {
  const end = Temporal.Instant.fromEpochMilliseconds(until + DAY / 2)
    .toZonedDateTimeISO(zone)
    .toPlainDate();
  const begin = (weeks: number): Temporal.PlainDate => end.subtract({ days: weeks * 7 });
  const at = (date: Temporal.PlainDate): Instant => date.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
  return Array.from({ length: count }, (_, i) => count - i).map((n) => ({
    from: at(begin(n)),
    until: at(begin(n - 1)),
    number: begin(n).weekOfYear ?? 0,
  }));
}
