import type { Loaded } from '../../settings.ts';
import { ok, type Finding } from './check.ts';

/** How many are shown: enough to see whether these are the right ones. */
const SHOWN = 3;

/** Says on which days the office is closed besides its weekly hours; the next ones by name. */
export async function checkHolidays(
  { policy: { terms }, holidayNames }: Loaded,
  now: number,
): Promise<readonly Finding[]> {
  const { holidays, exceptions, timezone } = terms.calendar;
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone).toPlainDate().toString();
  const ahead = holidays.filter((date) => date >= today && exceptions[date] === undefined);
  const special = Object.keys(exceptions).filter((date) => date >= today).length;
  const tail =
    special === 0 ? '' : `; ${special} ${special === 1 ? 'date with hours of its' : 'dates with hours of their'} own`;
  if (ahead.length === 0) return [ok('holidays', `none ahead: every day of the weekly hours counts${tail}`)];
  const next = ahead.slice(0, SHOWN).map((date) => [date, holidayNames[date]].filter(Boolean).join(' '));
  return [ok('holidays', `next ${next.join(', ')}${tail}`)];
}
