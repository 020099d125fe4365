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
  I: 'JT',
  L: 'J',
  U: 'W',
  V: 'Y',
};
/** What says that a reference follows: our own brackets as they may be misread, or a word before it. */
const NEAR =
  /(?:[[({|]\s?[#4H]?|#|\b(?:ref(?:erence|erenz)?|re|ticket|case|your number|number|no|nummer|numéro|número|aktenzeichen)\b\.?)[\s:#.[({|]{0,6}/giu;
const SIX =
  /^([2-9A-Z]|[0158BILOSUVZ])([2-9A-Z]|[0158BILOSUVZ])([2-9A-Z]|[0158BILOSUVZ])\s?[-–—~_.:]?\s?([2-9A-Z]|[0158BILOSUVZ])([2-9A-Z]|[0158BILOSUVZ])([2-9A-Z]|[0158BILOSUVZ])(?![\p{L}\d])/iu;
/** Guesses of one place; each must be a ticket that exists, and be borne out by who sent it. */
const MOST_GUESSES = 12;
const MOST_REFERENCES = 20;

/** References of ours in the text of pages, read loosely, where something nearby says that it is one. */
export function referencesOnPages(pages: readonly Pick<FaxPage, 'n' | 'text'>[]): readonly ReadReference[] {
  const found = new Map<string, ReadReference>();
  for (const { n, text } of pages) {
    for (const near of text.matchAll(NEAR)) {
      const read = SIX.exec(text.slice(near.index + near[0].length, near.index + near[0].length + 12));
      if (read === null) continue;
      const letters = read.slice(1, 7).map((letter) => letter.toUpperCase());
      for (const reference of spellings(letters)) {
        const exact = reference.replace('-', '') === letters.join('');
        const known = found.get(reference);
        if (known === undefined || (exact && !known.exact)) found.set(reference, { reference, exact, page: n });
      }
    }
  }
  return [...found.values()].toSorted((a, b) => Number(b.exact) - Number(a.exact)).slice(0, MOST_REFERENCES);
}

/** The codes on the pages that may be marks of ours; whether they are, the key tells (format/mark.ts). */
export function marksOnPages(barcodes: readonly FaxBarcode[]): readonly string[] {
  return [...new Set(barcodes.flatMap(({ value }) => (value.startsWith('PR1.') ? [value] : [])))];
}

/** What six letters may have been: as they stand, or with misread ones put right. */
function spellings(letters: readonly string[]): readonly string[] {
  let ways: readonly string[] = [''];
  for (const letter of letters) {
    const may = REFERENCE_LETTERS.includes(letter) ? letter : (MISREAD[letter] ?? '');
    if (may === '') return [];
    ways = ways.flatMap((way) => Array.from(may, (each) => way + each)).slice(0, MOST_GUESSES);
  }
  return ways.map((way) => `${way.slice(0, 3)}-${way.slice(3)}`);
}
