import type { CalendarSpec } from '../domain/calendar.ts';
import { compileCalendar } from '../domain/calendar/compile.ts';
import type { Instant } from '../domain/time.ts';
import { nearest } from '../lib/nearest.ts';
import type { PeopleFile } from './people-shape.ts';
import { absenceOf, personalCalendar } from './people.ts';
import type { Path, Problem } from './problem.ts';
import type { Settings } from './shape.ts';

/** What no single key of people.yaml can say: names that stand once, names that must exist, and hours that never come. */
export function peopleProblems(
  { people, ladder }: PeopleFile,
  settings: Settings,
  service: CalendarSpec,
  now: Instant,
): readonly Problem[] {
  const found: Problem[] = [];
  const need = (bad: boolean, path: Path, text: string): void => {
    if (bad) found.push({ path, text });
  };
  const ours = new Map(
    settings.mailboxes.flatMap(({ id, address, aliases }) =>
      [address, ...aliases].map((text) => [text.toLowerCase(), id] as const),
    ),
  );
  const boxes = settings.mailboxes.map(({ id }) => id);
  const ids = people.map(({ id }) => id);
  const addresses = people.map(({ address }) => address.toLowerCase());
  people.forEach((person, n) => {
    const at = (...rest: Path): Path => ['people', n, ...rest];
    const { id, address } = person;
    need(ids.indexOf(id) < n, at('id'), `"${id}" stands above already; give everybody an id of their own`);
    const first = addresses.indexOf(address.toLowerCase());
    need(first < n, at('address'), `"${address}" is that of "${ids[first]}" already; give everybody their own`);
    const box = ours.get(address.toLowerCase());
    need(
      box !== undefined,
      at('address'),
      `"${address}" is our own mailbox "${box}", so that notices would come back as tickets; give the person's own address`,
    );
    (person.mailboxes ?? []).forEach((name, i) =>
      need(!boxes.includes(name), at('mailboxes', i), `there is no mailbox "${name}"; ${suggestion(name, boxes)}`),
    );
    const calendar = personalCalendar(person, service);
    person.absent.forEach((absence, i) => {
      const { from, until } = absenceOf(absence, calendar.timezone);
      need(from >= until, at('absent', i, 'until'), 'this ends before it begins; use a later day, or swap the two');
    });
    need(
      person.hours !== null && compileCalendar(calendar).nextOpening(now) === null,
      at('hours'),
      `"${id}" never works, so would never be told; give hours to at least one day, or null for the service hours`,
    );
  });
  need(
    people.length > 0 && !people.some(({ roles }) => roles.includes('rep')),
    ['people'],
    'nobody here is a rep, so that tickets would be given to nobody; give at least one the role rep',
  );
  ladder.forEach((rung, n) =>
    rung.people.forEach((name, i) => {
      const path = ['ladder', n, 'people', i];
      need(!ids.includes(name), path, unknownPerson(name, ids));
      need(rung.people.indexOf(name) < i, path, `"${name}" stands on this rung already; name everybody once`);
    }),
  );
  return found;
}

/** What is wrong with the tokens of the API, as far as people are concerned. */
export function tokenProblems({ api }: Settings, { people }: PeopleFile): readonly Problem[] {
  const ids = people.map(({ id }) => id);
  return api.tokens.flatMap(({ person, roles }, n): readonly Problem[] => {
    const path: Path = ['api', 'tokens', n];
    const who = people.find(({ id }) => id === person);
    if (who === undefined) return [{ path: [...path, 'person'], text: unknownPerson(person, ids) }];
    return (roles ?? []).flatMap((role, i) =>
      who.roles.includes(role)
        ? []
        : [
            {
              path: [...path, 'roles', i],
              text: `a token may do no more than its person, and "${person}" is ${who.roles.join(', ')}; leave it out, or give "${person}" this role in people.yaml`,
            },
          ],
    );
  });
}

function unknownPerson(name: string, ids: readonly string[]): string {
  return `people.yaml knows no "${name}"; ${suggestion(name, ids)}`;
}

function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== null) return `did you mean "${near}"?`;
  return known.length === 0 ? 'name the person there first' : `known are ${known.join(', ')}`;
}
