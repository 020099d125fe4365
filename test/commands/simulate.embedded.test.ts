import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { simulate } from '../../src/commands/simulate.ts';
import { fromCsv, movedTo } from '../../src/commands/simulate/traffic.ts';
import { loadSettings, type Loaded } from '../../src/settings.ts';

/** ms; each simulation makes a database of its own */
const LONG = 240_000;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function office(people: string): Promise<Loaded> {
  writeFileSync(join(folder, 'people.yaml'), people);
  writeFileSync(join(folder, 'postroom.yaml'), 'mailboxes: [{ id: support, address: support@helpdesk.example }]\n');
  return loadSettings({ file: join(folder, 'postroom.yaml'), env: {} });
}

const AWAY = `
people:
  - { id: ben, name: Ben Ito, address: ben@desk.example, roles: [rep], absent: [{ from: 2026-04-01, until: 2026-04-30 }] }
  - { id: mia, name: Mia Ortiz, address: mia@desk.example, roles: [manager] }
  - { id: lang, name: Pat Lang, address: lang@desk.example, roles: [manager] }
ladder: [{ title: Manager, people: [mia] }, { title: Development, people: [lang] }]
`;

test(
  'a request that nobody calls back: just the reminders and alerts that the policy says',
  { timeout: LONG },
  async () => {
    const file = join(folder, 'friday.csv');
    // Friday 10 April 2026, 17:40 in New York
    writeFileSync(
      file,
      'at,from,subject,body\n2026-04-10T21:40:00Z,ana@contoso.example,Test system down,"Our test system is down, we cannot test."\n',
    );
    const { report } = await simulate({ days: 4, from: file, seed: 1, start: undefined }, await office(AWAY));
    expect(report.tickets).toEqual([{ level: 3, n: 1 }]);
    expect(report.promises.filter(({ kept, broken }) => kept + broken > 0)).toEqual([
      { metric: 'call_back', level: 3, kept: 0, broken: 1 },
    ]);
    // Ben is away, so the managers hear what he would; the ladder has two rungs, and who stands above them is told once more.
    expect(report.said).toEqual([
      { kind: 'due', n: 1 },
      { kind: 'notice', n: 1 },
      { kind: 'rung_1', n: 1 },
      { kind: 'rung_2', n: 1 },
      { kind: 'rung_3', n: 1 },
      { kind: 'warn_50', n: 1 },
      { kind: 'warn_75', n: 1 },
    ]);
    expect(report.worst).toMatchObject([{ metric: 'call_back', level: 3, dueAt: 'Mon 13 Apr 08:40 EDT', metAt: null }]);
    expect(report.reps).toMatchObject([{ person: 'Ben Ito', calls: 0, dutyHours: 0 }]);
  },
);

const team = (n: number): string =>
  `people:\n${Array.from({ length: n }, (_, i) => `  - { id: rep${i}, name: Rep ${i}, address: rep${i}@desk.example, roles: [rep] }\n`).join('')}`;

test('the same seed gives the same course, and more people break no more promises', { timeout: LONG }, async () => {
  const asked = { days: 1, from: undefined, seed: 7, start: '2026-11-30' };
  const two = await simulate(asked, await office(team(2)));
  const again = await simulate(asked, await office(team(2)));
  const nameless = (report: typeof two.report) => ({
    ...report,
    worst: report.worst.map(({ reference: _reference, ...rest }) => rest),
  });
  expect(nameless(again.report)).toEqual(nameless(two.report));
  const four = await simulate(asked, await office(team(4)));
  const broken = ({ report }: typeof two) => report.promises.reduce((sum, row) => sum + row.broken, 0);
  expect(four.report.tickets).toEqual(two.report.tickets);
  expect(broken(four)).toBeLessThanOrEqual(broken(two));
  expect(two.words.join('\n')).toMatch(/^\d+ tickets, 2026-11-30 to 2026-12-01/u);
});

test('what is no traffic is told with its row', async () => {
  const file = join(folder, 'bad.csv');
  writeFileSync(file, 'at,from,subject,body\ntomorrow,ana@contoso.example,Help,\n');
  const given = await office(team(1));
  await expect(simulate({ days: 1, from: file, seed: 1, start: undefined }, given)).rejects.toThrow(
    /row 2: at "tomorrow" is no instant/u,
  );
  await expect(simulate({ days: 0, from: undefined, seed: 1, start: undefined }, given)).rejects.toThrow(
    /--days must be/u,
  );
  await expect(simulate({ days: 1, from: undefined, seed: Number('x'), start: undefined }, given)).rejects.toThrow(
    /--seed must be/u,
  );
  await expect(simulate({ days: 1, from: undefined, seed: 1, start: 'soon' }, given)).rejects.toThrow(
    /--start "soon" is no date/u,
  );
});

test('a file is moved to the day that is asked for, each mail at its time of day; times without an offset are those of the office', async () => {
  const file = join(folder, 'march.csv');
  // New York moves its clocks on 8 March 2026
  writeFileSync(
    file,
    'at,from,subject,body\n2026-03-06T09:00,ana@contoso.example,One,\n2026-03-09T13:00:00Z,ana@contoso.example,Two,\n',
  );
  const arrivals = await fromCsv(file, 'America/New_York');
  expect(arrivals.map(({ at }) => new Date(at).toISOString())).toEqual([
    '2026-03-06T14:00:00.000Z',
    '2026-03-09T13:00:00.000Z',
  ]);
  const moved = movedTo(Date.parse('2026-11-30T05:00:00Z'), arrivals, 'America/New_York');
  expect(moved.map(({ at }) => new Date(at).toISOString())).toEqual([
    '2026-11-30T14:00:00.000Z',
    '2026-12-03T14:00:00.000Z',
  ]);
});

test('a simulation that is stopped leaves nothing behind', { timeout: LONG }, async () => {
  const stop = new AbortController();
  stop.abort();
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('postroom-simulate-'));
  const asked = { days: 1, from: undefined, seed: 1, start: '2026-11-30' };
  await expect(simulate(asked, await office(team(1)), stop.signal)).rejects.toThrow(/was stopped/u);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('postroom-simulate-'))).toEqual(before);
});
