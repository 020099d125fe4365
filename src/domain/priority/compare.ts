import type { Level } from '../level.ts';
import { decideFound, type Found, type Priorities, type Weighed } from './found.ts';
import { weigh, type Request } from './suggest.ts';
import { NO_FACTS } from './weigh.ts';

/** A phrase that made a level change: it was found under the new rules only (`gained`), or under the old ones only (`lost`). */
export type Cause = { readonly signal: string; readonly phrase: string; readonly by: 'gained' | 'lost' };

/** What other rules make of one request. */
export type Change = {
  readonly from: Level;
  readonly to: Level;
  /** the phrases without whose coming or going the level would not have changed; empty: what signals speak for, or the table, did it */
  readonly causes: readonly Cause[];
};

/** The levels under two sets of rules, and which phrases made the difference: each is tried alone, then all together. */
export function compare(request: Request, before: Priorities, after: Priorities): Change {
  const old = weigh(request, before);
  const fresh = weigh(request, after);
  const [from, to] = [old.decided.level, fresh.decided.level];
  if (from === to) return { from, to, causes: [] };
  const gained = notIn(old, fresh);
  const lost = notIn(fresh, old);
  const level = (found: readonly Found[]): Level =>
    decideFound(found, fresh.shape, request.facts ?? NO_FACTS, after).decided.level;
  const causes = [
    ...[...gained].map(([key, hits]) => ({
      cause: causeOf(hits, 'gained'),
      alone: level(fresh.found.filter((one) => keyOf(one) !== key)) !== to,
    })),
    ...[...lost.values()].map((hits) => ({
      cause: causeOf(hits, 'lost'),
      alone: level([...fresh.found, ...hits]) !== to,
    })),
  ];
  const alone = causes.filter((each) => each.alone);
  return { from, to, causes: (alone.length > 0 ? alone : causes).map(({ cause }) => cause) };
}

/** What one set of rules found and the other did not, by phrase. */
function notIn(other: Weighed, { found }: Weighed): ReadonlyMap<string, readonly Found[]> {
  const known = new Set(other.found.map(keyOf));
  return Map.groupBy(
    found.filter((one) => !known.has(keyOf(one))),
    keyOf,
  );
}

function keyOf({ hit }: Found): string {
  return `${hit.signal.name}: ${hit.phrase.text}`;
}

function causeOf(hits: readonly Found[], by: Cause['by']): Cause {
  const { hit } = hits[0]!; // a group is never empty
  return { signal: hit.signal.name, phrase: hit.phrase.text, by };
}
