import { expect, test } from 'vitest';
import { chooseRep, takes } from '../../../src/domain/staff/choose.ts';
import type { Person } from '../../../src/domain/staff.ts';
import { manager, NEVER, NIGHT, ny, person, staff, week } from './office.ts';

const OPEN = '2026-11-23 10:00'; // a Monday
const CLOSED = '2026-11-23 23:30';
const AWAY = { absent: [['2026-11-20 00:00', '2026-12-01 00:00']] } as const;

type Case = {
  readonly people: readonly Person[];
  readonly at?: string;
  readonly preferred?: string;
  readonly turn?: number;
  readonly mailbox?: string;
  readonly unreachable?: readonly string[];
};

const choose = ({ people, at = OPEN, preferred, turn = 0, mailbox = 'support', unreachable = [] }: Case) =>
  chooseRep(staff(people), {
    mailbox,
    preferred: preferred ?? null,
    at: ny(at),
    turn,
    unreachable: new Set(unreachable.map((id) => `${id}@desk.example`)),
  });

const ana = person('ana');
const ben = person('ben');
const cy = person('cy', { mailboxes: ['billing'] });
const late = person('late', { weekly: week([['12:00', '20:00']]) });
const owl = person('owl', { weekly: NIGHT });

test.each<[string, Case, string | null, string]>([
  [
    'the customer’s rep, on duty',
    { people: [ana, ben], preferred: 'ben' },
    'ben',
    "Ben is the customer's rep and on duty",
  ],
  ['though of another mailbox', { people: [ana, cy], preferred: 'cy' }, 'cy', "Cy is the customer's rep and on duty"],
  [
    'off duty, while others work',
    { people: [ana, late], preferred: 'late' },
    'ana',
    "Late, the customer's rep, is not on duty; only Ana is on duty",
  ],
  [
    'away',
    { people: [ana, person('ben', AWAY)], preferred: 'ben' },
    'ana',
    'Ben is away until Tue 1 Dec 08:00 EST; only Ana is on duty',
  ],
  [
    'out of reach',
    { people: [ana, ben], preferred: 'ben', unreachable: ['ben'] },
    'ana',
    'mail to Ben comes back; only Ana is on duty',
  ],
  [
    'unknown',
    { people: [ana], preferred: 'xi' },
    'ana',
    'the customer\'s rep "xi" is no rep in people.yaml; only Ana is on duty',
  ],
  [
    'no rep, but a manager',
    { people: [ana, manager('meg')], preferred: 'meg' },
    'ana',
    'the customer\'s rep "meg" is no rep in people.yaml; only Ana is on duty',
  ],
  [
    'at night, and among the first in the morning',
    { people: [ana, ben], at: CLOSED, preferred: 'ben' },
    'ben',
    'nobody is on duty; Ben is among the first, Tue 24 Nov 08:00 EST',
  ],
  [
    'at night, but later than others',
    { people: [ana, late], at: CLOSED, preferred: 'late' },
    'ana',
    "Late, the customer's rep, is not on duty; nobody is on duty; Ana is among the first, Tue 24 Nov 08:00 EST",
  ],
  ['turn 0', { people: [ana, ben, late], turn: 0 }, 'ana', 'it is the turn of Ana'],
  ['turn 1', { people: [ana, ben, late], turn: 1 }, 'ben', 'it is the turn of Ben'],
  ['turn 2 of two on duty', { people: [ana, ben, late], turn: 2 }, 'ana', 'it is the turn of Ana'],
  ['a turn far on', { people: [ana, ben], turn: 1_000_000_007 }, 'ben', 'it is the turn of Ben'],
  ['a night shift', { people: [ana, owl], at: CLOSED }, 'owl', 'only Owl is on duty'],
  [
    'at night: who works in the morning',
    { people: [late, ana], at: CLOSED },
    'ana',
    'nobody is on duty; Ana is among the first, Tue 24 Nov 08:00 EST',
  ],
  [
    'who begins a holiday tomorrow does not',
    { people: [person('eve', { absent: [['2026-11-24 00:00', '2026-11-25 00:00']] }), late], at: CLOSED },
    'late',
    'nobody is on duty; Late is among the first, Tue 24 Nov 12:00 EST',
  ],
  ['another mailbox', { people: [cy, ana], turn: 0 }, 'ana', 'only Ana is on duty'],
  ['its own mailbox', { people: [cy, ana], turn: 0, mailbox: 'billing' }, 'cy', 'it is the turn of Cy'],
  ['only reps of other mailboxes', { people: [cy] }, 'cy', 'no rep of mailbox support is there; only Cy is on duty'],
  [
    'its own reps are away',
    { people: [person('ana', AWAY), cy] },
    'cy',
    'no rep of mailbox support is there; only Cy is on duty',
  ],
  [
    'all are away: who is back first',
    { people: [person('ana', { absent: [['2026-11-20 00:00', '2026-12-02 00:00']] }), person('ben', AWAY)] },
    'ben',
    'every rep is away; nobody is on duty; Ben is among the first, Tue 1 Dec 08:00 EST',
  ],
  [
    'nobody ever works',
    { people: [person('eve', { weekly: NEVER })] },
    'eve',
    'every rep is away; nobody has working hours any more',
  ],
  ['no rep', { people: [manager('meg')] }, null, 'people.yaml names no rep'],
  ['nobody at all', { people: [] }, null, 'people.yaml names no rep'],
  [
    'nobody can be reached',
    { people: [ana, ben], unreachable: ['ana', 'ben'] },
    null,
    'mail to every rep comes back (Ana, Ben)',
  ],
])('%s', (_case, asked, id, why) => {
  const { person, why: said } = choose(asked);
  expect([person?.id ?? null, said]).toEqual([id, why]);
});

test('an address is the same in capitals', () => {
  const loud: Person = { ...ana, address: 'ANA@Desk.example' };
  expect(choose({ people: [loud, ben], unreachable: ['ana'] }).person?.id).toBe('ben');
});

test('only reps take tickets', () => {
  expect([takes(ana, 'x'), takes(cy, 'x'), takes(cy, 'billing'), takes(manager('meg'), 'x')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
