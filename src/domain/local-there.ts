import { localIn, sayTime } from './say-time.ts';
import type { Instant } from './time.ts';

/** Where somebody is: by the zone that the office's list names, else by the country of their number (`DE`). */
export type Whereabouts = { readonly timeZone: string | null; readonly region: string | null };

/** The hours in which one may call a person at work. */
const DAY = { from: 8, to: 19 } as const;

/** What time it is where somebody is, and whether that is no time to call; null when nobody knows, as for a country of several zones. */
export function localThere(
  { timeZone, region }: Whereabouts,
  now: Instant,
): { readonly words: string; readonly isLate: boolean } | null {
  const zones = timeZone === null ? zonesOf(region) : [timeZone];
  const told = [...new Set(zones.map((zone) => sayTime(now, { now, zone })))];
  const [words] = told;
  if (words === undefined || told.length > 1) return null;
  const { hour, dayOfWeek } = localIn(zones[0]!, now);
  const isLate = hour < DAY.from || hour >= DAY.to || dayOfWeek > 5;
  return { words, isLate };
}

/** All zones of a country, as the CLDR has them. */
function zonesOf(region: string | null): readonly string[] {
  if (region === null) return [];
  const locale = new Intl.Locale(`und-${region}`) as Intl.Locale & {
    getTimeZones?: () => readonly string[] | undefined;
  };
  return locale.getTimeZones?.() ?? [];
}
