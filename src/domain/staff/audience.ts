import type { Person } from '../staff.ts';
import type { Instant } from '../time.ts';
import { isOnDuty, nextOnDuty } from './duty.ts';
import { isReachable, soonest, whyMissing } from './missing.ts';

/** When somebody is to be told, and how pressing it is. */
export type Occasion = {
  readonly at: Instant;
  /** levels 1 and 2: told at any hour */
  readonly urgent: boolean;
  /** addresses whose mail came back, in lower case */
  readonly unreachable: ReadonlySet<string>;
};

/** A person to tell; not before `notBefore`, when their hours begin. */
export type Told = { readonly person: Person; readonly notBefore: Instant };

/** Who is told. `passedOver` says in words, for the journal, who was not, and why. */
export type Audience =
  | {
      readonly kind: 'people';
      readonly told: readonly Told[];
      /** the rung (1 is the first) whose people they are, or null when they stand on none */
      readonly rung: number | null;
      readonly passedOver: readonly string[];
    }
  /** nobody is left who could be told: the office must hear of it another way */
  | { readonly kind: 'nobody'; readonly passedOver: readonly string[] };

/** Some people of whom one group is told, the first in which anybody is there. */
export type Group = {
  readonly people: readonly Person[];
  readonly rung: number | null;
  /** everybody who is there, each at their own hours; or only those on duty, else those who work next */
  readonly tell: 'all' | 'on_duty';
  /** what is wrong when no person is named for the group */
  readonly ifEmpty: string | null;
};

/** The first group in which anybody is there; and when everybody of all groups is away, whoever is back first. */
export function firstOf(groups: readonly Group[], occasion: Occasion, noted: readonly string[] = []): Audience {
  const { at, unreachable } = occasion;
  const passedOver = new Set(noted);
  for (const { people, rung, tell, ifEmpty } of groups) {
    if (people.length === 0 && ifEmpty !== null) passedOver.add(ifEmpty);
    const present = people.filter((person) => {
      const why = whyMissing(person, at, unreachable);
      if (why !== null) passedOver.add(why);
      return why === null;
    });
    if (present.length > 0) {
      const chosen = tell === 'all' ? present : working(present, occasion);
      return { kind: 'people', told: telling(chosen, occasion), rung, passedOver: [...passedOver] };
    }
  }
  const reachable = new Set(
    groups.flatMap(({ people }) => people).filter((person) => isReachable(person, unreachable)),
  );
  if (reachable.size === 0) return { kind: 'nobody', passedOver: [...passedOver] };
  const back = soonest([...reachable], at)?.people ?? [...reachable];
  return { kind: 'people', told: telling(back, occasion), rung: null, passedOver: [...passedOver] };
}

/** When each of them is told: at once when it is urgent or they have no hours to wait for, else when they work. */
export function telling(people: readonly Person[], { at, urgent }: Occasion): readonly Told[] {
  return people.map((person) => ({ person, notBefore: urgent ? at : (nextOnDuty(person, at) ?? at) }));
}

function working(people: readonly Person[], { at, urgent }: Occasion): readonly Person[] {
  const onDuty = people.filter((person) => isOnDuty(person, at));
  if (onDuty.length > 0) return onDuty;
  return urgent ? people : (soonest(people, at)?.people ?? people);
}
