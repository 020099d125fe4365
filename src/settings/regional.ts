import type { Instant } from '../domain/time.ts';
import type { SupportPolicy } from './policy-shape.ts';
import type { SettingsFile } from './read.ts';

/*
 * Which years' holidays are asked for. A year back, because clocks that began in the last one are still counted; three
 * ahead, because the longest target that may be set takes about a year, waiting for customers another, and a gateway may
 * run as long without being started again.
 */
const YEARS_BACK = 1;
const YEARS_AHEAD = 3;

/** The holidays of the region of `service_hours.holiday_region`, names by date; none without a region. Throws a SettingsError for a region that nobody knows. */
export async function regionalHolidays(
  support: SettingsFile<SupportPolicy>,
  now: Instant,
): Promise<Readonly<Record<string, string>>> {
  const { holiday_region: region, zone } = support.value.service_hours;
  if (region === null) return {};
  const { year } = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  // Loaded when needed: the holidays of all countries take their time to read.
  const { regionHolidays } = await import('./holidays.ts');
  try {
    const found = await regionHolidays(region, year - YEARS_BACK, year + YEARS_AHEAD);
    return Object.fromEntries(found.map(({ date, name }) => [date, name]));
  } catch (error) {
    support.refuse([{ path: ['service_hours', 'holiday_region'], text: (error as Error).message }]);
    throw error;
  }
}
