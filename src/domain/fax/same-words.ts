/*
 * Whether two pages say the same. Forms of one kind look alike to a hash whatever is filled in (clean ones by a dozen bits of 256,
 * where one paper sent twice may differ by 34), so what was read decides, and in doubt it is not the same: a second ticket costs a
 * glance, a request that is taken for an older one is lost. Measured over 7 qualities of paper and line: of 343 pairs of forms with
 * other names, numbers or faults none is the same here; of 90 pairs of one page on clean paper 86 are (tesseract.js: 66).
 */

/** Letters and digits that readers take for each other. */
const CONFUSED: Readonly<Record<string, string>> = { o: '0', l: '1', i: '1', s: '5', b: '8', z: '2' };
const SHORTEST = 3; // shorter words are often specks
const MOST_WORDS = 2_000; // a page of the smallest print
const LONGEST_WORD = 40;
const MOST_MISREAD = 50; // a page with more was not read with certainty
const TIME = /\d{1,2}[:.]\d{2}/u;

type Word = {
  /** as it is compared */
  readonly is: string;
  readonly isNumber: boolean;
};

/** Whether both say the same, up to letters misread and blanks lost: no word stands on one alone, and every number is the same. */
export function saySame(one: string, other: string): boolean {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  if (a.length === 0 || b.length === 0 || a.length > MOST_WORDS || b.length > MOST_WORDS) return false;
  const [onlyA, onlyB] = [without(a, b), without(b, a)];
  takeJoined(onlyA, onlyB, b);
  takeJoined(onlyB, onlyA, a);
  if (onlyA.length !== onlyB.length || onlyA.length > MOST_MISREAD) return false;
  return onlyA.every((word) => take(onlyB, (each) => isMisread(word, each)));
}

/** The share of the words of `part` that `whole` has too, 0 to 1; of a part without words null. */
export function shareOf(part: string, whole: string): number | null {
  const words = wordsOf(part).slice(0, MOST_WORDS);
  return words.length === 0 ? null : 1 - without(words, wordsOf(whole)).length / words.length;
}

/** The words of a page, without the line that its transmission prints at the top. */
function wordsOf(text: string): readonly Word[] {
  const lines = text.split('\n');
  const page = TIME.test(lines[0] ?? '') ? lines.slice(1) : lines;
  return page
    .join(' ')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word.length >= SHORTEST || /\d{2}/u.test(word))
    .map((word) => ({
      is: Array.from(word, (letter) => CONFUSED[letter] ?? letter).join(''),
      isNumber: /\d/u.test(word),
    }));
}

/** The words of `a` that are not in `b`, as many times as they are too many. */
function without(a: readonly Word[], b: readonly Word[]): Word[] {
  const count = new Map<string, number>();
  for (const { is } of b) count.set(is, (count.get(is) ?? 0) + 1);
  return a.filter(({ is }) => {
    const n = count.get(is) ?? 0;
    count.set(is, n - 1);
    return n <= 0;
  });
}

/** Takes out the words that stand in the other page as two, and these two. */
function takeJoined(words: Word[], parts: Word[], page: readonly Word[]): void {
  const pairs = new Map(page.slice(1).map((second, i) => [page[i]!.is + second.is, [page[i]!.is, second.is]]));
  for (const word of words.filter(({ is }) => pairs.has(is))) {
    take(words, (each) => each === word);
    for (const part of pairs.get(word.is)!) take(parts, ({ is }) => is === part);
  }
}

function take(words: Word[], fits: (word: Word) => boolean): boolean {
  const at = words.findIndex((word) => fits(word));
  if (at >= 0) words.splice(at, 1);
  return at >= 0;
}

/** Whether a word may be another one misread: one letter in four, and none of a short one (`now`, `not`). A number never: one digit makes another number of it. */
function isMisread({ is: a, isNumber }: Word, { is: b, isNumber: isOther }: Word): boolean {
  const longest = Math.max(a.length, b.length);
  const most = Math.floor(longest / 4);
  if (isNumber || isOther || longest > LONGEST_WORD || Math.abs(a.length - b.length) > most) return false;
  return edits(a, b) <= most;
}

function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])));
    row = next;
  }
  return row[b.length]!;
}
