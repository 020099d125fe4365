import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isOnDuty, nextOnDuty } from '../../src/domain/staff/duty.ts';
import { BOX, office, problemsOf } from './office.ts';

const ny = (text: string): number =>
  Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime('America/New_York').epochMilliseconds;

const ANA = '{ id: ana, name: Ana Ruiz, address: ana@example.com, roles: [rep] }';
/** people.yaml with Ana and these others, and this ladder. */
const people = (others: readonly string[], ladder = 'ladder: []'): Record<string, string> => ({
  'people.yaml': `people:\n${[ANA, ...others].map((person) => `  - ${person}\n`).join('')}${ladder}\n`,
});
const ben = (more: string): string => `{ id: ben, name: Ben Ito, address: ben@example.com, roles: [rep], ${more} }`;

test('nobody named: nobody there, a ladder of three empty rungs', async () => {
  const { policy } = await office({});
  expect(policy.staff).toEqual({
    people: [],
    ladder: [
      { title: 'Manager of Customer Services', people: [] },
      { title: 'Applications Development Manager', people: [] },
      { title: 'VP Sales / CEO', people: [] },
    ],
  });
});

test('what is left out has its default: service hours, all mailboxes, no number, never absent', async () => {
  const { policy } = await office(people([]));
  const [ana] = policy.staff.people;
  const { hours, ...rest } = ana!;
  expect(rest).toEqual({
    id: 'ana',
    name: 'Ana Ruiz',
    address: 'ana@example.com',
    mobile: null,
    roles: ['rep'],
    absences: [],
    mailboxes: null,
  });
  expect(hours.spec).toEqual({ ...policy.terms.calendar, name: 'Ana Ruiz' });
  expect(Object.isFrozen(ana)).toBe(true);
});

test('people_file names another file, relative to postroom.yaml', async () => {
  const files = {
    'postroom.yaml': `${BOX}people_file: staff/all.yaml\n`,
    'staff/all.yaml': people([])['people.yaml']!,
  };
  expect((await office(files)).policy.staff.people.map(({ id }) => id)).toEqual(['ana']);
  expect(await problemsOf({ 'postroom.yaml': `${BOX}people_file: gone.yaml\n` })).toEqual([
    expect.stringMatching(/^config\/gone\.yaml: this settings file cannot be read \(ENOENT\)/u),
  ]);
});

test('zone and hours of their own, over midnight too', async () => {
  const { policy } = await office(
    people([ben('zone: Europe/Berlin, hours: { monday: ["08:00-12:00"], friday: ["22:00-06:00"] }')]),
  );
  const { hours } = policy.staff.people[1]!;
  expect(hours.spec).toMatchObject({
    timezone: 'Europe/Berlin',
    weekly: { mon: [['08:00', '12:00']], fri: [['22:00', '24:00']], sat: [['00:00', '06:00']] },
  });
  expect([
    hours.isOpen(ny('2026-04-06 02:00')),
    hours.isOpen(ny('2026-04-06 06:00')),
    hours.isOpen(ny('2026-04-10 23:59')),
  ]).toEqual([true, false, true]);
});

test('service hours without hours of their own are read in their own zone', async () => {
  const { policy } = await office(people([ben('zone: Europe/Berlin')]));
  expect(nextOnDuty(policy.staff.people[1]!, ny('2026-04-06 00:00'))).toBe(ny('2026-04-06 02:00'));
});

test('the office’s holidays are free for all, and a short day is short for all', async () => {
  const support = readFileSync(new URL('../../config/support-policy.yaml', import.meta.url), 'utf8');
  const short = support
    .replace('holidays: []', "holidays: ['2026-04-08']")
    .replace('exceptions: {}', 'exceptions: { 2026-04-09: ["08:00-12:00"], 2026-04-11: ["08:00-12:00"] }');
  const { policy } = await office({
    'support-policy.yaml': short,
    ...people([ben('hours: { wednesday: ["10:00-20:00"], thursday: ["10:00-20:00"] }')]),
  });
  const [plain, own] = policy.staff.people;
  const duty = (at: string) => [isOnDuty(plain!, ny(at)), isOnDuty(own!, ny(at))];
  expect([
    duty('2026-04-08 11:00'),
    duty('2026-04-09 11:00'),
    duty('2026-04-09 12:00'),
    duty('2026-04-09 09:00'),
    duty('2026-04-11 11:00'),
  ]).toEqual([
    [false, false],
    [true, true],
    [false, false],
    [true, false],
    [true, false],
  ]);
});

