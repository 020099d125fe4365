import { folded, stemsOf } from './words.ts';

/** One part of a phrase: words in sequence, or a group of words that stand for each other. */
export type Part = {
  /** a name of `words`, or null for words */
  readonly group: string | null;
  /** the written words; empty for a group */
  readonly words: readonly string[];
  /** how many words may stand between this part and the one before */
  readonly gap: number;
};

/** Words that `..` leaves room for. */
export const GAP = 4;

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’ʼ][\p{L}\p{M}]+)*/gu;

/**
 * Takes a phrase apart: words, `<group>`, and `..` for up to four words between. Throws an Error that says what is wrong
 * with it, in words for whoever wrote it.
 */
export function partsOf(phrase: string): readonly Part[] {
  const parts: Part[] = [];
  let gap = 0;
  let isAfterGap = false;
  for (const piece of phrase.trim().split(/\s+/u)) {
    if (piece === '..') {
      if (parts.length === 0) throw new Error('it begins with "..", which stands between words only');
      gap = GAP;
      isAfterGap = true;
      continue;
    }
    const group = /^<([a-z][a-z0-9_]*)>$/u.exec(piece)?.[1] ?? null;
    if (group === null && /[<>]/u.test(piece)) throw new Error('a group is written <name>, with blanks around it');
    const words = group === null ? [...piece.matchAll(WORD)].map(([word]) => word) : [];
    const last = parts.at(-1);
    if (group === null && last !== undefined && last.group === null && !isAfterGap)
      parts[parts.length - 1] = { ...last, words: [...last.words, ...words] };
    else parts.push({ group, words, gap });
    gap = 0;
    isAfterGap = false;
  }
  if (isAfterGap) throw new Error('it ends with "..", which stands between words only');
  if (parts.every((part) => part.group === null && part.words.length === 0)) throw new Error('it has no word in it');
  return parts;
}

/** The stems of written words, without fillers; these are compared as written, folded. */
export function stemsOfWords(words: readonly string[], fillers: ReadonlySet<string>): readonly string[] {
  return words.map(folded).flatMap((word) => (fillers.has(word) ? [] : stemsOf(word)));
}
