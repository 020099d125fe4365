/*
 * Words that mean the same are compared by one stem. A light stemmer is enough, since phrases and texts pass through the
 * same one: what counts is that "crash", "crashes", "crashed" and "crashing" meet, not that the stem is a word.
 */

const IRREGULAR: Readonly<Record<string, string>> = Object.fromEntries(
  (
    [
      ['be', 'is are was were am been being'],
      ['have', 'has had having'],
      ['do', 'does did doing'],
      ['can', 'could'],
      ['will', 'would'],
      ['shall', 'should'],
      ['go', 'goes went going'],
      ['get', 'gets got gotten getting'],
      ['come', 'comes came coming'],
      ['break', 'broke broken'],
      ['lose', 'lost loses losing'],
      ['freeze', 'froze frozen'],
      ['stand', 'stood'],
      ['hang', 'hung'],
      ['throw', 'threw thrown'],
      ['stick', 'stuck'],
      ['send', 'sent'],
      ['print', 'prints'],
      ['begin', 'began begun beginning'],
      ['run', 'ran running'],
      ['give', 'gave given giving'],
      ['take', 'took taken taking'],
      ['make', 'made making'],
      ['find', 'found'],
      ['tell', 'told'],
      ['say', 'says said'],
      ['see', 'saw seen'],
      ['show', 'shown'],
      ['know', 'knew known'],
      ['keep', 'kept'],
      ['leave', 'leaves leaving'],
      ['let', 'letting'],
      ['pay', 'paid'],
      ['put', 'putting'],
      ['read', 'reads'],
      ['write', 'wrote written writing'],
      ['choose', 'chose chosen'],
      ['fall', 'fell fallen'],
      ['grow', 'grew grown'],
      ['die', 'died dying dies'],
      ['sign', 'signs'],
      ['think', 'thought'],
      ['buy', 'bought'],
      ['bring', 'brought'],
      ['shut', 'shutting'],
      ['cut', 'cutting'],
      ['set', 'setting'],
      ['sit', 'sat sitting'],
      ['spin', 'spun spinning'],
      ['eat', 'ate eaten'],
      ['person', 'people persons'],
      ['man', 'men'],
      ['woman', 'women'],
      ['child', 'children'],
      ['fewer', 'less'],
    ] as const
  ).flatMap(([stem, forms]) => forms.split(' ').map((form) => [form, stem] as const)),
);

// "us", "bus", "this", "status", "always" and their like end in an s that is not an ending
const ENDS_IN_S = /(?:ss|us|is|ys|as|os|news)$/u;
const VOWEL = /[aeiouy]/u;

/** The stem of a folded word (see `folded`). */
export function stemOf(word: string): string {
  const known = IRREGULAR[word];
  if (known !== undefined && Object.hasOwn(IRREGULAR, word)) return known;
  if (word.length < 4) return word;
  return withoutE(undoubled(withoutVerbEnding(withoutPlural(word))));
}

function withoutPlural(word: string): string {
  if (!word.endsWith('s') || ENDS_IN_S.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:sh|ch|x|ss|zz)es$/u.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function withoutVerbEnding(word: string): string {
  if (word.endsWith('ied') && word.length > 4) return `${word.slice(0, -3)}y`;
  for (const ending of ['ing', 'ed'])
    if (word.endsWith(ending)) {
      const rest = word.slice(0, -ending.length);
      if (rest.length > 2 && VOWEL.test(rest) && !rest.endsWith('e')) return rest;
    }
  return word;
}

/** "stopp" of "stopped" is "stop"; "fall", "miss" and "buzz" keep theirs. */
function undoubled(word: string): string {
  const last = word.at(-1)!;
  return word.length > 3 && last === word.at(-2) && !'lsz'.includes(last) ? word.slice(0, -1) : word;
}

function withoutE(word: string): string {
  return word.length > 3 && word.endsWith('e') ? word.slice(0, -1) : word;
}
