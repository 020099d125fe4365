import { sayTime } from '../say-time.ts';
import type { Person } from '../staff.ts';
import type { Instant } from '../time.ts';
import { isAway, nextOnDuty } from './duty.ts';

/** Whether mail to a person arrives. `unreachable`: addresses whose mail came back, in lower case. */
export function isReachable({ address }: Person, unreachable: ReadonlySet<string>): boolean {
  return !unreachable.has(address.toLowerCase());
}

/** Why a person cannot be counted on now, in words for the journal; null when they can, be it at their next hours. */
export function whyMissing(person: Person, at: Instant, unreachable: ReadonlySet<string>): string | null {
  if (!isReachable(person, unreachable)) return `mail to ${person.name} comes back`;
  const next = nextOnDuty(person, at);
  if (next === null) return `${person.name} works no more, by the hours in people.yaml`;
  return isAway(person, at)
    ? `${person.name} is away until ${sayTime(next, { now: at, zone: person.hours.spec.timezone })}`
    : null;
}

/** Those of `people` who are on duty first, and when; null when none of them ever is. */
export function soonest(
  people: readonly Person[],
  at: Instant,
): { readonly people: readonly Person[]; readonly moment: Instant } | null {
  const known = people.flatMap((person) => {
    const next = nextOnDuty(person, at);
    return next === null ? [] : [{ person, next }];
  });
  if (known.length === 0) return null;
  const moment = Math.min(...known.map(({ next }) => next));
  return { moment, people: known.filter(({ next }) => next === moment).map(({ person }) => person) };
}
