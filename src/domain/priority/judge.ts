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
  readonly sentence: number;
};

/** Words between a denial and what it denies: "not a single one of the errors" */
const DENIAL_REACHES = 3;

/** Judges every hit of one text by the other words of its clause and sentence, and finds the system that each trouble is told of. */
export function judge({ words, hits, cues }: Read): readonly Judged[] {
  const wholeOf = (word: number): number => words.begins[words.sentence[word]!]!;
  const perSentence = Map.groupBy(cues, (cue) => wholeOf(cue.first));
  const systems = hits.filter(namesSystem);
  return hits.map((hit): Judged => {
    const place = { item: words.item[hit.first]!, sentence: words.sentence[hit.first]! };
    if (hit.signal.kind !== 'trouble' && hit.signal.kind !== 'blemish')
      return { ...hit, meant: 'told', system: null, ...place };
    const meant = meaning(hit, perSentence.get(wholeOf(hit.first)) ?? [], words);
    // "it is not that the colour is off" still tells of a colour
    if (hit.signal.kind === 'blemish' && meant !== 'asked') return { ...hit, meant: 'told', system: null, ...place };
    return { ...hit, meant, system: systemOf(hit, systems, words), ...place };
  });
}

function meaning(hit: Hit, inSentence: readonly Cue[], { clause, sentence, asked, past }: Read['words']): Meant {
  const here = clause[hit.first]!;
  const outside = inSentence.filter((cue) => cue.first < hit.first || cue.end > hit.end);
  const nearby = outside.filter((cue) => clause[cue.first] === here);
  const has = (among: readonly Cue[], ...roles: readonly ReadingRole[]): boolean =>
    among.some((cue) => roles.includes(cue.role));
  const before = (among: readonly Cue[], role: ReadingRole): boolean =>
    among.some((cue) => cue.role === role && cue.end <= hit.first);
  // "no leave and no hours can be approved" denies nothing: the phrase has a denial of its own
  const deniesItself = inSentence.some(
    (cue) => cue.role === 'negation' && cue.first >= hit.first && cue.end <= hit.end,
  );
  if (
    !deniesItself &&
    nearby.some((cue) => cue.role === 'negation' && cue.end <= hit.first && hit.first - cue.end < DENIAL_REACHES)
  )
    return 'denied';
  // "suppose it is down, with nobody able to work" reaches to the end, "if I press Save, it crashes" does not
  const imagined = outside.filter((cue) => cue.role === 'imagined' && !isDenied(cue, outside));
  if (before(nearby, 'supposed') || before(imagined, 'imagined')) return 'supposed';
  const isPast = has(nearby, 'past') || (past.has(here) && has(outside, 'past', 'dates'));
  if (isPast && !has(nearby, 'present')) return 'past';
  // "what is to be done when the page has said 'unavailable' since Thursday?" tells more than it asks
  if (asked[sentence[hit.first]!] === true && before(outside, 'asking') && !has(outside, 'present')) return 'asked';
  return 'told';
}

/** "This is not an exercise": the word before takes it back. */
function isDenied(cue: Cue, among: readonly Cue[]): boolean {
  return among.some((other) => other.role === 'negation' && other.end <= cue.first && cue.first - other.end < 2);
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
