import { sayTime } from '../say-time.ts';
import type { Person, Staff } from '../staff.ts';
import type { Instant } from '../time.ts';
import { isOnDuty } from './duty.ts';
import { isReachable, soonest, whyMissing } from './missing.ts';

/** What is asked for a ticket that needs a rep. */
export type RepWanted = {
  readonly mailbox: string;
  /** id of the customer's own rep, or null */
  readonly preferred: string | null;
  readonly at: Instant;
  /** counted up by one with every ticket that is given out */
  readonly turn: number;
  /** addresses whose mail came back, in lower case */
  readonly unreachable: ReadonlySet<string>;
};

/** Who gets a ticket, and why; `person` null when there is nobody to give it to. */
export type Chosen = { readonly person: Person | null; readonly why: string };

/**
 * Chooses the rep of a new ticket. The customer's own rep goes first; then the reps of the mailbox in turn: those on
 * duty now, else those who work next, so that a mail of the night is given to who works in the morning. Only when all of
 * them are away it goes to a rep of other mailboxes, and only when every rep is away to the one who is back first.
 */
export function chooseRep(staff: Staff, wanted: RepWanted): Chosen {
  const { at, mailbox, unreachable } = wanted;
  const reps = staff.people.filter(({ roles }) => roles.includes('rep'));
  const reachable = reps.filter((rep) => isReachable(rep, unreachable));
  if (reachable.length === 0) return { person: null, why: whyNobody(reps) };

  const preferred = reps.find(({ id }) => id === wanted.preferred) ?? null;
  const present = reps.filter((rep) => whyMissing(rep, at, unreachable) === null);
  if (preferred !== null && present.includes(preferred) && isOnDuty(preferred, at))
    return { person: preferred, why: `${preferred.name} is the customer's rep and on duty` };

  const own = present.filter((rep) => rep === preferred || takes(rep, mailbox));
  const found =
    own.length > 0
      ? among(own, preferred, wanted)
      : present.length > 0
        ? after(`no rep of mailbox ${mailbox} is there`, among(present, null, wanted))
        : after('every rep is away', among(reachable, preferred, wanted));
  if (wanted.preferred === null || found.person === preferred) return found;
  return after(whyNotPreferred(preferred, wanted), found);
}

/** Whether a rep works on the tickets of a mailbox. */
export function takes({ roles, mailboxes }: Person, mailbox: string): boolean {
  return roles.includes('rep') && (mailboxes === null || mailboxes.includes(mailbox));
}

function among(people: readonly Person[], preferred: Person | null, { at, turn }: RepWanted): Chosen {
  const onDuty = people.filter((rep) => isOnDuty(rep, at));
  if (onDuty.length > 0) {
    const person = inTurn(onDuty, turn);
    return { person, why: onDuty.length === 1 ? `only ${person.name} is on duty` : `it is the turn of ${person.name}` };
  }
  const first = soonest(people, at);
  if (first === null) return { person: inTurn(people, turn), why: 'nobody has working hours any more' };
  const person = first.people.find((rep) => rep === preferred) ?? inTurn(first.people, turn);
  const from = sayTime(first.moment, { now: at, zone: person.hours.spec.timezone });
  return { person, why: `nobody is on duty; ${person.name} is among the first, ${from}` };
}

function inTurn(people: readonly Person[], turn: number): Person {
  return people[((turn % people.length) + people.length) % people.length]!;
}

function after(reason: string, { person, why }: Chosen): Chosen {
  return { person, why: `${reason}; ${why}` };
}

function whyNobody(reps: readonly Person[]): string {
  return reps.length === 0
    ? 'people.yaml names no rep'
    : `mail to every rep comes back (${reps.map(({ name }) => name).join(', ')})`;
}

function whyNotPreferred(preferred: Person | null, { preferred: id, at, unreachable }: RepWanted): string {
  if (preferred === null) return `the customer's rep "${id}" is no rep in people.yaml`;
  return whyMissing(preferred, at, unreachable) ?? `${preferred.name}, the customer's rep, is not on duty`;
}
