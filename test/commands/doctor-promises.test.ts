import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/commands/doctor/check.ts';
import { checkHolidays } from '../../src/commands/doctor/holidays.ts';
import { checkPeople } from '../../src/commands/doctor/people.ts';
import { checkPromises } from '../../src/commands/doctor/promises.ts';
import { NOW, office } from '../settings/office.ts';

const packaged = readFileSync(new URL('../../config/support-policy.yaml', import.meta.url), 'utf8');
const lines = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ check, state, what, todo }) => [`${state} ${check}: ${what}`, todo].filter(Boolean).join(' -> '));

test('the promises are said in words', async () => {
  expect(lines(await checkPromises(await office({}), NOW))).toEqual([
    'ok service hours: Mon-Fri 08:00-18:00 America/New_York, open now; promises count in these hours',
    'ok level 1: call back in 1 h, update every 1 h, solution without a number, up the ladder after 4 h, 10 h, 20 h of work, a breach goes up the ladder at once, +1 h, +2 h',
    'ok level 2: call back in 1 h, update every 2 h, solution without a number, up the ladder after 4 h, 10 h, 20 h of work, a breach goes up the ladder at once, +1 h, +2 h',
    'ok level 3: call back in 1 h, update every 8 h, solution in 48 h, a breach goes up the ladder at once, +1 h, +2 h',
    'ok level 4: call back in 4 h, update every 20 h, solution in 72 h, a breach goes up the ladder at once, +4 h, +8 h',
    'ok level 5: call back in 4 h, update every 20 h, solution without a number, a breach goes up the ladder at once, +4 h, +8 h',
    'ok level 6: call back in 24 h, update every 50 h, solution in 72 h, a breach goes up the ladder at once, +24 h, +48 h',
    'warning promises: nobody is told about tickets -> name people in people.yaml',
  ]);
});

test('whatever the promises are', async () => {
  const text = packaged
    .replace(
      /^ {2}days:\n(?: {4}.*\n)+/mu,
      "  days: { monday: ['08:00-12:00', '13:00-18:00'], tuesday: ['22:00-06:00'] }\n",
    )
    .replace('update_minutes: 60 ', 'update_minutes: null ')
    .replace('call_back_minutes: 60\n', 'call_back_minutes: 90\n')
    .replace('call_back_clock: business', 'call_back_clock: calendar')
    .replace('escalate_after_breach: [0, 1, 2]', 'escalate_after_breach: []');
  const [hours, first] = lines(await checkPromises(await office({ 'support-policy.yaml': text }), NOW));
  expect(hours).toBe(
    'ok service hours: Mon 08:00-12:00 13:00-18:00, Tue 22:00-24:00, Wed 00:00-06:00 America/New_York, opens 22:00 EDT; promises count in these hours',
  );
  expect(first).toBe(
    'ok level 1: call back in 1 h 30 min by the calendar, no updates promised, solution without a number, up the ladder after 4 h, 10 h, 20 h of work, nobody is told of a breach',
  );
});

test.each([
  ['holidays: []', 'ok holidays: none ahead: every day of the weekly hours counts'],
  ["holidays: ['2026-04-06']", 'ok holidays: none ahead: every day of the weekly hours counts'],
  ["holidays: ['2026-04-07', '2026-05-01']", 'ok holidays: next 2026-04-07, 2026-05-01'],
  [
    'holidays: ["2026-12-24"]\n  exceptions: { 2026-12-24: ["08:00-12:00"] }',
    'ok holidays: none ahead: every day of the weekly hours counts; 1 date with hours of its own',
  ],
  [
    'holidays: ["2026-07-01"]\n  holiday_region: { country: US }',
    'ok holidays: next 2026-05-25 Memorial Day, 2026-06-19 Juneteenth, 2026-07-01',
  ],
])('%s', async (yaml, line) => {
  const keys = yaml.split('\n').map((part) => part.trim().split(':')[0]!);
  const text = keys.reduce((all, key) => all.replace(new RegExp(String.raw`^  ${key}: .*\n`, 'mu'), ''), packaged);
  const loaded = await office({ 'support-policy.yaml': text.replace(/^( {2}zone: .*\n)/mu, `$1  ${yaml}\n`) });
  expect(lines(await checkHolidays(loaded, NOW))).toEqual([line]);
});

const ANA = '  - { id: ana, name: Ana Ruiz, address: ana@example.com, roles: [rep, operator]';
const staff = (text: string) => office({ 'people.yaml': `people:\n${text}` });

test('who is there, who stands on the ladder, and that somebody always works', async () => {
  const loaded = await staff(
    `${ANA} }\n  - { id: meg, name: Meg Lee, address: meg@example.com, roles: [manager] }\nladder: [{ title: Chief, people: [meg, ana] }]\n`,
  );
  expect(lines(await checkPeople(loaded, NOW))).toEqual([
    'ok people: 1 rep, 1 manager, 1 operator; on duty now: Ana Ruiz',
    'ok ladder: Chief (Meg Lee, Ana Ruiz)',
    'ok on duty: a rep in all service hours of the next 7 days',
  ]);
});

test('service hours in which nobody works', async () => {
  const loaded = await staff(
    `${ANA}, hours: { monday: ['08:00-18:00'], tuesday: ['10:00-17:30'] }, absent: [{ from: 2026-04-13, until: 2026-04-13 }] }\nladder: []\n`,
  );
  expect(lines(await checkPeople(loaded, NOW))).toEqual([
    'ok people: 1 rep, 0 managers, 1 operator; on duty now: Ana Ruiz',
    'ok ladder: none: managers are told of broken promises',
    'warning on duty: no rep works 17:30 EDT to 18:00 EDT, Wed 8 Apr 08:00 EDT to 18:00 EDT, Thu 9 Apr 08:00 EDT to 18:00 EDT, Fri 10 Apr 08:00 EDT to 18:00 EDT, Mon 13 Apr 08:00 EDT to 18:00 EDT, and 1 more -> change hours or absences in people.yaml, or name more reps; until then tickets of these hours go to who works next',
  ]);
});

test('without people the warning is enough', async () => {
  expect(await checkPeople(await office({}), NOW)).toEqual([]);
});
