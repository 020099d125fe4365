import type { Level } from '../level.ts';
import type { Question, Rules, Signal } from './rules.ts';
import { folded } from './words.ts';

/** What a level says of a question by the published policy; undefined where it says nothing. Also what weights are fitted to. */
export const ANSWERS: Readonly<Record<Question, Readonly<Partial<Record<Level, boolean>>>>> = {
  trouble: { 1: true, 2: true, 3: true, 4: true, 5: true, 6: false },
  grave: { 1: true, 2: true, 3: true, 4: true, 5: false },
  test: { 1: false, 2: false, 3: true, 4: true },
  down: { 1: true, 2: false },
  blocks: { 3: true, 4: false },
};

/** A request whose level a person confirmed. */
export type Confirmed = { readonly text: string; readonly suggested: Level; readonly confirmed: Level };

/** Words that stand where the rules were corrected, and hardly elsewhere. */
export type Candidate = {
  readonly phrase: string;
  readonly question: Question;
  /** the answer that the person's level gave, and the suggested one did not */
  readonly answer: boolean;
  /** the level that most of them were given */
  readonly level: Level;
  /** corrected requests with these words whose answer this was, and other requests with them */
  readonly corrected: number;
  readonly elsewhere: number;
  /** how many standard deviations its log-odds are from none */
  readonly z: number;
};

const LONGEST_PHRASE = 3;
/** One correction may be an accident. */
const FEWEST_CORRECTED = 2;
/** Two corrections and nothing elsewhere come to a little more than this in a small office; a person looks at each anyway. */
const LEAST_Z = 1.5;
const MOST_CANDIDATES = 20;
/** Words that are looked at in one request; the request stands at its beginning. */
const MOST_WORDS = 400;

/**
 * Words that tell corrected requests from the others, the surest first: for each question that a correction answered
 * otherwise, the log-odds of one to three words with an informative prior (B. L. Monroe, M. P. Colaresi, K. M. Quinn:
 * Fightin' Words, Political Analysis 16, 2008). The whole history is the prior, so that common words need more to stand out.
 */
export function candidates(history: readonly Confirmed[], rules: Rules): readonly Candidate[] {
  const known = new Set(rules.signals.flatMap(({ phrases }) => phrases.map(({ text }) => folded(text))));
  const small = new Set(
    rules.languages.flatMap(({ reading, recognisedBy }) => [...reading.fillers, ...recognisedBy].map(folded)),
  );
  const grams = history.map(({ text }) => gramsOf(text, small));
  const all = tally(grams);
  const found = (Object.keys(ANSWERS) as Question[]).flatMap((question) =>
    [true, false].flatMap((answer) => {
      const isCorrected = history.map(
        ({ suggested, confirmed }) =>
          ANSWERS[question][confirmed] === answer && ANSWERS[question][suggested] === !answer,
      );
      const these = tally(grams.filter((_, n) => isCorrected[n]));
      const others = tally(grams.filter((_, n) => !isCorrected[n]));
      return [...these.counts].flatMap(([phrase, corrected]): Candidate[] => {
        const elsewhere = others.counts.get(phrase) ?? 0;
        if (corrected < FEWEST_CORRECTED || known.has(phrase)) return [];
        const z = logOdds(corrected, these.total, elsewhere, others.total, all.counts.get(phrase)!, all.total);
        if (z < LEAST_Z) return [];
        const level = commonest(
          history.filter((_, n) => isCorrected[n] === true && grams[n]!.has(phrase)).map(({ confirmed }) => confirmed),
        );
        return [{ phrase, question, answer, level, corrected, elsewhere, z }];
      });
    }),
  );
  return withoutParts(found.toSorted((a, b) => b.z - a.z || b.phrase.length - a.phrase.length)).slice(
    0,
    MOST_CANDIDATES,
  );
}

function commonest(levels: readonly Level[]): Level {
  const counts = Map.groupBy(levels, (level) => level);
  return [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0]![0];
}

/** The signal to which such words would be added: of those that speak for the answer, the one that speaks most for all answers of that level. */
export function signalFor(
  { question, answer, level }: Pick<Candidate, 'question' | 'answer' | 'level'>,
  rules: Rules,
): Signal | null {
  const towards = ({ speaks }: Signal, asked: Question): number => {
    const wanted = ANSWERS[asked][level];
    return wanted === undefined ? 0 : (speaks[asked] ?? 0) * (wanted ? 1 : -1);
  };
  const all = (signal: Signal): number =>
    (Object.keys(ANSWERS) as Question[]).reduce((sum, each) => sum + towards(signal, each), 0);
  const fit = rules.signals.filter(
    ({ phrases, kind, speaks }) =>
      phrases.length > 0 && kind !== 'hides' && (speaks[question] ?? 0) * (answer ? 1 : -1) > 0,
  );
  return fit.toSorted((a, b) => all(b) - all(a))[0] ?? null;
}

type Tally = { readonly counts: ReadonlyMap<string, number>; readonly total: number };

function tally(texts: readonly ReadonlySet<string>[]): Tally {
  const counts = new Map<string, number>();
  let total = 0;
  for (const grams of texts)
    for (const gram of grams) {
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
      total++;
    }
  return { counts, total };
}

/** Every one to three words in sequence, once, as they are compared; none that begins or ends with a small word or a figure. */
function gramsOf(text: string, small: ReadonlySet<string>): ReadonlySet<string> {
  const grams = new Set<string>();
  const isEdge = (word: string): boolean => word.length > 1 && !small.has(word) && !/\d/u.test(word);
  for (const sentence of text.split(/[.,!?;:()\n]{1,2}/u)) {
    const words = (sentence.match(/[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu) ?? []).slice(0, MOST_WORDS).map(folded);
    for (let from = 0; from < words.length; from++)
      for (let to = from; to < Math.min(words.length, from + LONGEST_PHRASE); to++)
        if (isEdge(words[from]!) && isEdge(words[to]!)) grams.add(words.slice(from, to + 1).join(' '));
  }
  return grams;
}

/** The prior weighs as much as so great a part of the smaller side: it should shape rare words, not drown them. */
const PRIOR_SHARE = 0.1;
/** And half a word besides, so that a word that is not there at all has odds too. */
const HALF = 0.5;

function logOdds(
  here: number,
  hereAll: number,
  there: number,
  thereAll: number,
  prior: number,
  priorAll: number,
): number {
  const scale = PRIOR_SHARE * Math.min(hereAll, thereAll);
  const pseudo = HALF + (prior / priorAll) * scale;
  const odds = (n: number, all: number): number => (n + pseudo) / (all + scale - n - pseudo + 1);
  const difference = Math.log(odds(here, hereAll)) - Math.log(odds(there, thereAll));
  return difference / Math.sqrt(1 / (here + pseudo) + 1 / (there + pseudo));
}

/** Without a word that a longer candidate, found as often, contains: "conveyor belt stopped" says more than "conveyor". */
function withoutParts(sorted: readonly Candidate[]): readonly Candidate[] {
  return sorted.filter(
    (one) =>
      !sorted.some(
        (other) =>
          other !== one &&
          other.question === one.question &&
          other.answer === one.answer &&
          other.corrected >= one.corrected &&
          ` ${other.phrase} `.includes(` ${one.phrase} `),
      ),
  );
}
