import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TERMS } from '../domain/promise/office.ts';
import { office, problemsOf } from './office.ts';

const packaged = readFileSync(new URL('../../config/support-policy.yaml', import.meta.url), 'utf8');
/** The packaged policy with one line or group changed. */
const policy = (...changes: readonly (readonly [from: string | RegExp, to: string])[]): Record<string, string> => ({
  'support-policy.yaml': changes.reduce((text, [from, to]) => {
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`nothing to change: ${String(from)}`);
    return changed;
  }, packaged),
});
const days = /^ {2}days:\n(?: {4}.*\n)+/mu;
const at = (level: number, key: string): RegExp =>
  new RegExp(String.raw`(^  ${level}:\n(?: {4}.*\n)*? {4}${key}: ).*$`, 'mu');

test('the packaged policy becomes the terms of the published one', async () => {
  const { policy, warnings } = await office({});
  expect(policy.terms).toEqual({ ...TERMS, calendar: { ...TERMS.calendar, name: 'service hours' } });
  expect(warnings).toEqual(['nobody is told about tickets; name people in people.yaml']);
});

test('holidays are in order and stand once, and every clock can be set', async () => {
  const { policy: found } = await office(
    policy(
      ['holidays: []', "holidays: ['2026-12-25', '2026-07-03', '2026-12-25']"],
      ['exceptions: {}', 'exceptions: { 2026-12-31: [], 2026-12-24: ["13:00-15:00", "08:00-12:00"] }'],
      [at(6, 'update_clock'), '$1calendar'],
      [at(6, 'update_minutes'), '$1null'],
      [at(1, 'resolution_minutes'), '$1480'],
    ),
  );
  const { calendar, levels } = found.terms;
  expect(calendar.holidays).toEqual(['2026-07-03', '2026-12-25']);
  expect(JSON.stringify(calendar.exceptions)).toBe(
    '{"2026-12-24":[["08:00","12:00"],["13:00","15:00"]],"2026-12-31":[]}',
  );
  expect(levels[6].update).toEqual({ minutes: null, clock: 'calendar' });
  expect([levels[1].resolution.minutes, levels[1].unnumberedRungs, levels[2].unnumberedRungs]).toEqual([
    480,
    [],
    [240, 600, 1200],
  ]);
});

test('holidays of a region are taken from last year to three years ahead', async () => {
  const { policy: found, holidayNames } = await office(
    policy(['holiday_region: null', 'holiday_region: { country: US }']),
  );
  const christmas = found.terms.calendar.holidays.filter((date) => date.endsWith('-12-25'));
  expect(christmas).toEqual(['2025-12-25', '2026-12-25', '2027-12-25', '2028-12-25', '2029-12-25']);
  expect(holidayNames['2026-12-25']).toBe('Christmas Day');
});

test.each<[string, readonly (readonly [string | RegExp, string])[], string]>([
  [
    'an office that never opens',
    [[days, '  days: {}\n']],
    'service_hours.days: the office never opens, so no promise could be kept; give hours to at least one day',
  ],
  [
    'hours only in the past',
    [
      [days, '  days: {}\n'],
      ['exceptions: {}', 'exceptions: { 2026-04-06: ["08:00-12:00"] }'],
    ],
    'service_hours.days: the office never opens',
  ],
  [
    'a day that is none',
    [['holidays: []', "holidays: ['2026-02-29']"]],
    'service_hours.holidays[0]: "2026-02-29" is not possible here; there is no such day',
  ],
  [
    'no date',
    [['exceptions: {}', 'exceptions: { christmas: [] }']],
    'service_hours.exceptions.christmas: this key is not possible here; use a date such as "2026-12-25"',
  ],
  [
    'exceptional hours over midnight',
    [['exceptions: {}', 'exceptions: { 2026-12-24: ["22:00-06:00"] }']],
    'service_hours.exceptions.2026-12-24[0]: these are the hours of one date; end at 24:00',
  ],
  [
    'exceptional hours that are none',
    [['exceptions: {}', 'exceptions: { 2026-12-24: [morning] }']],
    'service_hours.exceptions.2026-12-24[0]: "morning" is not possible here; use hours such as "08:00-18:00"',
  ],
  [
    'no time at all',
    [["monday: ['08:00-18:00']", "monday: ['08:00-08:00']"]],
    'service_hours.days.monday[0]: "08:00-08:00" is not possible here; this is no time at all; use "00:00-24:00" for a whole day',
  ],
  ['warnings out of order', [['[50, 75]', '[75, 50]']], 'warn_at_percent: these must grow from one to the next'],
  [
    'rungs twice',
    [['after_breach: [0, 1, 2]', 'after_breach: [0, 1, 1]']],
    'escalate_after_breach: these must grow from one to the next',
  ],
  [
    'steps out of order',
    [[at(1, 'unnumbered_escalation_minutes'), '$1[600, 240]']],
    'levels.1.unnumbered_escalation_minutes: these must grow',
  ],
  [
    'another clock',
    [[at(1, 'call_back_clock'), '$1moon']],
    'levels.1.call_back_clock: "moon" is not possible here; use one of business, calendar',
  ],
  [
    'a country that nobody knows',
    [['holiday_region: null', 'holiday_region: { country: XX }']],
    'service_hours.holiday_region: "XX" is no country whose holidays are known; use one of ',
  ],
])('%s is refused with its line', async (_name, changes, sentence) => {
  const problems = await problemsOf(policy(...changes));
  expect(problems).toEqual([expect.stringMatching(/^config\/support-policy\.yaml:\d+:\d+ /u)]);
  expect(problems[0]).toContain(sentence);
  expect(problems[0]).not.toMatch(/:1:1 /u);
});

/** Only what is said about levels. */
const levelWarnings = async (...changes: readonly (readonly [string | RegExp, string])[]) =>
  (await office(policy(...changes))).warnings.filter((warning) => warning.startsWith('level'));

test('a solution that can be due before its call-back is a warning, with an example', async () => {
  expect(
    await levelWarnings([at(3, 'resolution_clock'), '$1calendar'], [at(6, 'resolution_clock'), '$1calendar']),
  ).toEqual([
    'level 3: a solution can be due before the call-back (a request of Fri 10 Apr 17:15 EDT would have to be solved by Sun 12 Apr 17:15 EDT and called back by Mon 13 Apr 08:15 EDT); use more resolution_minutes, or the same clock for both',
    expect.stringMatching(/^level 6: a solution can be due before the call-back/u),
  ]);
  expect(await levelWarnings([at(4, 'resolution_minutes'), '$160'])).toEqual([expect.stringMatching(/^level 4: /u)]);
  expect(await levelWarnings([at(4, 'resolution_minutes'), '$1240'])).toEqual([]);
  // counted by the wall, a call-back is never later than a solution that is counted in hours of service
  expect(await levelWarnings([at(6, 'call_back_clock'), '$1calendar'])).toEqual([]);
  // far enough away even across the weekend
  expect(
    await levelWarnings([at(3, 'resolution_clock'), '$1calendar'], [at(3, 'resolution_minutes'), '$15000']),
  ).toEqual([]);
});
