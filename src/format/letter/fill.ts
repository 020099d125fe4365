/** For what others wrote: their lines of 76 columns stay whole when they are indented by two. */
export const QUOTE_WIDTH = 78;

export const LINE_WIDTH = 76; // columns; plain text is read in narrow windows and quoted with "> " in front (RFC 5322 §2.1.1: at most 78)

const MOST_OCTETS = 900; // of a line; RFC 5322 §2.1.1 allows 998, and narrow columns can hold wide characters

/**
 * Words filled into lines of at most 76 columns; `\n` in the text stays a line end, and blanks that begin a line stay.
 * `first` stands before the first line, `rest` before the others. A word that is longer than a line is cut, unless it is an address of ours.
 */
export function fill(
  text: string,
  indent: { readonly first?: string; readonly rest?: string; readonly width?: number } = {},
): readonly string[] {
  const { first = '', rest = first, width = LINE_WIDTH } = indent;
  return text.split('\n').flatMap((line, i) => fillLine(line, i === 0 ? first : rest, rest, width));
}

function fillLine(line: string, first: string, rest: string, width: number): readonly string[] {
  const filled: string[] = [];
  const indent = /^ {0,20}/u.exec(line)![0];
  let start = first + indent;
  let current = '';
  const end = (): void => {
    filled.push(`${start}${current}`.trimEnd());
    start = rest;
    current = '';
  };
  for (const word of line.split(' ').filter((one) => one !== '')) {
    for (const piece of fits(word, width - start.length) ? [word] : cut(word, width - rest.length)) {
      if (current !== '' && !fits(`${current} ${piece}`, width - start.length)) end();
      current = current === '' ? piece : `${current} ${piece}`;
    }
  }
  end();
  return filled;
}

function fits(text: string, width: number): boolean {
  return columnsOf(text) <= width && Buffer.byteLength(text) <= MOST_OCTETS;
}

function cut(word: string, width: number): readonly string[] {
  if (/^https?:\/\/[\x21-\x7e]{1,800}$/u.test(word)) return [word]; // a link that is broken leads nowhere
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && !fits(piece + character, width)) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}

// Chinese, Japanese and Korean letters and most pictures take two columns (UAX #11), marks none.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NONE = /\p{M}/u;

/** How many columns a text takes in a window of fixed width. */
export function columnsOf(text: string): number {
  if (/^[\x20-\x7e]*$/u.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += WIDE.test(character) ? 2 : NONE.test(character) ? 0 : 1;
  return columns;
}

/** A text with blanks behind it, up to a width in columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columnsOf(text)));
}