test.each([
  [
    'dates count whole',
    '{ from: 2026-12-24, until: 2026-12-31 }',
    'America/New_York',
    '2026-12-24 00:00',
    '2027-01-01 00:00',
  ],
  ['one day', '{ from: 2026-12-24, until: 2026-12-24 }', 'America/New_York', '2026-12-24 00:00', '2026-12-25 00:00'],
  [
    'local times do not',
    '{ from: 2026-12-24T12:00, until: 2026-12-24T15:30 }',
    'America/New_York',
    '2026-12-24 12:00',
    '2026-12-24 15:30',
  ],
  [
    'both are of the person’s zone',
    '{ from: 2026-12-24, until: 2026-12-24T12:00 }',
    'Europe/Berlin',
    '2026-12-23 18:00',
    '2026-12-24 06:00',
  ],
  [
    'a day of 23 hours',
    '{ from: 2026-03-08, until: 2026-03-08 }',
    'America/New_York',
    '2026-03-08 00:00',
    '2026-03-09 00:00',
  ],
])('absences: %s', async (_name, absent, zone, from, until) => {
  const { policy } = await office(people([ben(`zone: ${zone}, absent: [${absent}]`)]));
  expect(policy.staff.people[1]!.absences).toEqual([{ from: ny(from), until: ny(until) }]);
});

test.each<[string, readonly string[], string, string]>([
  [
    'an id twice',
    ['{ id: ana, name: B, address: b@example.com, roles: [rep] }'],
    'ladder: []',
    'people[1].id: "ana" stands above already; give everybody an id of their own',
  ],
  [
    'an address twice',
    ['{ id: ben, name: B, address: ANA@example.com, roles: [rep] }'],
    'ladder: []',
    'people[1].address: "ANA@example.com" is that of "ana" already',
  ],
  [
    'our own mailbox',
    ['{ id: ben, name: B, address: Support@example.com, roles: [rep] }'],
    'ladder: []',
    'people[1].address: "Support@example.com" is our own mailbox "support", so that notices would come back as tickets',
  ],
  [
    'another address of our own mailbox',
    ['{ id: ben, name: B, address: help@example.com, roles: [rep] }'],
    'ladder: []',
    'people[1].address: "help@example.com" is our own mailbox "support"',
  ],
  [
    'a mailbox that is not there',
    [ben('mailboxes: [suport]')],
    'ladder: []',
    'people[1].mailboxes[0]: there is no mailbox "suport"; did you mean "support"?',
  ],
  [
    'no mailbox',
    [ben('mailboxes: []')],
    'ladder: []',
    'people[1].mailboxes: this value is not possible here; name at least one mailbox, or use null for all',
  ],
  [
    'somebody unknown on the ladder',
    [ben('')],
    'ladder: [{ title: Chief, people: [bem] }]',
    'ladder[0].people[0]: people.yaml knows no "bem"; did you mean "ben"?',
  ],
  [
    'somebody twice on a rung',
    [],
    'ladder: [{ title: Chief, people: [ana, ana] }]',
    'ladder[0].people[1]: "ana" stands on this rung already',
  ],
  [
    'an absence that ends first',
    [ben('absent: [{ from: 2026-12-31, until: 2026-12-24 }]')],
    'ladder: []',
    'people[1].absent[0].until: this ends before it begins',
  ],
  [
    'an absence of no time',
    [ben('absent: [{ from: 2026-12-24T12:00, until: 2026-12-24T12:00 }]')],
    'ladder: []',
    'people[1].absent[0].until: this ends before it begins',
  ],
  [
    'an absence of no day',
    [ben('absent: [{ from: soon, until: 2026-12-24 }]')],
    'ladder: []',
    'people[1].absent[0].from: "soon" is not possible here; use a date such as "2026-12-25", or a local time',
  ],
  [
    'hours that never come',
    [ben('hours: { monday: [] }')],
    'ladder: []',
    'people[1].hours: "ben" never works, so would never be told',
  ],
  [
    'a number without country',
    [ben('mobile: "212 555 0100"')],
    'ladder: []',
    'people[1].mobile: "212 555 0100" is not possible here; use an international number such as "+12125550100"',
  ],
  [
    'another role',
    ['{ id: ben, name: B, address: b@example.com, roles: [boss] }'],
    'ladder: []',
    'people[1].roles[0]: "boss" is not possible here; use one of rep, manager, operator',
  ],
  [
    'no role',
    ['{ id: ben, name: B, address: b@example.com, roles: [] }'],
    'ladder: []',
    'people[1].roles: this value is not possible here; give at least one of rep, manager, operator',
  ],
])('%s is refused with its line', async (_name, others, ladder, sentence) => {
  const problems = await problemsOf(people(others, ladder));
  expect(problems).toEqual([expect.stringMatching(/^config\/people\.yaml:\d+:\d+ /u)]);
  expect(problems[0]).toContain(sentence);
});

test('an office without a rep is refused', async () => {
  const text = 'people:\n  - { id: meg, name: Meg, address: meg@example.com, roles: [manager] }\n';
  expect(await problemsOf({ 'people.yaml': text })).toEqual([
    'config/people.yaml:1:1 people: nobody here is a rep, so that tickets would be given to nobody; give at least one the role rep',
  ]);
});

