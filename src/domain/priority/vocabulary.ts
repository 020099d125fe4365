import type { Language } from './rules.ts';
import { misspellingsOf, mistyped, unscanned, type Misspellings } from './repair.ts';
import { folded, stemsOf } from './words.ts';

/** No phrase contains it. */
export const UNKNOWN = 0;

/** All words of all phrases by number, and what any written word is among them. */
export type Vocabulary = {
  /** number of words; ids run from 1 to this */
  readonly size: number;
  /** what the word `text.slice(from, to)` is; a slip of the hand is put right, and what a scanner misread. `hash` is of its units (see `hashed`). */
  readonly look: (text: string, from: number, to: number, hash: number, how: How) => Known;
};

export type How = 'typed' | 'scanned' | 'exactly';

/** One more UTF-16 unit of a word for its hash, which begins as 0; it stays a small integer. */
export function hashed(hash: number, unit: number): number {
  return (Math.imul(hash, 31) + unit) & 0x3fff_ffff;
}

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
/** Words by their hash: half the cost of a map of strings, which first have to be cut out of the text. */
type Memory = Map<number, Known & { readonly written: string }>;
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
  const remembered: Record<How, Memory> = { typed: new Map(), scanned: new Map(), exactly: new Map() };

  const lookUp = (written: string, how: How): readonly number[] => {
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
    look(text, from, to, hash, how) {
      const memory = remembered[how];
      const known = memory.get(hash);
      // two words may have one hash; then they take turns in the memory
      if (known !== undefined && known.written.length === to - from && text.startsWith(known.written, from))
        return known;
      const written = text.slice(from, to);
      const word = folded(written);
      const found = {
        written,
        ids: lookUp(written, how),
        languages: telling.get(word) ?? 0,
        isPast: pastVerbs.has(word),
      };
      if (memory.size >= MOST_REMEMBERED) memory.clear();
      memory.set(hash, found);
      return found;
    },
  };
}
