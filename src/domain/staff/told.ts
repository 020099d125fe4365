import { sayTime } from '../say-time.ts';
import type { Person, Staff } from '../staff.ts';
import { firstOf, telling, type Audience, type Group, type Occasion } from './audience.ts';
import { takes } from './choose.ts';
import { isOnDuty } from './duty.ts';
import { whyMissing } from './missing.ts';

/**
 * Who is told what reps must know of a ticket: the one who has it; when nobody has it, or that one is away, the reps of
 * its mailbox, then other reps, managers, operators. While its rep is off duty, those who are on duty are told as well.
 */
export function audienceOfReps(
  staff: Staff,
  ticket: { readonly mailbox: string; /** id of a person, or null */ readonly assignee: string | null },
  occasion: Occasion,
): Audience {
  const { at, unreachable } = occasion;
  const { people } = staff;
  const owner = people.find(({ id }) => id === ticket.assignee) ?? null;
  const reps = people.filter((person) => person !== owner && takes(person, ticket.mailbox));
  const others = people.filter((person) => person !== owner && person.roles.includes('rep') && !reps.includes(person));
  const whyNotOwner = owner === null ? nobodyHasIt(ticket.assignee) : whyMissing(owner, at, unreachable);
  if (owner !== null && whyNotOwner === null) {
    if (isOnDuty(owner, at)) return { kind: 'people', told: telling([owner], occasion), rung: null, passedOver: [] };
    const onDuty = reps.filter((rep) => isOnDuty(rep, at) && whyMissing(rep, at, unreachable) === null);
    const [mine] = telling([owner], { ...occasion, urgent: false });
    const until = sayTime(mine!.notBefore, { now: at, zone: owner.hours.spec.timezone });
    return {
      kind: 'people',
      told: telling([owner, ...onDuty], occasion),
      rung: null,
      passedOver: [`${owner.name} is off duty until ${until}`],
    };
  }
  const groups: readonly Group[] = [
    { people: reps, rung: null, tell: 'on_duty', ifEmpty: `no other rep takes mailbox ${ticket.mailbox}` },
    { people: others, rung: null, tell: 'on_duty', ifEmpty: null },
    ...behind(staff),
  ];
  return firstOf(groups, occasion, whyNotOwner === null ? [] : [whyNotOwner]);
}

/**
 * Who is told on a rung of the ladder (1 is the first): everybody of that rung who is there, else of the next one up,
 * else managers, else operators, else anybody.
 */
export function audienceOfRung(staff: Staff, rung: number, occasion: Occasion): Audience {
  const byId = new Map(staff.people.map((person) => [person.id, person]));
  const rungs = staff.ladder.slice(rung - 1).map(({ title, people }, n): Group => ({
    people: [...new Set(people)].map((id) => byId.get(id)).filter((person) => person !== undefined),
    rung: rung + n,
    tell: 'all',
    ifEmpty: `nobody is named as ${title}`,
  }));
  const above = rung > staff.ladder.length ? [`the ladder has no rung ${rung}`] : [];
  return firstOf([...rungs, ...behind(staff)], occasion, above);
}

/** Who stands in when all who should be told are missing. */
function behind({ people }: Staff): readonly Group[] {
  const those = (role: 'manager' | 'operator'): readonly Person[] => people.filter(({ roles }) => roles.includes(role));
  return [
    { people: those('manager'), rung: null, tell: 'on_duty', ifEmpty: 'no manager is named' },
    { people: those('operator'), rung: null, tell: 'on_duty', ifEmpty: 'no operator is named' },
    { people, rung: null, tell: 'on_duty', ifEmpty: null },
  ];
}

function nobodyHasIt(assignee: string | null): string {
  return assignee === null
    ? 'nobody has the ticket'
    : `"${assignee}", who has the ticket, is not in people.yaml any more`;
}
