import { DAY, HOUR } from '../domain/time.ts';
import { permanent } from '../lib/fault.ts';

/** Where the office's holidays are those of: ISO 3166 codes, e.g. US; DE, BY, A. */
export type HolidayRegion = {
  readonly country: string;
  readonly state?: string | null | undefined;
  readonly region?: string | null | undefined;
};

export type Holiday = { /** local date, `2026-12-25` */ readonly date: string; readonly name: string };

/**
 * The public holidays of a region, substitute days among them, in order, each date once. Holidays of half a day are left
 * out: they close nothing all day, and an office names its shorter hours itself. Rejects with a permanent Fault that
 * names what exists when a country, state or region does not.
 */
export async function regionHolidays(
  { country, state, region }: HolidayRegion,
  fromYear: number,
  toYear: number,
): Promise<readonly Holiday[]> {
  const { default: Holidays } = await import('date-holidays');
  const all = new Holidays();
  known('country', country, all.getCountries('en'));
  if (state) known(`state of ${country}`, state, all.getStates(country, 'en'));
  if (state && region) known(`region of ${country}-${state}`, region, all.getRegions(country, state, 'en'));
  const found = new Holidays(country, state ?? '', region ?? '', { types: ['public'], languages: ['en'] });
  const byDate = new Map<string, string>();
  for (let year = fromYear; year <= toYear; year += 1)
    for (const { date, start, end, name } of found.getHolidays(year)) {
      // The day on which clocks go forward has 23 hours.
      const days = Math.floor((end.getTime() - start.getTime() + HOUR) / DAY);
      if (!date.includes(' 00:00:00')) continue;
      for (const day of daysFrom(date.slice(0, 10), days)) if (!byDate.has(day)) byDate.set(day, name);
    }
  return [...byDate].map(([date, name]) => ({ date, name })).toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

function known(what: string, code: string, codes: Readonly<Record<string, string>> | undefined): void {
  if (codes !== undefined && Object.hasOwn(codes, code)) return;
  const names = Object.entries(codes ?? {}).map(([one, name]) => `${one} (${name})`);
  const use = names.length === 0 ? 'leave it out, there are none' : `use one of ${names.join(', ')}`;
  throw permanent(`"${code}" is no ${what} whose holidays are known; ${use}`);
}

function daysFrom(date: string, days: number): readonly string[] {
  const first = Temporal.PlainDate.from(date);
  return Array.from({ length: days }, (_, n) => first.add({ days: n }).toString());
}
