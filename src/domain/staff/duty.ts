import type { Person } from '../staff.ts';
import type { Instant } from '../time.ts';

type Absence = Person['absences'][number];

/** Whether a person works at this moment: within their hours, and not absent. */
export function isOnDuty(person: Person, at: Instant): boolean {
  return absenceAt(person, at) === null && person.hours.isOpen(at);
}

/** The first moment from `at` on at which a person works; null when that never comes. */
export function nextOnDuty(person: Person, at: Instant): Instant | null {
  let moment = person.hours.nextOpening(at);
  // An absence that was passed cannot come again, so this ends.
  for (let absence = absenceAt(person, moment); absence !== null; absence = absenceAt(person, moment))
    moment = person.hours.nextOpening(absence.until);
  return moment;
}

/**
 * Whether a person is away: absent now, or when their hours next begin. Who merely went home is not away; who begins a
 * holiday tomorrow is.
 */
export function isAway(person: Person, at: Instant): boolean {
  return absenceAt(person, at) !== null || absenceAt(person, person.hours.nextOpening(at)) !== null;
}

function absenceAt(person: Person, at: Instant | null): Absence | null {
  if (at === null) return null;
  return person.absences.find(({ from, until }) => from <= at && at < until) ?? null;
}
