import { describe, expect, test } from 'vitest';
import type { Audience } from '../../../src/domain/staff/audience.ts';
import { audienceOfReps, audienceOfRung } from '../../../src/domain/staff/told.ts';
import type { Person, Staff } from '../../../src/domain/staff.ts';
import { manager, momentOf, NIGHT, ny, person, staff, week } from './office.ts';

const OPEN = '2026-11-23 10:00'; // a Monday
const CLOSED = '2026-11-23 23:30';
const MORNING = '11-24 08:00';
const AWAY = { absent: [['2026-11-20 00:00', '2026-12-01 00:00']] } as const;

type When = { readonly at?: string; readonly urgent?: boolean; readonly unreachable?: readonly string[] };
const occasion = ({ at = OPEN, urgent = false, unreachable = [] }: When) => ({
  at: ny(at),
  urgent,
  unreachable: new Set(unreachable.map((id) => `${id}@desk.example`)),
});

/** `ana 11-23 10:00` for each who is told, or `nobody`; and the reasons. */
function inWords(audience: Audience): readonly [readonly string[], readonly string[]] {
  const told =
    audience.kind === 'nobody'
      ? ['nobody']
      : audience.told.map(({ person, notBefore }) => `${person.id} ${momentOf(notBefore)}`);
  return [told, audience.passedOver];
}

const ana = person('ana');
const ben = person('ben');
const cy = person('cy', { mailboxes: ['billing'] });
const late = person('late', { weekly: week([['12:00', '20:00']]) });
const owl = person('owl', { weekly: NIGHT });
const meg = manager('meg');
const otto = person('otto', { roles: ['operator'] });
const away = (id: string): Person => person(id, AWAY);

describe('reps', () => {
  type Case = When & { readonly people: readonly Person[]; readonly assignee?: string };
  test.each<[string, Case, readonly string[], readonly string[]]>([
    ['who has it', { people: [ana, ben], assignee: 'ben' }, ['ben 11-23 10:00'], []],
    [
      'who has it, at night',
      { people: [ana, ben], assignee: 'ben', at: CLOSED },
      [`ben ${MORNING}`],
      ['Ben is off duty until Tue 24 Nov 08:00 EST'],
    ],
    [
      'who has it, at night and urgent',
      { people: [ana, ben], assignee: 'ben', at: CLOSED, urgent: true },
      ['ben 11-23 23:30'],
      ['Ben is off duty until Tue 24 Nov 08:00 EST'],
    ],
    [
      'who has it comes later: those on duty too',
      { people: [ana, late, owl], assignee: 'late' },
      ['late 11-23 12:00', 'ana 11-23 10:00'],
      ['Late is off duty until 12:00 EST'],
    ],
    ['who has it, a manager', { people: [ana, meg], assignee: 'meg' }, ['meg 11-23 10:00'], []],
    [
      'away: the others',
      { people: [ana, away('ben'), late], assignee: 'ben' },
      ['ana 11-23 10:00'],
      ['Ben is away until Tue 1 Dec 08:00 EST'],
    ],
    [
      'out of reach: the others',
      { people: [ana, ben], assignee: 'ben', unreachable: ['ben'] },
      ['ana 11-23 10:00'],
      ['mail to Ben comes back'],
    ],
    [
      'no longer there: the others',
      { people: [ana, ben], assignee: 'xi' },
      ['ana 11-23 10:00', 'ben 11-23 10:00'],
      ['"xi", who has the ticket, is not in people.yaml any more'],
    ],
    [
      'nobody has it: all on duty',
      { people: [ana, ben, late] },
      ['ana 11-23 10:00', 'ben 11-23 10:00'],
      ['nobody has the ticket'],
    ],
    [
      'nobody has it, at night: who works first',
      { people: [late, ana, ben], at: CLOSED },
      [`ana ${MORNING}`, `ben ${MORNING}`],
      ['nobody has the ticket'],
    ],
    [
      'nobody has it, at night and urgent: all',
      { people: [late, ana], at: CLOSED, urgent: true },
      ['late 11-23 23:30', 'ana 11-23 23:30'],
      ['nobody has the ticket'],
    ],
    [
      'nobody has it, a night shift, urgent: only that',
      { people: [owl, ana], at: CLOSED, urgent: true },
      ['owl 11-23 23:30'],
      ['nobody has the ticket'],
    ],
    [
      'other mailboxes',
      { people: [cy, meg] },
      ['cy 11-23 10:00'],
      ['nobody has the ticket', 'no other rep takes mailbox support'],
    ],
    [
      'managers',
      { people: [away('ana'), meg, otto], assignee: 'ana' },
      ['meg 11-23 10:00'],
      ['Ana is away until Tue 1 Dec 08:00 EST', 'no other rep takes mailbox support'],
    ],
    [
      'operators',
      { people: [away('ana'), otto], assignee: 'ana' },
      ['otto 11-23 10:00'],
      ['Ana is away until Tue 1 Dec 08:00 EST', 'no other rep takes mailbox support', 'no manager is named'],
    ],
    [
      'all away: who is back first',
      { people: [person('ana', { absent: [['2026-11-20 00:00', '2026-12-02 00:00']] }), away('ben')], assignee: 'ana' },
      ['ben 12-01 08:00'],
      [
        'Ana is away until Wed 2 Dec 08:00 EST',
        'Ben is away until Tue 1 Dec 08:00 EST',
        'no manager is named',
        'no operator is named',
      ],
    ],
    [
      'all away, urgent: at once',
      { people: [away('ana')], assignee: 'ana', urgent: true },
      ['ana 11-23 10:00'],
      [
        'Ana is away until Tue 1 Dec 08:00 EST',
        'no other rep takes mailbox support',
        'no manager is named',
        'no operator is named',
      ],
    ],
    [
      'nobody',
      { people: [ana], assignee: 'ana', unreachable: ['ana'] },
      ['nobody'],
      ['mail to Ana comes back', 'no other rep takes mailbox support', 'no manager is named', 'no operator is named'],
    ],
    [
      'an empty office',
      { people: [] },
      ['nobody'],
      ['nobody has the ticket', 'no other rep takes mailbox support', 'no manager is named', 'no operator is named'],
    ],
  ])('%s', (_case, { people, assignee, ...when }, told, passedOver) => {
    const found = audienceOfReps(staff(people), { mailbox: 'support', assignee: assignee ?? null }, occasion(when));
    expect(inWords(found)).toEqual([told, passedOver]);
  });
});

