import { expect, test } from 'vitest';
import type { Line } from '../../src/domain/link.ts';
import { soNow, type Known } from '../../src/domain/so-now.ts';
import { ny } from './promise/office.ts';
import { person, staff } from './staff/office.ts';

const NOW = ny('2026-11-23 14:05');
const STAFF = staff([
  { ...person('ben'), name: 'Ben Ito' },
  { ...person('cy'), name: 'Cy Park' },
]);
const line = (act: string, at: string, actor = 'ben', detail = {}): Line => ({ at: ny(at), actor, act, detail });
const say = (ticket: Partial<Known['ticket']>, ...lines: readonly Line[]) =>
  soNow(
    {
      ticket: {
        state: 'open',
        bucket: 'desk',
        waitingSince: null,
        resolvedAt: null,
        assignee: null,
        confirmedLevel: null,
        suggestedLevel: 2,
        ...ticket,
      },
      lines,
      staff: STAFF,
    },
    { now: NOW, zone: 'America/New_York' },
  );

const LEVEL = 'Level 2 is suggested; nobody has confirmed it yet.';

test.each<[what: string, said: readonly string[], expected: readonly string[]]>([
  ['nobody', say({}), ['Nobody has it.', LEVEL]],
  [
    'taken today',
    say({ assignee: 'ben' }, line('taken', '2026-11-23 13:58')),
    ['Ben Ito took it at 13:58 EST.', LEVEL],
  ],
  [
    'taken on another day',
    say({ assignee: 'ben' }, line('taken', '2026-11-20 13:58')),
    ['Ben Ito took it on Fri 20 Nov 13:58 EST.', LEVEL],
  ],
  [
    'given',
    say(
      { assignee: 'cy' },
      line('taken', '2026-11-23 13:00'),
      line('assigned', '2026-11-23 13:30', 'ben', { to: 'cy' }),
    ),
    ['Ben Ito gave it to Cy Park at 13:30 EST.', LEVEL],
  ],
  [
    'given by the house',
    say({ assignee: 'cy' }, line('assigned', '2026-11-23 13:30', 'postroom', { to: 'cy' })),
    ['Postroom gave it to Cy Park at 13:30 EST.', LEVEL],
  ],
  ['had, nobody knows since when', say({ assignee: 'cy' }), ['Cy Park has it.', LEVEL]],
  ['had by one who left', say({ assignee: 'old' }), ['old has it.', LEVEL]],
  [
    'confirmed',
    say({ confirmedLevel: 2 }, line('level_confirmed', '2026-11-23 13:59', 'cy', { to: 2 })),
    ['Nobody has it.', 'Cy Park confirmed level 2 at 13:59 EST.'],
  ],
  [
    'raised after a confirmation',
    say(
      { confirmedLevel: 1 },
      line('level_confirmed', '2026-11-23 13:00', 'cy', { to: 2 }),
      line('level_raised', '2026-11-23 14:00', 'ben', { to: 1 }),
    ),
    ['Nobody has it.', 'Ben Ito set level 1 at 14:00 EST.'],
  ],
  [
    'waiting',
    say({ waitingSince: ny('2026-11-23 13:40') }, line('asked_customer', '2026-11-23 13:40')),
    ['Ben Ito asked the customer at 13:40 EST. We wait for the answer since 13:40 EST.', 'Nobody has it.', LEVEL],
  ],
  ['resolved', say({ state: 'resolved' }, line('resolved', '2026-11-23 13:58')), ['Ben Ito resolved it at 13:58 EST.']],
  [
    'merged',
    say({ state: 'merged' }, line('merged', '2026-11-23 13:58', 'ben', { into: '4CX-9PD' })),
    ['Ben Ito merged it into 4CX-9PD at 13:58 EST.'],
  ],
  ['shelved', say({ bucket: 'junk' }), ['It lies in junk or bulk.']],
])('%s', (_what, said, expected) => {
  expect(said).toEqual(expected);
});
