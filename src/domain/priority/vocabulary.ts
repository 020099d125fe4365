import type { Language } from './rules.ts';
import { misspellingsOf, mistyped, unscanned, type Misspellings } from './repair.ts';
import { folded, stemsOf } from './words.ts';

/** No phrase contains it. */
export const UNKNOWN = 0;

/** All words of all phrases by number, and what any written word is among them. */
export type Vocabulary = {
  /** number of words; ids run from 1 to this */
  readonly size: number;
  /** what a written word is; a slip of the hand is put right, and what a scanner misread */
  readonly look: (written: string, how: 'typed' | 'scanned' | 'exactly') => Known;
};

export type Known = {
  /** the ids that it stands for; none for a filler */
  readonly ids: readonly number[];
  /** the languages that it tells of: bit n for the n-th */
  readonly languages: number;
  /** it is a verb that tells of the past, as "was" is; it is known by its form, since its stem is that of "is" */
  readonly isPast: boolean;
};

/** Forms of written words that are remembered: more than any office writes, less than a hostile text has. */
const MOST_REMEMBERED = 50_000;
const NOTHING: readonly number[] = [];
const UNKNOWN_WORD: readonly number[] = [UNKNOWN];

/** Makes the vocabulary of these stems; words whose every stem is a filler are passed over in texts. */
export function createVocabulary(
  stems: ReadonlyMap<string, number>,
  fillers: ReadonlySet<string>,
  languages: readonly Language[],
): Vocabulary {
  const pastVerbs = new Set(languages.flatMap(({ reading }) => reading.past_verbs.map(folded)));
  const telling = new Map<string, number>();
  languages.forEach(({ recognisedBy, reading }, n) => {
    for (const word of [...recognisedBy, ...reading.fillers].map(folded))
      telling.set(word, (telling.get(word) ?? 0) | (1 << n));
  });
  const misspellings: Misspellings = misspellingsOf(stems.keys());
  const remembered = {
    typed: new Map<string, Known>(),
    scanned: new Map<string, Known>(),
    exactly: new Map<string, Known>(),
  };

  const lookUp = (written: string, how: keyof typeof remembered): readonly number[] => {
    const word = folded(written);
    if (fillers.has(word)) return NOTHING;
    const ids = idsOfStems(stemsOf(word));
    if (ids !== UNKNOWN_WORD || how === 'exactly') return ids;
    if (how === 'scanned') {
      const printed = unscanned(
        word,
        (spelling) => fillers.has(spelling) || stemsOf(spelling).every((stem) => stems.has(stem)),
      );
      if (printed !== null) return fillers.has(printed) ? NOTHING : idsOfStems(stemsOf(printed));
    }
    const [stem = '', ...more] = stemsOf(word);
    const meant = more.length === 0 ? mistyped(stem, misspellings, (s) => stems.has(s)) : null;
    return meant === null ? UNKNOWN_WORD : idsOfStems([meant]);
  };
  const idsOfStems = (parts: readonly string[]): readonly number[] => {
    return parts.some((stem) => stems.has(stem)) ? parts.map((stem) => stems.get(stem) ?? UNKNOWN) : UNKNOWN_WORD;
  };
  return {
    size: stems.size,
    look(written, how) {
      const memory = remembered[how];
      const known = memory.get(written);
      if (known !== undefined) return known;
      const found = {
        ids: lookUp(written, how),
        languages: telling.get(folded(written)) ?? 0,
        isPast: pastVerbs.has(folded(written)),
      };
      if (memory.size >= MOST_REMEMBERED) memory.clear();
      memory.set(written, found);
      return found;
    },
  };
}
