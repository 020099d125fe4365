import { LEVELS, type Level } from './level.ts';
import { digitsOf } from './fax/number.ts';
import { asReference } from './reference.ts';

/** What a ticket may be asked to be (`is:late`). */
export const STATES = ['late', 'open', 'waiting', 'resolved', 'merged', 'shelved', 'free', 'unconfirmed'] as const;
export type AskedState = (typeof STATES)[number];

/** Words that must be found, lower-cased; the last of them may go on (`invo`). */
export type WordsTerm = {
  readonly kind: 'words';
  readonly not: boolean;
  readonly words: readonly string[];
  /** whether they must follow each other */
  readonly together: boolean;
  /** only names and addresses of who wrote are looked at (`from:`) */
  readonly from: boolean;
  /** the reference that it may be, `K7Q-2M4` */
  readonly reference: string | null;
  /** the digits of the telephone number that it may be */
  readonly digits: string | null;
};
export type SearchTerm =
  | WordsTerm
  | { readonly kind: 'level'; readonly not: boolean; readonly levels: readonly Level[] }
  | { readonly kind: 'is'; readonly not: boolean; readonly state: AskedState };

/** What was typed into the search: a ticket must meet all terms, or have the reference that the whole text may be. */
export type Search = { readonly reference: string | null; readonly terms: readonly SearchTerm[] };

/** More is not typed, but pasted; each term costs a look into the index. */
const MOST_CHARACTERS = 300;
const MOST_TERMS = 8;
const MOST_WORDS = 12;
/** Letters of one word that are looked at. */
const LONGEST_WORD = 100;
/** Shorter numbers are no telephone numbers: error codes, invoices. */
const FEWEST_DIGITS = 7;

/** A telephone number with its blanks; a quoted phrase, open to the end where the second quote is missing; anything else up to a blank. */
const TOKENS =
  /(?<number>(?<=^|\s)[+(]?\d[\d()./\u2013-]*(?:\s[\d()./\u2013-]+)*(?=\s|$))|(?<not>-?)(?<from>from:)?"(?<phrase>[^"]*)"?|\S+/giu;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** Whether a last word stands for all that begin with it; shorter ones would be found everywhere. */
export function mayGoOn(word: string): boolean {
  return word.length >= 3;
}

/** Reads what a person types into one box: words, `"a phrase"`, `-word`, `from:ana`, `level:1,2`, `is:late`, ticket and telephone numbers in any spelling. Never fails. */
export function parseSearch(typed: string): Search {
  const text = typed
    .slice(0, MOST_CHARACTERS)
    .normalize('NFC')
    .replaceAll(/[\u201c\u201d\u201e\u00ab\u00bb]/gu, '"')
    .trim();
  const terms = [...text.matchAll(TOKENS)].map(termOf).filter((term) => term !== null);
  return { reference: referenceOf(text.replaceAll(/\s/gu, '')), terms: terms.slice(0, MOST_TERMS) };
}

/** The words of a text as they are searched for, lower-cased. */
export function wordsOf(text: string): readonly string[] {
  return Array.from(text.toLowerCase().matchAll(WORD), ([word]) => word.slice(0, LONGEST_WORD)).slice(0, MOST_WORDS);
}

function termOf(match: RegExpExecArray): SearchTerm | null {
  const { number, not, from, phrase } = match.groups!;
  if (number !== undefined)
    return wordsTerm(number, {
      together: !/\s/u.test(number),
      reference: referenceOf(number),
      digits: digitsIn(number),
    });
  if (phrase !== undefined)
    return wordsTerm(phrase, { not: not === '-', from: from !== undefined, digits: digitsIn(phrase) });
  const isNot = match[0].startsWith('-');
  const word = isNot ? match[0].slice(1) : match[0];
  const value = word.slice(word.indexOf(':') + 1);
  switch (word.slice(0, -value.length).toLowerCase()) {
    case 'level:': {
      const levels = LEVELS.filter((level) => value.includes(String(level)));
      return levels.length === 0 ? wordsTerm(word, { not: isNot }) : { kind: 'level', not: isNot, levels };
    }
    case 'is:': {
      const state = STATES.find((one) => one === value.toLowerCase());
      return state === undefined ? wordsTerm(word, { not: isNot }) : { kind: 'is', not: isNot, state };
    }
    case 'from:':
      return wordsTerm(value, { not: isNot, from: true, digits: digitsIn(value) });
    default:
      return wordsTerm(word, { not: isNot, reference: referenceOf(word), digits: digitsIn(word) });
  }
}

function wordsTerm(text: string, told: Partial<WordsTerm>): WordsTerm | null {
  const words = wordsOf(text);
  if (words.length === 0) return null;
  return { kind: 'words', not: false, together: true, from: false, reference: null, digits: null, ...told, words };
}

/** `#k7q2m4`, `[#K7Q-2M4]`. */
function referenceOf(text: string): string | null {
  return asReference(text.replace(/^\[?#?/u, '').replace(/\]$/u, ''));
}

/** Digits of what looks like a telephone number, without the nought that is left out from abroad: `+44 (0)20 …`. */
function digitsIn(text: string): string | null {
  if (!/^[+(]?\d[\d\s()./\u2013-]*$/u.test(text)) return null;
  const digits = digitsOf(text.replaceAll('(0)', ''));
  return digits.length < FEWEST_DIGITS || digits.length > 20 ? null : digits;
}
