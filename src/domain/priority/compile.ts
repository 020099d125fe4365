import { createAutomaton, type Automaton } from './automaton.ts';
import { partsOf, stemsOfWords, type Part } from './phrase.ts';
import { READINGS, type Phrase, type ReadingRole, type Rules, type Signal } from './rules.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';
import { folded } from './words.ts';

/** A phrase, and whose it is. */
export type Meaning = { readonly signal: Signal; readonly phrase: Phrase };

/** Where one stands after some parts of a phrase: what may come next, how far off, and what is complete here. */
export type Step = {
  readonly next: Map<number, { readonly gap: number; readonly step: Step }[]>;
  readonly meanings: Meaning[];
  /** the widest gap before any next part, in words; a walk that is further behind has ended. -1: none comes next */
  reach: number;
};

/** The part that some words play in reading others. */
export type Role = { readonly role: ReadingRole; readonly language: string };

/** The rules, made ready for reading any number of texts. */
export type CompiledRules = {
  readonly rules: Rules;
  readonly vocabulary: Vocabulary;
  /** finds words and groups; its keys index `firstSteps` and `roles` */
  readonly automaton: Automaton;
  /** phrases that begin with this key */
  readonly firstSteps: readonly (Step | undefined)[];
  readonly roles: readonly (readonly Role[] | undefined)[];
  /** by id, 1 for a word that begins a new clause */
  readonly breaks: Uint8Array;
};

/** Compiles once what is used for every text. The rules must be without problems (see `problemsOf`). */
export function compileRules(rules: Rules): CompiledRules {
  const fillers = fillersOf(rules);
  const book = createBook(fillers);
  const firstSteps: (Step | undefined)[] = [];
  for (const signal of rules.signals)
    for (const phrase of signal.phrases) {
      const parts = partsOf(phrase.text).filter((part) => isSaid(part, fillers));
      const [first, ...rest] = parts.map(({ group, words, gap }) => ({
        gap,
        key: group === null ? book.keyOfWords(words) : book.keyOfGroup(group, rules.words[group]!.map(wordsIn)),
      }));
      if (first === undefined) continue;
      let step = (firstSteps[first.key] ??= newStep());
      for (const { key, gap } of rest) step = stepTo(step, key, gap);
      // "is down" and "was down" are one phrase: written twice, it must not count twice
      if (!step.meanings.some((other) => other.signal === signal && other.phrase.language === phrase.language))
        step.meanings.push({ signal, phrase });
    }

  const roles: Role[][] = [];
  const breaking: number[] = [];
  for (const { code, reading } of rules.languages)
    for (const role of READINGS)
      for (const text of role === 'fillers' || role === 'past_verbs' ? [] : reading[role])
        if (role === 'breaks') breaking.push(...book.idsOf(wordsIn(text)).slice(0, 1));
        else (roles[book.keyOfWords(wordsIn(text))] ??= []).push({ role, language: code });
  const breaks = new Uint8Array(book.stems.size + 1);
  for (const id of breaking) breaks[id] = 1;
  return {
    rules,
    vocabulary: createVocabulary(book.stems, fillers, rules.languages),
    automaton: createAutomaton(book.sequences),
    firstSteps,
    roles,
    breaks,
  };
}

/** Words that are passed over, whichever language they are of: a word is looked at before the language is known. */
export function fillersOf({ languages }: Pick<Rules, 'languages'>): ReadonlySet<string> {
  return new Set(languages.flatMap(({ reading }) => reading.fillers.map(folded)));
}

/** Whether anything is left of a part when the fillers are passed over. */
export function isSaid({ group, words }: Part, fillers: ReadonlySet<string>): boolean {
  return group !== null || stemsOfWords(words, fillers).length > 0;
}

/** The written words of an entry under `words` or `reading`. */
function wordsIn(text: string): readonly string[] {
  return partsOf(text).flatMap((part) => part.words);
}

type Book = {
  readonly stems: ReadonlyMap<string, number>;
  readonly sequences: readonly { readonly key: number; readonly ids: readonly number[] }[];
  readonly idsOf: (words: readonly string[]) => readonly number[];
  readonly keyOfWords: (words: readonly string[]) => number;
  readonly keyOfGroup: (name: string, alternatives: readonly (readonly string[])[]) => number;
};

/** Numbers the stems, and the sequences of them that are looked for. */
function createBook(fillers: ReadonlySet<string>): Book {
  const stems = new Map<string, number>();
  const keys = new Map<string, number>();
  const sequences: { key: number; ids: readonly number[] }[] = [];
  const idsOf = (words: readonly string[]): readonly number[] =>
    stemsOfWords(words, fillers).map((stem) => {
      const id = stems.get(stem) ?? stems.size + 1;
      stems.set(stem, id);
      return id;
    });
  const keyOf = (name: string, alternatives: readonly (readonly number[])[]): number => {
    const known = keys.get(name);
    if (known !== undefined) return known;
    const key = keys.size;
    keys.set(name, key);
    const distinct = new Map(alternatives.filter((ids) => ids.length > 0).map((ids) => [ids.join(' '), ids]));
    for (const ids of distinct.values()) sequences.push({ key, ids });
    return key;
  };
  return {
    stems,
    sequences,
    idsOf,
    keyOfWords(words) {
      const ids = idsOf(words);
      return keyOf(ids.join(' '), [ids]);
    },
    keyOfGroup: (name, alternatives) => keyOf(`<${name}>`, alternatives.map(idsOf)),
  };
}

function newStep(): Step {
  return { next: new Map(), meanings: [], reach: -1 };
}

function stepTo(from: Step, key: number, gap: number): Step {
  from.reach = Math.max(from.reach, gap);
  const edges = from.next.get(key) ?? [];
  from.next.set(key, edges);
  const same = edges.find((edge) => edge.gap === gap);
  if (same !== undefined) return same.step;
  const step = newStep();
  edges.push({ gap, step });
  return step;
}
