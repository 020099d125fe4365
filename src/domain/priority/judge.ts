import { namesSystem, type Cue, type Hit, type Read } from './read.ts';
import type { ReadingRole } from './rules.ts';

/** How a phrase is meant. Only trouble can be anything but `told`: a wish, or the name of a system, is what it is. */
export type Meant = 'told' | 'denied' | 'past' | 'supposed' | 'asked';
export type System = 'test' | 'live';

export type Judged = Hit & {
  readonly meant: Meant;
  /** the system that a trouble is told of, where one is named */
  readonly system: System | null;
  /** number of the list item that it stands in, 0 outside of lists */
  readonly item: number;
};

/** Words between a denial and what it denies: "not a single one of the errors" */
const DENIAL_REACHES = 3;

/** Judges every hit of one text by the other words of its clause, and finds the system that each trouble is told of. */
export function judge({ words, hits, cues }: Read): readonly Judged[] {
  const perClause = Map.groupBy(cues, (cue) => words.clause[cue.first]!);
  const systems = hits.filter(namesSystem);
  return hits.map((hit): Judged => {
    const item = words.item[hit.first]!;
    if (hit.signal.kind !== 'trouble') return { ...hit, meant: 'told', system: null, item };
    const nearby = perClause.get(words.clause[hit.first]!) ?? [];
    const isAsked = words.asked[words.sentence[hit.first]!] === true;
    return {
      ...hit,
      meant: meaning(hit, nearby, isAsked, words.past.has(words.clause[hit.first]!)),
      system: systemOf(hit, systems, words),
      item,
    };
  });
}

function meaning(hit: Hit, nearby: readonly Cue[], isAsked: boolean, isPastVerb: boolean): Meant {
  const outside = nearby.filter((cue) => cue.first < hit.first || cue.end > hit.end);
  const has = (role: ReadingRole): boolean => outside.some((cue) => cue.role === role);
  const before = (role: ReadingRole): boolean => outside.some((cue) => cue.role === role && cue.end <= hit.first);
  if (outside.some((cue) => cue.role === 'negation' && cue.end <= hit.first && hit.first - cue.end < DENIAL_REACHES))
    return 'denied';
  if (before('supposed')) return 'supposed';
  if ((has('past') || (isPastVerb && has('dates'))) && !has('present')) return 'past';
  if (isAsked && before('asking')) return 'asked';
  return 'told';
}

/** The nearest system named in the clause, else in the sentence, else the last one named before; null: none of these. */
function systemOf(hit: Hit, systems: readonly Hit[], { clause, sentence }: Read['words']): System | null {
  const nearest = (among: readonly number[]): Hit | undefined =>
    systems
      .filter((system) => among[system.first] === among[hit.first])
      .toSorted((a, b) => Math.abs(a.first - hit.first) - Math.abs(b.first - hit.first))[0];
  const named = nearest(clause) ?? nearest(sentence) ?? systems.findLast((system) => system.first < hit.first);
  if (named === undefined) return null;
  return named.signal.kind === 'test_system' ? 'test' : 'live';
}
