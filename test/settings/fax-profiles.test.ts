import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { faxProfilesShape } from '../../src/settings/fax-profiles-shape.ts';
import { office, problemsOf } from './office.ts';

const shipped = readFileSync(new URL('../../config/fax-profiles.yaml', import.meta.url), 'utf8');
const MINE = `
profiles:
  - id: acme
    name: Acme Fax
    from: [Fax.Acme.example]
    subjects: ['Fax from {caller}']
`;
const wrong = (text: string) => problemsOf({ 'fax-profiles.yaml': text });

test('the file that is shipped is the office without one, and names every key', async () => {
  const { policy } = await office({});
  expect(policy.faxProfiles.profiles.map(({ id }) => id)).toEqual([
    'efax',
    'efax-corporate',
    'myfax',
    'metrofax',
    'ringcentral',
    'nextiva',
    'freepbx',
    'fusionpbx',
    'grandstream',
    'asterisk',
    'hylafax',
    'mgetty',
    'capisuite',
    'generic',
  ]);
  const written = parse(shipped) as { profiles: object[] };
  const read = faxProfilesShape.parse(written);
  expect(written).toStrictEqual(read);
  // what may be left out says the same when it is
  const { subject_tags, withheld } = faxProfilesShape.parse({});
  expect({ subject_tags: read.subject_tags, withheld: read.withheld }).toEqual({ subject_tags, withheld });
});

test('an office has its own file beside its settings, or where they say', async () => {
  const beside = await office({ 'fax-profiles.yaml': MINE });
  expect(beside.policy.faxProfiles.profiles).toMatchObject([
    { id: 'acme', from: ['fax.acme.example'], believe: 'proven', isImitated: false, withoutDocument: 'portal' },
  ]);
  const named = await office({
    'postroom.yaml': 'mailboxes: [{ id: a, address: a@example.com }]\nfax: { profiles_file: mine.yaml }\n',
    'mine.yaml': MINE,
  });
  expect(named.policy.faxProfiles.profiles).toHaveLength(1);
  expect(Object.isFrozen(named.policy.faxProfiles.profiles[0]!.subjects[0]!.steps)).toBe(true);
});

test.each([
  [
    MINE.replace('subjects', 'subject'),
    [
      'config/fax-profiles.yaml:6:5 profiles[0].subject: this key is not known; did you mean "subjects"?',
      'config/fax-profiles.yaml:3:5 profiles[0].subjects: this key is missing; use a list, each text',
    ],
  ],
  [
    MINE.replace('{caller}', '{number}'),
    [
      'config/fax-profiles.yaml:6:16 profiles[0].subjects[0]: "Fax from {number}" is not possible here; this is no pattern: a hole is one of {caller} {caller_name} {station} {pages} {dialled} {received} {error} {any}',
    ],
  ],
  [
    MINE.replace('Fax.Acme.example', 'acme'),
    [
      'config/fax-profiles.yaml:5:12 profiles[0].from[0]: "acme" is not possible here; use an address such as fax@pbx.example.com, or a domain such as inbound.efax.com',
    ],
  ],
  [
    `${MINE}    believe: address\n`,
    [
      'config/fax-profiles.yaml:5:12 profiles[0].from[0]: "Fax.Acme.example" is a whole domain, and nobody checks who writes in its name; name the server\'s one address, or use "believe: proven"',
    ],
  ],
  [
    `${MINE}  - { id: acme, name: Other, subjects: [fax received] }\n`,
    ['config/fax-profiles.yaml:7:7 profiles[1].id: "acme" is the id of a profile above; choose another'],
  ],
  [
    `${MINE}    believe: everybody\n`,
    ['config/fax-profiles.yaml:7:5 profiles[0].believe: "everybody" is not possible here; use one of proven, address'],
  ],
])('what is wrong is told with its line: %#', async (text, problems) => {
  expect((await wrong(text)).toSorted()).toEqual(problems.toSorted());
});

test.each([
  ['support@Example.com', 'support@example.com'],
  ['help@example.com', 'help@example.com'],
  ['example.com', 'support@example.com'],
])('%s would take in a mailbox of the office, whose mail counts as its own', async (entry, mailbox) => {
  expect(await wrong(MINE.replace('Fax.Acme.example', entry))).toEqual([
    `config/fax-profiles.yaml:5:12 profiles[0].from[0]: "${entry}" takes in your mailbox ${mailbox}, and mail from a mailbox of yours counts as your own; give the fax server an address of its own, and name that`,
  ]);
});
