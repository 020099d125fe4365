import type { State } from './automaton.ts';
import type { CompiledRules, Meaning, Step } from './compile.ts';
import type { ReadingRole } from './rules.ts';
import { scan, type Scanned } from './scan.ts';
import { UNKNOWN } from './vocabulary.ts';

/** A phrase of the rules as it stands in a text. */
export type Hit = Meaning & {
  /** first word, and the word after the last, as indices of the scanned words */
  readonly first: number;
  readonly end: number;
  /** UTF-16 offsets into the text */
  readonly at: readonly [number, number];
};

/** Words that change how others are meant. */
export type Cue = { readonly role: ReadingRole; readonly first: number; readonly end: number };

/** A text as the rules see it. */
export type Read = {
  readonly words: Scanned;
  readonly hits: readonly Hit[];
  readonly cues: readonly Cue[];
  readonly language: string;
};

type Walk = { readonly step: Step; readonly first: number; readonly end: number };
type CueOf = Cue & { readonly language: string };

/** Half-recognised phrases that are kept in mind in one sentence; a hostile text must not make more. */
const MOST_WALKS = 32;
/** A part of a phrase is met at its last word, which may be so many words behind its first. */
const LONGEST_PART = 8;
/** Times that one phrase, and all together, are noted in one text: more would add nothing. */
const PER_PHRASE = 4;
const MOST_HITS = 400;
const MOST_CUES = 2_000;

/** Finds every phrase and cue in one pass over the words. `scanned`: the text was read from paper. */
export function readText(text: string, compiled: CompiledRules, scanned = false): Read {
  const { automaton, vocabulary, firstSteps, roles, breaks } = compiled;
  const words = scan(text, vocabulary, breaks, scanned);
  const hits: Hit[] = [];
  const cues: CueOf[] = [];
  const perPhrase = new Map<Meaning['phrase'], number>();
  const walks: Walk[] = [];
  let state: State = automaton.root;

  const note = (step: Step, first: number, end: number): void => {
    for (const { signal, phrase } of step.meanings) {
      const count = (perPhrase.get(phrase) ?? 0) + 1;
      perPhrase.set(phrase, count);
      if (count <= PER_PHRASE && hits.length < MOST_HITS)
        hits.push({ signal, phrase, first, end, at: [words.from[first]!, words.to[end - 1]!] });
    }
    if (step.reach >= 0 && walks.length < MOST_WALKS) walks.push({ step, first, end });
  };
  const meet = (key: number, first: number, end: number): void => {
    const played = roles[key];
    if (played !== undefined && cues.length < MOST_CUES)
      for (const { role, language } of played) cues.push({ role, language, first, end });
    // walks that begin with this very word are pushed behind those looked at
    for (let n = 0, open = walks.length; n < open; n++) {
      const walk = walks[n]!;
      const between = first - walk.end;
      if (between < 0 || between > walk.step.reach) continue;
      const edges = walk.step.next.get(key);
      if (edges === undefined) continue;
      const isSameClause = words.clause[first] === words.clause[walk.end - 1];
      for (const { gap, step } of edges) if (between <= gap && (isSameClause || gap > 0)) note(step, walk.first, end);
    }
    const begun = firstSteps[key];
    if (begun !== undefined) note(begun, first, end);
  };
  const { ids, clause, sentence } = words;
  for (let n = 0; n < ids.length; n++) {
    if (n > 0 && clause[n] !== clause[n - 1]) {
      state = automaton.root;
      if (sentence[n] !== sentence[n - 1]) walks.length = 0;
    }
    if (ids[n] === UNKNOWN) {
      state = automaton.root;
      continue;
    }
    if (walks.length > 0) dropEnded(walks, n);
    state = automaton.feed(state, ids[n]!);
    for (const { key, length } of automaton.foundAt(state)) meet(key, n + 1 - length, n + 1);
  }
  const language = mostSpoken(words.spoken, compiled);
  return {
    words,
    language,
    hits: outermost(hits.filter(({ phrase }) => phrase.language === language)),
    cues: cues.filter((cue) => cue.language === language),
  };
}

/** Takes out the walks that no word at n can take further; in place, since it is done for every word. */
function dropEnded(walks: Walk[], n: number): void {
  let kept = 0;
  for (const walk of walks) if (n - walk.end <= walk.step.reach + LONGEST_PART) walks[kept++] = walk;
  walks.length = kept;
}

/** The language that most words tell of; the first of the rules when there is a tie. */
function mostSpoken(spoken: readonly number[], { rules }: CompiledRules): string {
  const count = (n: number): number => spoken[n] ?? 0;
  const best = rules.languages.reduce((a, _, n) => (count(n) > count(a) ? n : a), 0);
  return rules.languages[best]?.code ?? '';
}

/** Without hits that lie inside a longer one: "drop-down" is no "down". What names a system stays: it lies inside by nature. */
function outermost(hits: readonly Hit[]): readonly Hit[] {
  const hiding = hits.filter(({ signal }) => signal.kind === 'hides');
  const isHidden = (hit: Hit): boolean =>
    hit.signal.kind === 'trouble' &&
    hiding.some((mask) => mask.first < hit.end && hit.first < mask.end && hit.end - hit.first <= mask.end - mask.first);
  const sorted = hits.filter((hit) => !isHidden(hit)).toSorted((a, b) => a.first - b.first || b.end - a.end);
  let longest: Hit | null = null;
  return sorted.filter((hit) => {
    const isInside = longest !== null && hit.end <= longest.end && hit.end - hit.first < longest.end - longest.first;
    const outer = longest;
    if (longest === null || hit.end > longest.end) longest = hit;
    return !isInside || (namesSystem(hit) && outer!.signal.kind !== 'hides');
  });
}

/** Whether a hit says which system is meant. */
export function namesSystem({ signal }: Pick<Hit, 'signal'>): boolean {
  return signal.kind === 'test_system' || signal.kind === 'live_system';
}
