/*
 * What a scanner or a hurried hand made of a word. Only words that no phrase knows are looked at, and only for a known
 * word that they may have been: so an ordinary unknown word costs one look and changes nothing.
 */

/** What a scanner confuses: what was read, and what may have been printed. */
const CONFUSED: readonly (readonly [read: string, printed: readonly string[]])[] = [
  ['0', ['o']],
  ['1', ['l', 'i']],
  ['|', ['l', 'i']],
  ['!', ['l', 'i']],
  ['5', ['s']],
  ['6', ['b', 'g']],
  ['8', ['b']],
  ['i', ['l', 'i']],
  ['l', ['l', 'i']],
  ['rn', ['m', 'rn']],
  ['vv', ['w']],
  ['cl', ['d', 'cl']],
  ['c', ['e', 'o', 'c']],
  ['h', ['b', 'h']],
];

/** Most spellings that are tried for one word: three or four doubtful letters, as a bad fax has. */
const MOST_SPELLINGS = 48;
const LONGEST_WORD = 24;

/** A printed word that a scanned one may have been and that `isKnown`; null when there is none. `word` is lower-case. */
export function unscanned(word: string, isKnown: (word: string) => boolean): string | null {
  if (word.length > LONGEST_WORD || !/[a-z]/u.test(word)) return null;
  let spellings: readonly string[] = [''];
  for (let at = 0; at < word.length;) {
    const confused = CONFUSED.filter(([read]) => word.startsWith(read, at));
    const best = confused.toSorted((a, b) => b[0].length - a[0].length)[0];
    const printed = best?.[1] ?? [word[at]!];
    const branching = spellings.length * printed.length > MOST_SPELLINGS ? printed.slice(0, 1) : printed;
    spellings = spellings.flatMap((before) => branching.map((letter) => before + letter));
    at += best?.[0].length ?? 1;
  }
  return spellings.find((spelling) => spelling !== word && isKnown(spelling)) ?? null;
}

/** Shorter words are too near to each other: "form" and "from" are both right. */
const SHORTEST_MISTYPED = 5;
const LONGEST_MISTYPED = 16;

/** Known words by every spelling with one letter left out. */
export type Misspellings = ReadonlyMap<string, readonly string[]>;

/** The table for `mistyped`. */
export function misspellingsOf(words: Iterable<string>): Misspellings {
  const table = new Map<string, string[]>();
  for (const word of words) {
    if (word.length < SHORTEST_MISTYPED || !/^\p{L}+$/u.test(word)) continue;
    for (const shorter of shortened(word)) {
      const same = table.get(shorter);
      if (same === undefined) table.set(shorter, [word]);
      else if (!same.includes(word)) same.push(word);
    }
  }
  return table;
}

/**
 * The known word that this one is with one letter missing, one too many, or two exchanged; null when there is none or
 * several. A wrong letter is no such slip: "locked" and "looked" differ by one.
 */
export function mistyped(word: string, table: Misspellings, isKnown: (word: string) => boolean): string | null {
  if (word.length < SHORTEST_MISTYPED || word.length > LONGEST_MISTYPED) return null;
  const found = new Set(table.get(word));
  for (const shorter of shortened(word)) {
    if (shorter.length >= SHORTEST_MISTYPED && isKnown(shorter)) found.add(shorter);
    for (const other of table.get(shorter) ?? []) if (isExchanged(word, other)) found.add(other);
  }
  return found.size === 1 ? [...found][0]! : null;
}

function* shortened(word: string): Generator<string> {
  // The first letter is seldom wrong; so it stays.
  for (let at = 1; at < word.length; at++) yield word.slice(0, at) + word.slice(at + 1);
}

function isExchanged(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let at = 0;
  while (a[at] === b[at]) at++;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
