import { cleanText, oneLine } from '../../domain/address.ts';

/*
 * Words that came from outside, made fit to stand among ours. What the customer wrote is never changed where it is kept;
 * here it is only shown.
 */

/** One line, at most `limit` characters, the rest as `…`. */
export function outsideLine(value: string, limit: number): string {
  return shorten(tame(oneLine(value, limit * 4)), limit);
}

/** What is shown of a longer text. */
export type Excerpt = { readonly text: string; readonly shown: number; readonly cut: boolean };

const MOST_LINES = 12; // a screen of a telephone; the ticket shows the rest

/** The beginning of a text: at most `characters`, at most 12 lines, never two blank lines together. */
export function outsideText(value: string, characters: number): Excerpt {
  const lines = tame(cleanText(value, characters * 4))
    .replaceAll(/[\u2028\u2029\f\v]/gu, '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line, i, all) => line !== '' || (all[i - 1] ?? '') !== '');
  const whole = lines.join('\n').trim();
  const few = whole.split('\n').slice(0, MOST_LINES).join('\n');
  const text = few.length > characters ? atWord(few, characters) : few;
  return { text, shown: text.length, cut: text.length < whole.length };
}

/** Mail programs make links of what looks like one, so an address of theirs is broken; and no letter wears a tower of accents. */
function tame(text: string): string {
  return text
    .replaceAll(/(\p{M}{4})\p{M}+/gu, '$1')
    .replaceAll('://', '[:]//')
    .replaceAll(/\b(www)\.(?=\S)/giu, '$1[.]');
}

function shorten(text: string, limit: number): string {
  return text.length > limit
    ? `${text
        .slice(0, limit - 1)
        .toWellFormed()
        .trimEnd()}…`
    : text;
}

/** Cut between words where one ends near, else in the midst of a word. */
function atWord(text: string, limit: number): string {
  const cut = text.slice(0, limit).toWellFormed();
  const end = cut.search(/\s\S*$/u);
  return (end > limit * 0.8 ? cut.slice(0, end) : cut).trimEnd();
}
