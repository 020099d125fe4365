import type { Instant } from './time.ts';

/*
 * Points in time and stretches as staff are told them, on pages and by the API: those of the service hours' zone, with
 * its name, whoever reads.
 */

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `13:53 EST` today, `Wed 25 Nov 13:53 EST` on another day, with the year in another year. Minutes are cut: 13:53:59 is not yet 13:54. */
export function sayTime(at: Instant, { now, zone }: { readonly now: Instant; readonly zone: string }): string {
  const [local, today] = [localIn(zone, at), localIn(zone, now)];
  const clock = `${local.toPlainTime().toString({ smallestUnit: 'minute' })} ${zoneName(zone, at)}`;
  if (local.toPlainDate().equals(today.toPlainDate())) return clock;
  return `${sayDay(local.toPlainDate())}${local.year === today.year ? '' : ` ${local.year}`} ${clock}`;
}

/** `at 13:53 EST`, `on Wed 25 Nov 13:53 EST`. */
export function sayWhen(at: Instant, when: { readonly now: Instant; readonly zone: string }): string {
  const time = sayTime(at, when);
  return `${/^\d/u.test(time) ? 'at' : 'on'} ${time}`;
}

/** `16:15` or `16:15:20`: seconds only where there are some. `24:00` for the midnight that ends `date`. */
export function sayClock(at: Instant, zone: string, date: Temporal.PlainDate): string {
  const local = localIn(zone, at);
  const time = local.toPlainTime();
  if (!local.toPlainDate().equals(date) && time.equals(new Temporal.PlainTime())) return '24:00';
  return time.toString({ smallestUnit: time.second === 0 ? 'minute' : 'second' });
}

/** `Mon 23 Nov`. */
export function sayDay({ dayOfWeek, day, month }: Temporal.PlainDate): string {
  return `${WEEKDAYS[dayOfWeek - 1]} ${day} ${MONTHS[month - 1]}`;
}

/** `20 s`, `9 min`, `1 h 05 min`, `1 h 44 min 40 s`. */
export function saySeconds(seconds: number): string {
  const [h, min, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const parts = [
    ...(h > 0 ? [`${h} h`] : []),
    ...(min > 0 ? [`${h > 0 ? String(min).padStart(2, '0') : min} min`] : []),
    ...(s > 0 ? [`${s} s`] : []),
  ];
  return parts.join(' ') || '0 min';
}

/** The wall clock of a zone. */
export function localIn(zone: string, at: Instant): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone);
}

// Each knows the names of its own zones only, and says GMT+1 for all others.
const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA'];

const known = new Map<string, readonly Intl.DateTimeFormat[]>(); // making one takes a millisecond, using it a thousandth

/** `EST`, `CEST`, `IST`; `UTC+5:45` where a zone has no name of its own. */
export function zoneName(zone: string, at: Instant): string {
  let namers = known.get(zone);
  if (namers === undefined) {
    namers = LOCALES.map((locale) => new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' }));
    known.set(zone, namers);
  }
  const names = namers.map((namer) => namer.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '');
  return names.find((name) => !/^GMT[+-]/u.test(name)) ?? names[0]!.replace('GMT', 'UTC');
}
