import { compileCalendar } from '../../../src/domain/calendar/compile.ts';
import type { Instant } from '../../../src/domain/time.ts';

/** Monday to Friday, 8 to 18 in New York; Thanksgiving 2026 is off. */
export const eastern = compileCalendar({
  name: 'Customer Service',
  timezone: 'America/New_York',
  weekly: {
    mon: [['08:00', '18:00']],
    tue: [['08:00', '18:00']],
    wed: [['08:00', '18:00']],
    thu: [['08:00', '18:00']],
    fri: [['08:00', '18:00']],
    sat: [],
    sun: [],
  },
  holidays: ['2026-11-26'],
  exceptions: {},
});

/** An instant by the clock of New York: `2026-11-23 13:53`. */
export function ny(local: string): Instant {
  return Temporal.PlainDateTime.from(local.replace(' ', 'T')).toZonedDateTime('America/New_York').epochMilliseconds;
}
