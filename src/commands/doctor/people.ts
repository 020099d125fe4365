import { gaps, type Gap } from '../../domain/staff/gaps.ts';
import { compileCalendar } from '../../domain/calendar/compile.ts';
import { isOnDuty } from '../../domain/staff/duty.ts';
import { sayTime } from '../../domain/say-time.ts';
import type { Person, Role } from '../../domain/staff.ts';
import { DAY } from '../../domain/time.ts';
import type { Loaded } from '../../settings.ts';
import { ok, warning, type Finding } from './check.ts';

/** How far ahead duty is looked at, days: as far as people plan, and every weekday once. */
const AHEAD = 7;
/** More gaps than this are only counted. */
const SHOWN = 5;

/** Says who keeps the promises, and in which service hours of the next days nobody does. Without people there is nothing to say here. */
export async function checkPeople({ policy: { terms, staff } }: Loaded, now: number): Promise<readonly Finding[]> {
  const { people, ladder } = staff;
  if (people.length === 0) return [];
  const reps = people.filter(({ roles }) => roles.includes('rep'));
  const working = reps.filter((person) => isOnDuty(person, now)).map(({ name }) => name);
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const rungs = ladder.map(
    ({ title, people }) => `${title} (${people.map((id) => names.get(id)).join(', ') || 'nobody'})`,
  );
  return [
    ok(
      'people',
      `${(['rep', 'manager', 'operator'] as const).map((role) => counted(people, role)).join(', ')}; on duty now: ${working.join(', ') || 'nobody'}`,
    ),
    ok('ladder', rungs.join(' > ') || 'none: managers are told of broken promises'),
    onDuty(gaps(compileCalendar(terms.calendar), reps, now, now + AHEAD * DAY), { now, zone: terms.calendar.timezone }),
  ];
}

function onDuty(found: readonly Gap[], when: { readonly now: number; readonly zone: string }): Finding {
  if (found.length === 0) return ok('on duty', `a rep in all service hours of the next ${AHEAD} days`);
  const shown = found
    .slice(0, SHOWN)
    .map(({ from, until }) => `${sayTime(from, when)} to ${sayTime(until, { ...when, now: from })}`);
  const more = found.length > SHOWN ? `, and ${found.length - SHOWN} more` : '';
  return warning(
    'on duty',
    `no rep works ${shown.join(', ')}${more}`,
    'change hours or absences in people.yaml, or name more reps; until then tickets of these hours go to who works next',
  );
}

function counted(people: readonly Person[], role: Role): string {
  const count = people.filter(({ roles }) => roles.includes(role)).length;
  return `${count} ${role}${count === 1 ? '' : 's'}`;
}
