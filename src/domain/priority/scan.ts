import { endOfLine, isLog, lineAfter } from './lines.ts';
import { APOSTROPHE, BAR, BLANK, CLAUSE_END, kindOf, NEWLINE, SENTENCE_END, WORD } from './units.ts';
import { hashed, UNKNOWN, type Known, type Vocabulary } from './vocabulary.ts';

/**
 * The words of a text as numbers, with where they stand. One written word may be several ("can't"), or none (a filler).
 * Parallel arrays, because a mail has a thousand words and they are walked several times.
 */
export type Scanned = {
  /** vocabulary id of each word, 0 for one that no phrase contains */
  readonly ids: number[];
  /** UTF-16 offsets of the written word */
  readonly from: number[];
  readonly to: number[];
  readonly clause: number[];
  readonly sentence: number[];
  /** whether the sentence of this number ends in a question mark, behind a dash or bracket too */
  readonly asked: boolean[];
  /** the first of the sentences that only dashes, colons and brackets divide from the one of this number */
  readonly begins: number[];
  /** numbers of the clauses with a verb that tells of the past */
  readonly past: Set<number>;
  /** words that tell of each language, in the order of the rules */
  readonly spoken: number[];
  /** the words of this number belong to an item of a list, 1, 2, 3 …; 0 outside */
  readonly item: number[];
};

const QUESTION_MARK = '?'.charCodeAt(0);
const FULL_STOP = '.'.charCodeAt(0);
const COLON = ':'.charCodeAt(0);
/** What ends a sentence altogether; dashes, colons and brackets only divide it. */
const FULL_ENDS: ReadonlySet<number> = new Set(Array.from('.!?;•', (unit) => unit.charCodeAt(0)));
/** Words of a text that are put right when they are misspelt: ten pages; a hostile text has more. */
const MOST_REPAIRED = 5_000;
/** Longest stretch that is looked at as one word; what is longer is no word. */
const LONGEST = 64;

/** Reads a text once, from left to right. `breaks` are ids of words that begin a new clause, as "but" does. */
export function scan(text: string, vocabulary: Vocabulary, breaks: Uint8Array, scanned = false): Scanned {
  const out: Scanned = {
    ids: [],
    from: [],
    to: [],
    clause: [],
    sentence: [],
    asked: [false],
    begins: [0],
    item: [],
    spoken: [],
    past: new Set(),
  };
  let clause = 0;
  let sentence = 0;
  let item = 0;
  let items = 0;
  let at = isLog(text, 0) ? endOfLine(text, 0) : 0;
  let seen = 0;
  let isFresh = true; // no word since the last end of a clause
  const endClause = (): void => {
    if (!isFresh) clause++;
    isFresh = true;
  };
  const endSentence = (): void => {
    endClause();
    if (out.sentence.at(-1) === sentence) {
      sentence++;
      out.asked.push(false);
      out.begins.push(sentence);
    }
  };
  while (at < text.length) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind === WORD || (scanned && kind === BAR)) {
      const from = at;
      let hash = 0;
      for (
        at = endOfPart(text, at, scanned);
        at < text.length && isJoint(text, at);
        at = endOfPart(text, at + 1, scanned)
      );
      for (let n = from; n < at; n++) hash = hashed(hash, text.charCodeAt(n));
      if (at - from > LONGEST) {
        isFresh = false;
        continue;
      }
      const { ids, languages, isPast } = vocabulary.look(
        text,
        from,
        at,
        hash,
        seen++ > MOST_REPAIRED ? 'exactly' : scanned ? 'scanned' : 'typed',
      );
      for (let bits = languages, n = 0; bits > 0; bits >>= 1, n++)
        if ((bits & 1) === 1) out.spoken[n] = (out.spoken[n] ?? 0) + 1;
      if (isPast) out.past.add(clause);
      for (const id of ids) {
        if (breaks[id] === 1) endClause();
        isFresh = false;
        out.ids.push(id);
        out.from.push(from);
        out.to.push(at);
        out.clause.push(clause);
        out.sentence.push(sentence);
        out.item.push(item);
      }
      continue;
    }
    if (kind === CLAUSE_END) endClause();
    else if (kind === SENTENCE_END) {
      const unit = text.charCodeAt(at);
      if (unit === QUESTION_MARK) for (let n = out.begins[sentence]!; n <= sentence; n++) out.asked[n] = true;
      // "budget.xlsx", "10.1", "09:00": a stop or colon ends a sentence only before a blank or the end
      const next = at + 1 < text.length ? kindOf(text.charCodeAt(at + 1)) : BLANK;
      if ((unit !== FULL_STOP && unit !== COLON) || next !== WORD) {
        const begun = out.begins[sentence]!;
        endSentence();
        if (!FULL_ENDS.has(unit)) out.begins[sentence] = begun;
      }
    } else if (kind === NEWLINE) {
      const line = lineAfter(text, at + 1);
      if (line.isBlank) {
        endSentence();
        item = 0;
      } else if (line.isItem) {
        endSentence();
        item = ++items;
      }
      if (isLog(text, at + 1)) {
        endSentence();
        at = endOfLine(text, at + 1);
        continue;
      }
    }
    at++;
  }
  return scanned ? joined(text, out, vocabulary) : out;
}

/** The end of letters and figures in sequence. */
function endOfPart(text: string, from: number, scanned: boolean): number {
  let at = from + 1;
  while (at < text.length) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind !== WORD && !(scanned && kind === BAR)) break;
    at++;
  }
  return at;
}

/** An apostrophe with a letter behind it holds a word together. */
function isJoint(text: string, at: number): boolean {
  return kindOf(text.charCodeAt(at)) === APOSTROPHE && kindOf(text.charCodeAt(at + 1) || 0x20) === WORD;
}

/** "Supp ort" and "br anches" are one word each: of two neighbours with one unknown, when together they are known. */
function joined(text: string, words: Scanned, vocabulary: Vocabulary): Scanned {
  const out: Scanned = {
    ids: [],
    from: [],
    to: [],
    clause: [],
    sentence: [],
    asked: words.asked,
    item: [],
    spoken: words.spoken,
    past: words.past,
    begins: words.begins,
  };
  const push = (n: number, id: number, to: number): void => {
    out.ids.push(id);
    out.from.push(words.from[n]!);
    out.to.push(to);
    out.clause.push(words.clause[n]!);
    out.sentence.push(words.sentence[n]!);
    out.item.push(words.item[n]!);
  };
  for (let n = 0; n < words.ids.length; n++) {
    const next = n + 1;
    const torn =
      next < words.ids.length &&
      n < MOST_REPAIRED &&
      words.from[n] !== words.from[next] &&
      (words.ids[n] === UNKNOWN || words.ids[next] === UNKNOWN) &&
      /^-?\s{1,3}$/u.test(text.slice(words.to[n], words.from[next]));
    const ids = torn
      ? whole(text.slice(words.from[n], words.to[n]) + text.slice(words.from[next], words.to[next]), vocabulary).ids
      : [UNKNOWN];
    if (ids.length === 1 && ids[0] !== UNKNOWN) {
      push(n, ids[0]!, words.to[next]!);
      n++;
    } else push(n, words.ids[n]!, words.to[n]!);
  }
  return out;
}

/** One word that a scanner tore. */
function whole(word: string, vocabulary: Vocabulary): Known {
  let hash = 0;
  for (let n = 0; n < word.length; n++) hash = hashed(hash, word.charCodeAt(n));
  return vocabulary.look(word, 0, word.length, hash, 'scanned');
}
