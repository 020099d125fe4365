import { zoneName } from '../say-time.ts';
import type { Instant } from '../time.ts';

/*
 * Points in time as customers are told them: whole and in the words of their country, since a mail is read anywhere and
 * at any time. "Today" is said only beside the date.
 */

/** Says times of one zone. `now` is the moment of writing; minutes are cut, so that a promise is never said too late. */
export type Spoken = {
  /** What stands after "by": `1:53 PM Eastern (EST) today, Thursday 26 November`; `Tuesday, 24 November, 9:30 AM Eastern (EST)` */
  instant(at: Instant, now: Instant): string;
  /** `at 8:00 AM tomorrow`, `at 8:00 AM on Monday, 30 November`: when hours begin */
  opening(at: Instant, now: Instant): string;
  /** `Monday, 23 November 2026, 12:53 PM Eastern (EST)`: what is past, with the year */
  past(at: Instant): string;
};

/** The zone's name is the plain one where the United States have one, else the abbreviation that is used there. */
export function spokenIn(zone: string): Spoken {
  const words = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    hour12: true,
  });
  const partsOf = (at: Instant): Parts =>
    Object.fromEntries(words.formatToParts(at).map(({ type, value }) => [type, value])) as Parts;
  const clockOf = ({ hour, minute, dayPeriod }: Parts): string => `${hour}:${minute} ${dayPeriod}`;
  const relative = (at: Instant, now: Instant): 'today' | 'tomorrow' | null => {
    const days = dateIn(zone, now).until(dateIn(zone, at)).days;
    return days === 0 ? 'today' : days === 1 ? 'tomorrow' : null;
  };
  const dayOf = ({ day, month, year }: Parts, now: Instant): string =>
    `${day} ${month}${Number(year) === dateIn(zone, now).year ? '' : ` ${year}`}`;
  return {
    instant(at, now) {
      const parts = partsOf(at);
      const near = relative(at, now);
      const clock = `${clockOf(parts)} ${nameOf(zone, at)}`;
      return near === null
        ? `${parts.weekday}, ${dayOf(parts, now)}, ${clock}`
        : `${clock} ${near}, ${parts.weekday} ${dayOf(parts, now)}`;
    },
    opening(at, now) {
      const parts = partsOf(at);
      return `at ${clockOf(parts)} ${relative(at, now) ?? `on ${parts.weekday}, ${dayOf(parts, now)}`}`;
    },
    past(at) {
      const parts = partsOf(at);
      return `${parts.weekday}, ${parts.day} ${parts.month} ${parts.year}, ${clockOf(parts)} ${nameOf(zone, at)}`;
    },
  };
}

type Parts = Readonly<Record<'weekday' | 'day' | 'month' | 'year' | 'hour' | 'minute' | 'dayPeriod', string>>;

const PLAIN: Readonly<Record<string, string>> = { E: 'Eastern', C: 'Central', M: 'Mountain', P: 'Pacific' };

/** `Eastern (EST)`, `CET`, `UTC`, `UTC+5:45`. */
function nameOf(zone: string, at: Instant): string {
  const name = zoneName(zone, at);
  const american = /^([ECMP])[SD]T$/u.exec(name);
  return american === null ? name : `${PLAIN[american[1]!]} (${name})`;
}

function dateIn(zone: string, at: Instant): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
}
