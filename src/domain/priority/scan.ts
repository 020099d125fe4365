import { UNKNOWN, type Vocabulary } from './vocabulary.ts';

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
  /** whether the sentence of this number ends in a question mark */
  readonly asked: boolean[];
  /** numbers of the clauses with a verb that tells of the past */
  readonly past: Set<number>;
  /** words that tell of each language, in the order of the rules */
  readonly spoken: number[];
  /** the words of this number belong to an item of a list, 1, 2, 3 …; 0 outside */
  readonly item: number[];
};

const OTHER = 1;
const WORD = 2;
const APOSTROPHE = 3;
const CLAUSE_END = 4;
const SENTENCE_END = 5;
const NEWLINE = 6;
const BLANK = 7;
const BAR = 8;

/** What each UTF-16 unit is; those beyond Latin are looked up when first met. */
const KINDS = new Uint8Array(65_536);
for (const [kind, units] of [
  [APOSTROPHE, "'’ʼ‘`´"],
  [CLAUSE_END, ',"“”„«»'],
  [SENTENCE_END, '.!?;:()[]{}–—•'],
  [NEWLINE, '\n\r'],
  [BLANK, ' \t\u00A0'],
  [BAR, '|'],
] as const)
  for (const unit of units) KINDS[unit.charCodeAt(0)] = kind;

function kindOf(unit: number): number {
  const known = KINDS[unit]!;
  if (known !== 0) return known;
  // halves of a pair are taken for letters: what they make up together is no word of a phrase either way
  const kind = /[\p{L}\p{M}\p{N}\p{Cs}]/u.test(String.fromCharCode(unit)) ? WORD : OTHER;
  KINDS[unit] = kind;
  return kind;
}

const QUESTION_MARK = '?'.charCodeAt(0);
const FULL_STOP = '.'.charCodeAt(0);
/** Words of a text that are put right when they are misspelt: ten pages; a hostile text has more. */
const MOST_REPAIRED = 5_000;
/** Longest stretch that is looked at as one word; what is longer is no word. */
const LONGEST = 64;

/** Reads a text once, from left to right. `breaks` are ids of words that begin a new clause, as "but" does. */
export function scan(text: string, vocabulary: Vocabulary, breaks: ReadonlySet<number>, scanned = false): Scanned {
  const out: Scanned = {
    ids: [],
    from: [],
    to: [],
    clause: [],
    sentence: [],
    asked: [false],
    item: [],
    spoken: [],
    past: new Set(),
  };
  let clause = 0;
  let sentence = 0;
  let item = 0;
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
    }
  };
  while (at < text.length) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind === WORD || (scanned && kind === BAR)) {
      const from = at;
      at = endOfWord(text, at, scanned);
      if (at - from > LONGEST) {
        isFresh = false;
        continue;
      }
      const { ids, languages, isPast } = vocabulary.look(
        text.slice(from, at),
        seen++ > MOST_REPAIRED ? 'exactly' : scanned ? 'scanned' : 'typed',
      );
      for (let bits = languages, n = 0; bits > 0; bits >>= 1, n++)
        if ((bits & 1) === 1) out.spoken[n] = (out.spoken[n] ?? 0) + 1;
      if (isPast) out.past.add(clause);
      for (const id of ids) {
        if (breaks.has(id)) endClause();
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
      if (unit === QUESTION_MARK) out.asked[sentence] = true;
      // "budget.xlsx", "10.1", "09:00." : a stop ends a sentence only before a blank or the end
      const next = at + 1 < text.length ? kindOf(text.charCodeAt(at + 1)) : BLANK;
      if (unit !== FULL_STOP || next !== WORD) endSentence();
    } else if (kind === NEWLINE) {
      const line = lineAfter(text, at + 1);
      if (line.isBlank) {
        endSentence();
        item = 0;
      } else if (line.isItem) {
        endSentence();
        item++;
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

function endOfWord(text: string, from: number, scanned: boolean): number {
  let at = from + 1;
  while (at < text.length) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind === WORD || (scanned && kind === BAR)) at++;
    else if (kind === APOSTROPHE && at + 1 < text.length && kindOf(text.charCodeAt(at + 1)) === WORD) at += 2;
    else break;
  }
  return at;
}

/** A line out of a log or a stack trace: what a machine wrote to itself alarms more than it tells. */
const LOG =
  /^[ \t]{0,12}(?:\[?\d{1,2}:\d{2}:\d{2}|\[?\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}|at [\w.$<>]{3,}[ (]|Caused by: )/u;
const LOG_LOOK = 80;

function isLog(text: string, at: number): boolean {
  return LOG.test(text.slice(at, at + LOG_LOOK));
}

/** Where the line break behind this offset stands, or the end of the text. */
function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

const ITEM = /^[ \t]{0,8}(?:[-*•–·o+]|\(?\d{1,2}[.)]|\(?[a-h][.)])[ \t]/u;
const LOOK = 16; // an item's mark stands at the line's beginning

function lineAfter(text: string, at: number): { readonly isBlank: boolean; readonly isItem: boolean } {
  let end = at;
  while (end < text.length && end - at < LOOK && kindOf(text.charCodeAt(end)) === BLANK) end++;
  if (end >= text.length || kindOf(text.charCodeAt(end)) === NEWLINE) return { isBlank: true, isItem: false };
  return { isBlank: false, isItem: ITEM.test(text.slice(at, at + LOOK)) };
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
      ? vocabulary.look(
          text.slice(words.from[n], words.to[n]) + text.slice(words.from[next], words.to[next]),
          'scanned',
        ).ids
      : [UNKNOWN];
    if (ids.length === 1 && ids[0] !== UNKNOWN) {
      push(n, ids[0]!, words.to[next]!);
      n++;
    } else push(n, words.ids[n]!, words.to[n]!);
  }
  return out;
}
