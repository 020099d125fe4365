import { mayGoOn, type SearchTerm, type WordsTerm } from './search.ts';

/** A part of a text; `hit`: it is what was searched for. */
export type Piece = { readonly text: string; readonly hit: boolean };

/** A cut of a text around what was searched for, and how many of the terms were found in all of it. */
export type Snippet = { readonly pieces: readonly Piece[]; readonly found: number };

/** Characters before the first find, and in all. */
const BEFORE = 70;
const WIDTH = 240;

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
type Word = { readonly text: string; readonly from: number; readonly to: number };
type Range = readonly [from: number, to: number];

/** Cuts a text around the first place that meets a term; its beginning when there is none. Line ends become blanks. */
export function snippetOf(text: string, terms: readonly SearchTerm[]): Snippet {
  const wanted = terms.filter((term): term is WordsTerm => term.kind === 'words' && !term.not);
  const words = Array.from(text.matchAll(WORD), ({ 0: word, index }): Word => ({
    text: word.normalize('NFC').toLowerCase(),
    from: index,
    to: index + word.length,
  }));
  const finds = wanted.map((term) => findsOf(term, words));
  const hits = finds.flat().toSorted(([a], [b]) => a - b);
  const start = wordStart(text, Math.max(0, (hits[0]?.[0] ?? 0) - BEFORE));
  const end = wordEnd(text, start + WIDTH);
  return { pieces: cut(text, start, end, hits), found: finds.filter((ranges) => ranges.length > 0).length };
}

/** Where a term is found: its words in a row, or each by itself, but then all of them. */
function findsOf(term: WordsTerm, words: readonly Word[]): readonly Range[] {
  if (term.together) return inARow(term.words, words);
  const each = term.words.map((word) => inARow([word], words));
  return each.some((ranges) => ranges.length === 0) ? [] : each.flat();
}

function inARow(wanted: readonly string[], words: readonly Word[]): readonly Range[] {
  const last = wanted.length - 1;
  const isAt = (at: number): boolean =>
    wanted.every((word, i) =>
      i === last && mayGoOn(word) ? words[at + i]!.text.startsWith(word) : words[at + i]!.text === word,
    );
  const found: Range[] = [];
  for (let at = 0; at + last < words.length; at += 1) if (isAt(at)) found.push([words[at]!.from, words[at + last]!.to]);
  return found;
}

function cut(text: string, start: number, end: number, hits: readonly Range[]): readonly Piece[] {
  const pieces: Piece[] = [];
  const add = (from: number, to: number, hit: boolean): void => {
    const part = text.slice(from, to).replaceAll(/\s+/gu, ' ');
    if (part !== '') pieces.push({ text: part, hit });
  };
  if (start > 0) pieces.push({ text: '… ', hit: false });
  let at = start;
  for (const [from, to] of hits) {
    if (from < at || to > end) continue;
    add(at, from, false);
    add(from, to, true);
    at = to;
  }
  add(at, end, false);
  if (end < text.length) pieces.push({ text: ' …', hit: false });
  return pieces;
}

/** The nearest beginning of a word after `at`, unless that is far: words have no end in some scripts, and in hostile texts. */
function wordStart(text: string, at: number): number {
  if (at === 0) return 0;
  const blank = text.slice(at, at + BEFORE / 2).search(/\s/u);
  return blank === -1 ? whole(text, at) : at + blank + 1;
}

function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const blank = text.slice(at, at + BEFORE / 2).search(/\s/u);
  return whole(text, at + Math.max(blank, 0));
}

/** Never between the halves of a letter. */
function whole(text: string, at: number): number {
  return /[\udc00-\udfff]/u.test(text[at] ?? '') && /[\ud800-\udbff]/u.test(text[at - 1] ?? '') ? at - 1 : at;
}