test('what leaves somebody out is a warning', async () => {
  const only = people(
    ['{ id: meg, name: Meg, address: meg@example.com, roles: [manager] }'],
    'ladder: [{ title: Chief, people: [] }, { title: Boss, people: [meg] }]',
  );
  const text = only['people.yaml']!.replace('roles: [rep] }', 'roles: [rep], mailboxes: [sales] }');
  const { warnings } = await office(
    {
      'people.yaml': text,
      'postroom.yaml': `${BOX}public_url: http://desk.example.com\nsend: { sms: { account_sid: AC1, auth_token: !env T, from: '+12125550100' } }\n`,
    },
    { T: 'x' },
  );
  expect(warnings).toEqual([
    expect.stringMatching(/^send\.sms is set, but nobody in people\.yaml has a mobile number; /u),
    expect.stringMatching(/^no rep takes mailbox support, /u),
    expect.stringMatching(/^nobody stands on the rung "Chief"; /u),
    expect.stringMatching(/^support-policy\.yaml escalates in 3 steps, but the ladder has 2, /u),
    expect.stringMatching(/^public_url is not encrypted, /u),
  ]);
  for (const warning of warnings) expect(warning.split('; ')).toHaveLength(2);
});

const TOKEN = { T: 'twenty-characters-or-so', U: 'twenty-characters-more' };
const tokens = (list: string): Record<string, string> => ({
  ...people([ben('')]),
  'postroom.yaml': `${BOX}api:\n  tokens:\n${list}`,
});

test('tokens act for people', async () => {
  const { settings } = await office(tokens('    - { name: phone, person: ben, token: !env T }\n'), TOKEN);
  expect(settings.api.tokens).toEqual([{ name: 'phone', person: 'ben', token: TOKEN.T, roles: null }]);
});

test.each([
  [
    '    - { name: phone, person: bem, token: !env T }\n',
    'config/postroom.yaml:4:22 api.tokens[0].person: people.yaml knows no "bem"; did you mean "ben"?',
  ],
  [
    '    - { name: a, person: ana, token: !env T }\n    - { name: a, person: ben, token: !env U }\n',
    'config/postroom.yaml:5:9 api.tokens[1].name: "a" stands above already; give each its own name',
  ],
  [
    '    - { name: a, person: ana, token: !env T }\n    - { name: b, person: ben, token: !env T }\n',
    'config/postroom.yaml:5:31 api.tokens[1].token: this is the token of "a" too; give each its own',
  ],
  [
    '    - { name: a, person: ana, token: !env SHORT }\n',
    'config/postroom.yaml:4:31 api.tokens[0].token: this value is not possible here; use at least 20 characters, e.g. of openssl rand -base64 30',
  ],
  [
    '    - { name: a, person: ben, token: !env T, roles: [rep, manager] }\n',
    'config/postroom.yaml:4:59 api.tokens[0].roles[1]: a token may do no more than its person, and "ben" is rep; leave it out, or give "ben" this role in people.yaml',
  ],
  [
    '    - { name: a, person: ben, token: !env T, roles: read }\n',
    'config/postroom.yaml:4:46 api.tokens[0].roles: "read" is not possible here; use a list, each one of rep, manager, operator, or null',
  ],
  [
    '    - { name: a, person: ana, token: plain-text-in-the-file }\n',
    'config/postroom.yaml:4:31 api.tokens[0].token: a secret does not belong in this file; write "token: !env NAME" (environment variable) or "token: !file PATH" (a file readable by postroom only)',
  ],
])('tokens that are refused: %s', async (list, sentence) => {
  const problems = await problemsOf(tokens(list), { ...TOKEN, SHORT: 'too-short' });
  expect(problems).toEqual([sentence]);
  expect(problems.join('')).not.toMatch(/too-short|twenty-characters|plain-text-in/u);
});

test.each([
  [
    'public_url: desk.example.com',
    'public_url: "desk.example.com" is not possible here; use an address such as https://desk.example.com',
  ],
  ['public_url: https://desk.example.com/', 'without / at its end'],
  ['watch: { every_seconds: 7 }', 'watch.every_seconds: 7 is not possible here; use one of 1, 2, 3'],
  ["digest: { at: '8 AM' }", 'digest.at: "8 AM" is not possible here; use a time such as "08:00"'],
  [
    'send: { sms: { account_sid: A, auth_token: !env T, from: "+12125550100", api_url: "http://sms.example" } }',
    'send.sms.api_url: secrets are sent there; use https://',
  ],
])('%s', async (line, sentence) => {
  expect(await problemsOf({ 'postroom.yaml': `${BOX}${line}\n` }, TOKEN)).toEqual([expect.stringContaining(sentence)]);
});

test.each(['https://desk.example.com', 'http://127.0.0.1:8025', 'https://example.com/desk/room'])(
  'public_url: %s will do',
  async (url) => {
    expect((await office({ 'postroom.yaml': `${BOX}public_url: ${url}\n` })).settings.public_url).toBe(url);
  },
);
