import { stemOf } from './stem.ts';

/*
 * A written word becomes the words that phrases are made of: "can't" and "cannot" are both "can not", "l'accès" is
 * "accès", "Rechnungen" stays what it is. The same is done to phrases, so each may be written as people write.
 */

const ASCII = /^[\w']*$/u;
const MARKS = /\p{M}/gu;

/** Written as one word, meant as several. */
const SPELLED: Readonly<Record<string, string>> = {
  cannot: 'can not',
  cant: 'can not',
  couldnt: 'can not',
  wont: 'will not',
  dont: 'do not',
  doesnt: 'do not',
  didnt: 'do not',
  isnt: 'be not',
  arent: 'be not',
  wasnt: 'be not',
  hasnt: 'have not',
  havent: 'have not',
  wouldnt: 'will not',
  shouldnt: 'shall not',
  "can't": 'can not',
  "won't": 'will not',
  "shan't": 'shall not',
  "ain't": 'be not',
  noone: 'no one',
  nothings: 'nothing be',
  "let's": 'let',
  "aujourd'hui": 'aujourdhui',
  u: 'you',
  ur: 'your',
  pls: 'please',
  plz: 'please',
  thx: 'thanks',
  ppl: 'person',
  w: 'with',
  im: 'i be',
  ive: 'i have',
  idk: 'i do not know',
  gonna: 'go to',
  wanna: 'want to',
  cuz: 'because',
  bc: 'because',
  msg: 'message',
  pw: 'password',
  env: 'environment',
  sys: 'system',
  prob: 'problem',
  probs: 'problem',
  info: 'information',
  wat: 'what',
  abt: 'about',
  tmrw: 'tomorrow',
  tmr: 'tomorrow',
  wk: 'week',
  wks: 'week',
};

const PRONOUN =
  /^(?:it|he|she|that|this|there|here|what|who|where|how|why|nobody|no|noone|nothing|everybody|everyone|everything|somebody|someone|something|system|server|one)$/u;

/** French words that lose their vowel before another: what is left of them stands for the whole. */
const ELIDED: Readonly<Record<string, string>> = {
  l: '',
  d: '',
  n: 'ne',
  s: 'se',
  c: 'ce',
  j: 'je',
  m: 'me',
  t: 'te',
  qu: 'que',
  jusqu: 'jusque',
  lorsqu: 'lorsque',
  puisqu: 'puisque',
  quelqu: 'quelque',
};

/** A written word as it is compared: lower case, one kind of apostrophe, without accents, ß as ss. */
export function folded(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase();
  return word
    .normalize('NFKD')
    .replaceAll(MARKS, '')
    .toLowerCase()
    .replaceAll(/[’ʼ‘`´]/gu, "'")
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l');
}

// what a web server answers with (RFC 9110 §15) is a word of its own
const NUMBER = /^(?![45]\d\d$)\d+$/u;
/** What every number in figures is to the rules: how many it was never matters, that it was many is said beside it. */
export const ANY_NUMBER = '0';

/** The stems that a folded word stands for, in order; usually one. */
export function stemsOf(word: string): readonly string[] {
  if (NUMBER.test(word)) return [ANY_NUMBER];
  const spelled = Object.hasOwn(SPELLED, word) ? SPELLED[word]! : null;
  if (spelled !== null) return spelled.split(' ').map(stemOf);
  const at = word.indexOf("'");
  if (at < 0) return [stemOf(word)];
  const [head, tail] = [word.slice(0, at), word.slice(at + 1)];
  if (head.endsWith('n') && tail === 't') return [stemOf(head.slice(0, -1)), 'not'];
  if (tail === 's') return PRONOUN.test(head) ? [stemOf(head), 'be'] : [stemOf(head)];
  if (tail === 're' || tail === 'm') return [stemOf(head), 'be'];
  if (tail === 've') return [stemOf(head), 'have'];
  if (tail === 'll') return [stemOf(head), 'will'];
  if (tail === 'd') return [stemOf(head)];
  if (Object.hasOwn(ELIDED, head)) return [ELIDED[head]!, ...stemsOf(tail)].filter((part) => part !== '');
  return [stemOf(head), ...(tail === '' ? [] : stemsOf(tail))];
}