describe('the ladder', () => {
  const vp = manager('vp');
  const ceo = manager('ceo');
  const dev = manager('dev');
  const full = staff([ana, meg, dev, vp, ceo], ['meg'], ['dev'], ['vp', 'ceo']);
  type Case = When & { readonly office: Staff; readonly rung: number };
  test.each<[string, Case, readonly string[], number | null, readonly string[]]>([
    ['first rung', { office: full, rung: 1 }, ['meg 11-23 10:00'], 1, []],
    ['a rung of two: both', { office: full, rung: 3 }, ['vp 11-23 10:00', 'ceo 11-23 10:00'], 3, []],
    ['at night: in the morning', { office: full, rung: 1, at: CLOSED }, [`meg ${MORNING}`], 1, []],
    ['at night and urgent: at once', { office: full, rung: 2, at: CLOSED, urgent: true }, ['dev 11-23 23:30'], 2, []],
    [
      'one of two is out of reach: the other',
      { office: full, rung: 3, unreachable: ['vp'] },
      ['ceo 11-23 10:00'],
      3,
      ['mail to Vp comes back'],
    ],
    [
      'away: the next rung up',
      { office: staff([manager('meg', AWAY), dev], ['meg'], ['dev']), rung: 1 },
      ['dev 11-23 10:00'],
      2,
      ['Meg is away until Tue 1 Dec 08:00 EST'],
    ],
    [
      'away and urgent: the next rung up',
      { office: staff([manager('meg', AWAY), dev], ['meg'], ['dev']), rung: 1, urgent: true, at: CLOSED },
      ['dev 11-23 23:30'],
      2,
      ['Meg is away until Tue 1 Dec 08:00 EST'],
    ],
    [
      'an empty rung: the next one up',
      { office: staff([meg, dev], [], ['dev']), rung: 1 },
      ['dev 11-23 10:00'],
      2,
      ['nobody is named as First'],
    ],
    [
      'never down: managers instead',
      { office: staff([meg, dev, vp], ['meg'], ['dev']), rung: 2, unreachable: ['dev'] },
      ['meg 11-23 10:00', 'vp 11-23 10:00'],
      null,
      ['mail to Dev comes back'],
    ],
    [
      'beyond the last: managers',
      { office: full, rung: 4 },
      ['meg 11-23 10:00', 'dev 11-23 10:00', 'vp 11-23 10:00', 'ceo 11-23 10:00'],
      null,
      ['the ladder has no rung 4'],
    ],
    [
      'no manager: operators',
      { office: staff([ana, otto]), rung: 1 },
      ['otto 11-23 10:00'],
      null,
      ['the ladder has no rung 1', 'no manager is named'],
    ],
    [
      'no operator: anybody',
      { office: staff([ana, late]), rung: 1 },
      ['ana 11-23 10:00'],
      null,
      ['the ladder has no rung 1', 'no manager is named', 'no operator is named'],
    ],
    [
      'somebody who is named but unknown is passed over',
      { office: staff([meg], ['xi', 'meg']), rung: 1 },
      ['meg 11-23 10:00'],
      1,
      [],
    ],
    [
      'everybody is away: who is back first',
      { office: staff([manager('meg', AWAY)], ['meg']), rung: 1 },
      ['meg 12-01 08:00'],
      null,
      ['Meg is away until Tue 1 Dec 08:00 EST', 'no operator is named'],
    ],
    [
      'nobody',
      { office: staff([]), rung: 1 },
      ['nobody'],
      null,
      ['the ladder has no rung 1', 'no manager is named', 'no operator is named'],
    ],
  ])('%s', (_case, { office, rung, ...when }, told, reached, passedOver) => {
    const found = audienceOfRung(office, rung, occasion(when));
    expect(inWords(found)).toEqual([told, passedOver]);
    expect(found.kind === 'people' ? found.rung : null).toBe(reached);
  });
});
