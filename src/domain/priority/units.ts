/*
 * What the characters of a text are to the rules: parts of words, ends of clauses and of sentences, or nothing.
 */

const OTHER = 1;
export const WORD = 2;
export const APOSTROPHE = 3;
export const CLAUSE_END = 4;
export const SENTENCE_END = 5;
export const NEWLINE = 6;
export const BLANK = 7;
export const BAR = 8;

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

/** What a UTF-16 unit is: one of the constants above. */
export function kindOf(unit: number): number {
  const known = KINDS[unit]!;
  if (known !== 0) return known;
  // halves of a pair are taken for letters: what they make up together is no word of a phrase either way
  const kind = /[\p{L}\p{M}\p{N}\p{Cs}]/u.test(String.fromCharCode(unit)) ? WORD : OTHER;
  KINDS[unit] = kind;
  return kind;
}
