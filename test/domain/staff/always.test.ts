import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Audience } from '../../../src/domain/staff/audience.ts';
import { chooseRep } from '../../../src/domain/staff/choose.ts';
import { isAway, isOnDuty, nextOnDuty } from '../../../src/domain/staff/duty.ts';
import { audienceOfReps, audienceOfRung } from '../../../src/domain/staff/told.ts';
import type { Person, Role, Staff } from '../../../src/domain/staff.ts';
import { HOUR } from '../../../src/domain/time.ts';
import { NEVER, NIGHT, ny, person, week } from './office.ts';

/*
 * What must hold in every office: nobody home is never silence, and who is away is left in peace while anybody is there.
 */

const START = ny('2026-11-20 00:00');
const DAYS = week([['08:00', '18:00']]);
const plans = [DAYS, DAYS, NIGHT, week([['09:00', '12:00']], ['tue']), NEVER];
const bases = plans.flatMap((weekly) =>
  ['America/New_York', 'Asia/Kolkata'].map((zone) => person('x', { weekly, zone })),
);

const hour = fc.integer({ min: 0, max: 24 * 21 });
const anybody = fc.record({
  base: fc.constantFrom(...bases),
  roles: fc.subarray<Role>(['rep', 'manager', 'operator'], { minLength: 1 }),
  absences: fc.array(fc.tuple(hour, fc.integer({ min: 1, max: 300 })), { maxLength: 3 }),
  mailboxes: fc.constantFrom(null, null, ['a'], ['b']),
  /** mail to one in four comes back */
  bounces: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
});

const office = fc
  .tuple(
    fc.array(anybody, { maxLength: 6 }),
    fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 3 }), { maxLength: 3 }),
  )
  .map(([drawn, rungs]) => {
    const people = drawn.map(({ base, roles, absences, mailboxes }, n): Person => ({
      ...base,
      id: `p${n}`,
      name: `P${n}`,
      address: `p${n}@desk.example`,
      roles,
      mailboxes,
      absences: absences.map(([from, hours]) => ({ from: START + from * HOUR, until: START + (from + hours) * HOUR })),
    }));
    const unreachable = new Set(people.filter((_, n) => drawn[n]!.bounces).map(({ address }) => address));
    const ladder = rungs.map((ids, n) => ({ title: `Rung ${n + 1}`, people: ids.map((id) => `p${id}`) }));
    return { staff: { people, ladder } satisfies Staff, unreachable };
  });

const asked = fc.record({
  office,
  at: hour.map((hours) => START + hours * HOUR),
  urgent: fc.boolean(),
  rung: fc.integer({ min: 1, max: 4 }),
  holder: fc.constantFrom(null, 'p0', 'p1', 'p5', 'gone'),
  mailbox: fc.constantFrom('a', 'b', 'c'),
});

/** Can be told, and works again before long: no absence keeps them from their next hours. */
const isThere = (who: Person, at: number, unreachable: ReadonlySet<string>): boolean =>
  !unreachable.has(who.address) && nextOnDuty(who, at) !== null && !isAway(who, at);

const properties: readonly (readonly [string, (staff: Staff, asked: Asked) => Audience])[] = [
  ['reps', (staff, { holder, mailbox, ...rest }) => audienceOfReps(staff, { mailbox, assignee: holder }, rest)],
  ['the ladder', (staff, { rung, ...rest }) => audienceOfRung(staff, rung, rest)],
];
type Asked = {
  readonly at: number;
  readonly urgent: boolean;
  readonly unreachable: ReadonlySet<string>;
  readonly rung: number;
  readonly holder: string | null;
  readonly mailbox: string;
};

test.each(properties)(
  '%s: somebody is told, at the right time, and nobody who is away while anybody is there',
  (_name, tell) => {
    fc.assert(
      fc.property(asked, ({ office: { staff, unreachable }, ...rest }) => {
        const found = tell(staff, { ...rest, unreachable });
        const { at, urgent } = rest;
        const reachable = staff.people.filter(({ address }) => !unreachable.has(address));
        expect(found.kind).toBe(reachable.length > 0 ? 'people' : 'nobody');
        if (found.kind === 'nobody') return;
        const there = staff.people.filter((who) => isThere(who, at, unreachable));
        expect(new Set(found.told.map(({ person }) => person.id)).size).toBe(found.told.length);
        expect(found.told.length).toBeGreaterThan(0);
        for (const { person, notBefore } of found.told) {
          expect(unreachable.has(person.address)).toBe(false);
          if (there.length > 0) expect(there).toContain(person);
          if (urgent || nextOnDuty(person, at) === null) expect(notBefore).toBe(at);
          else expect([notBefore >= at, isOnDuty(person, notBefore)]).toEqual([true, true]);
        }
      }),
      { numRuns: 1500 },
    );
  },
);

test('a rep is chosen whenever one can be reached, never one who is away while another is there, and turns are fair', () => {
  fc.assert(
    fc.property(asked, ({ office: { staff, unreachable }, at, mailbox, holder }) => {
      const choose = (turn: number, preferred: string | null) =>
        chooseRep(staff, { mailbox, preferred, at, turn, unreachable }).person;
      const reps = staff.people.filter(({ roles }) => roles.includes('rep'));
      const reachable = reps.filter(({ address }) => !unreachable.has(address));
      const there = reps.filter((who) => isThere(who, at, unreachable));
      const counts = new Map<Person, number>();
      const turns = 60; // divides by every number of reps that is drawn
      for (let turn = 0; turn < turns; turn += 1) {
        const chosen = choose(turn, null);
        expect(chosen === null).toBe(reachable.length === 0);
        if (chosen === null) return;
        expect(there.length > 0 ? there : reachable).toContain(chosen);
        counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
      }
      expect(new Set(counts.values())).toEqual(new Set([turns / counts.size]));
      const [first] = counts.keys();
      // who is chosen is one of those who work soonest, if anybody of the mailbox is there
      const own = there.filter(({ mailboxes }) => mailboxes === null || mailboxes.includes(mailbox));
      if (own.length > 0)
        expect(nextOnDuty(first!, at)).toBe(Math.min(...own.map((who) => nextOnDuty(who, at) ?? Infinity)));
      const wanted = there.find(({ id }) => id === holder);
      if (wanted !== undefined && isOnDuty(wanted, at)) expect(choose(7, holder)).toBe(wanted);
    }),
    { numRuns: 150 },
  );
});
