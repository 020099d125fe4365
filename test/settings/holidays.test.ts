import { expect, test } from 'vitest';
import { regionHolidays } from '../../src/settings/holidays.ts';

const datesOf = async (...args: Parameters<typeof regionHolidays>): Promise<readonly string[]> =>
  (await regionHolidays(...args)).map(({ date, name }) => `${date} ${name}`);

test('United States: those on a weekend have a substitute day', async () => {
  const found = await datesOf({ country: 'US' }, 2026, 2027);
  for (const day of [
    '2026-11-26 Thanksgiving Day',
    '2026-07-03 Independence Day (substitute day)',
    '2026-12-25 Christmas Day',
    '2027-07-05 Independence Day (substitute day)',
    '2027-12-24 Christmas Day (substitute day)',
  ])
    expect(found).toContain(day);
  expect(found).toEqual([...new Set(found)].toSorted());
});

test('Great Britain and a state of Germany', async () => {
  expect(await datesOf({ country: 'GB', state: 'ENG' }, 2026, 2026)).toContain(
    '2026-12-28 Boxing Day (substitute day)',
  );
  const bavaria = await regionHolidays({ country: 'DE', state: 'BY' }, 2026, 2026);
  expect(bavaria.map(({ date }) => date)).toContain('2026-01-06');
  const berlin = await regionHolidays({ country: 'DE', state: 'BE' }, 2026, 2026);
  expect(berlin.map(({ date }) => date)).not.toContain('2026-01-06');
});

test('several days are each a date, half days are none', async () => {
  const turkey = await regionHolidays({ country: 'TR' }, 2026, 2026);
  const sacrifice = turkey.filter(({ date }) => date >= '2026-05-26' && date <= '2026-05-31').map(({ date }) => date);
  expect(sacrifice.length).toBeGreaterThanOrEqual(4);
  expect((await regionHolidays({ country: 'CN' }, 2026, 2026)).map(({ date }) => date)).not.toContain('2026-03-08');
});

test('an unknown name is refused with those that exist', async () => {
  await expect(regionHolidays({ country: 'ZZ' }, 2026, 2026)).rejects.toThrow(
    /"ZZ" is no country .* use one of .*US \(/u,
  );
  await expect(regionHolidays({ country: 'DE', state: 'XX' }, 2026, 2026)).rejects.toThrow(/no state of DE .*BY \(/u);
  await expect(regionHolidays({ country: 'DE', state: 'BY', region: 'Q' }, 2026, 2026)).rejects.toThrow(
    /no region of DE-BY/u,
  );
});
