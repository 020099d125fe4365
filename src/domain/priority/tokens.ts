/** A word of a text: as compared (`word`), and where it stands (UTF-16 offsets). */
export type Token = {
  readonly word: string;
  readonly from: number;
  readonly to: number;
  /** number of the sentence it belongs to; phrases do not reach over its end */
  readonly sentence: number;
};

// Letters, marks and digits, and an apostrophe only between letters. One pass, nothing to backtrack into.
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’ʼ][\p{L}\p{M}]+)*/gu;
const ASCII = /^[\w']*$/u;
const SENTENCE_END = /[.!?;:,•()]|\n[^\S\n]*\n/u;

/** The words of a text, in order. */
export function* tokens(text: string): Generator<Token, void, undefined> {
  let sentence = 0;
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    const from = match.index;
    // the gaps together are shorter than the text, so looking into each of them stays linear
    if (from > end && !isSpace(text, end, from) && SENTENCE_END.test(text.slice(end, from))) sentence++;
    end = from + match[0].length;
    yield { word: folded(match[0]), from, to: end, sentence };
  }
}

/** Most gaps are one space; asking that first makes the whole pass twice as fast. */
function isSpace(text: string, from: number, to: number): boolean {
  return to - from === 1 && text.charCodeAt(from) === 0x20;
}

/** A word as it is compared: lower case, one kind of apostrophe, accents composed. */
export function folded(word: string): string {
  return ASCII.test(word) ? word.toLowerCase() : word.normalize('NFKC').toLowerCase().replaceAll(/[’ʼ]/gu, "'");
}
