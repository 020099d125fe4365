import { REFERENCE_LETTERS } from '../reference.ts';
import type { FaxBarcode, FaxPage } from './fax.ts';

/** A reference that a page may bear. */
export type ReadReference = {
  readonly reference: string;
  /** read as it stands there; false: letters had to be guessed */
  readonly exact: boolean;
  readonly page: number;
};

/** Letters that no reference of ours has, and what they are misreadings of. Ours were chosen so that few are confused. */
const MISREAD: Readonly<Record<string, string>> = {
  '0': 'DQ',
  O: 'DQ',
  '5': '6',
  S: '6',
  '8': '63',
  B: '6R',
  Z: '27',
  '1': 'J7T',
  I: 'JT7',
  L: 'J7T', // as a small letter it looks like the two above
  U: 'W',
  V: 'Y',
};
/** What says that a reference follows: our own brackets as they may be misread, or a word before it. */
const NEAR =
  /(?:[[({|]\s?[#4H]?|#|\b(?:ref(?:erence|erenz)?|re|ticket|case|your number|number|no|nummer|numéro|número|aktenzeichen)\b\.?)[\s:#.[({|]{0,6}/giu;
/** Three letters, a hyphen or what became of it, three letters. */
const SIX = /^([\dA-Z]{3}) ?([-–—~_.:]?) ?([\dA-Z]{3})(?![\p{L}\d])/iu;
/** The same torn apart by blanks: only with its hyphen, for the short words of a sentence are six letters too. */
const TORN = /^([\dA-Z] ?[\dA-Z] ?[\dA-Z]) ?([-–—~]) ?([\dA-Z] ?[\dA-Z] ?[\dA-Z])(?![\p{L}\d])/iu;
const LONGEST = 16; // of a torn one
/** Guesses of one place; each must be a ticket that exists, and be borne out by who sent it. */
const MOST_GUESSES = 12;
const MOST_REFERENCES = 20;

/** References of ours in the text of pages, read loosely, where something nearby says that it is one; the likeliest first. */
export function referencesOnPages(pages: readonly Pick<FaxPage, 'n' | 'text'>[]): readonly ReadReference[] {
  const found = new Map<string, ReadReference & { readonly likely: number }>();
  for (const { n, text } of pages) {
    for (const near of text.matchAll(NEAR)) {
      const isMarked = /[[({|#]/u.test(near[0]);
      for (const { letters, hasHyphen } of sixAfter(text, near)) {
        // `re: manage`, `re the new one`: six letters of a sentence
        if (!isMarked && !hasHyphen && !/\d/u.test(letters)) continue;
        for (const reference of spellings(letters)) {
          const exact = reference.replace('-', '') === letters;
          // numbers behind `no` are read as references too; they must not crowd out what looks like ours
          const likely = Number(exact) * 4 + Number(isMarked) * 2 + Number(hasHyphen);
          const known = found.get(reference);
          if (known === undefined || likely > known.likely) found.set(reference, { reference, exact, page: n, likely });
        }
      }
    }
  }
  return [...found.values()]
    .toSorted((a, b) => b.likely - a.likely)
    .slice(0, MOST_REFERENCES)
    .map(({ reference, exact, page }) => ({ reference, exact, page }));
}

/** Six letters behind a place that says so. A `#` is read as 4 or H, which may be the first of the six as well. */
function sixAfter(
  text: string,
  near: RegExpExecArray,
): readonly { readonly letters: string; readonly hasHyphen: boolean }[] {
  const end = near.index + near[0].length;
  const starts = /[4H]$/iu.test(near[0]) && /^[[({|]/u.test(near[0]) ? [end, end - 1] : [end];
  return starts.flatMap((start) => {
    const behind = text.slice(start, start + LONGEST);
    const read = SIX.exec(behind) ?? TORN.exec(behind);
    if (read === null) return [];
    const letters = `${read[1]!}${read[3]!}`.replaceAll(' ', '').toUpperCase();
    return [{ letters, hasHyphen: read[2] !== '' }];
  });
}

/** The codes on the pages that may be marks of ours; whether they are, the key tells (format/mark.ts). */
export function marksOnPages(barcodes: readonly FaxBarcode[]): readonly string[] {
  return [...new Set(barcodes.flatMap(({ value }) => (value.startsWith('PR1.') ? [value] : [])))];
}

/** What six letters may have been: as they stand, or with misread ones put right. */
function spellings(letters: string): readonly string[] {
  let ways: readonly string[] = [''];
  for (const letter of letters) {
    const may = REFERENCE_LETTERS.includes(letter) ? letter : (MISREAD[letter] ?? '');
    if (may === '') return [];
    ways = ways.flatMap((way) => Array.from(may, (each) => way + each)).slice(0, MOST_GUESSES);
  }
  return ways.map((way) => `${way.slice(0, 3)}-${way.slice(3)}`);
}
