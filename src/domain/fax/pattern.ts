/*
 * The small language in which a profile says how a service's mails are worded: words, holes and parts that may be missing.
 *
 *   New Fax Message from {caller} on {received}
 *   MyFax message from "{station}"[ - {pages} page(s)]
 *
 * A pattern fits a whole line. Case, kinds of quotes and dashes, and how wide a space is do not matter. `\` before [ ] { } \
 * means the sign itself. Matching asks about every place of the text at most once for each step of the pattern, whatever
 * either holds: no pattern and no mail can make it slow.
 */

/** What a hole may stand for; `any` is passed over, `pages` takes digits only. */
export const HOLES = ['caller', 'caller_name', 'station', 'pages', 'dialled', 'received', 'error', 'any'] as const;
export type Hole = (typeof HOLES)[number];

/** What the holes of a pattern held, as it was written. */
export type Found = Partial<Record<Hole, string>>;

export type Pattern = { readonly text: string; readonly steps: readonly Step[] };

type Step =
  | { readonly is: 'letter'; readonly letter: string }
  /** what follows may be missing; then it goes on at `else` */
  | { readonly is: 'maybe'; readonly else: number }
  /** a hole begins, and its second step takes one character after another, as few as will do */
  | { readonly is: 'open' | 'take'; readonly hole: Hole };

/** Characters of a line that are read; subjects of services have less than 200. */
const LONGEST = 300;
/** Letters that a pattern must have beside its holes: with fewer it would fit anything. */
const LEAST_LETTERS = 3;

/** The pattern that a text says, or what is wrong with it, in words that follow "this is no pattern: ". */
export function readPattern(text: string): Pattern | string {
  const steps: Step[] = [];
  const seen = new Set<string>();
  let optional: number | null = null;
  let letters = 0;
  const wanted = squeeze(text);
  for (let i = 0; i < wanted.length; i += 1) {
    const c = wanted[i]!;
    if (c === '[') {
      if (optional !== null) return 'a part in [ ] cannot hold another';
      optional = steps.push({ is: 'maybe', else: 0 }) - 1;
    } else if (c === ']') {
      if (optional === null) return 'a ] has no [ before it; write \\] for the sign itself';
      steps[optional] = { is: 'maybe', else: steps.length };
      optional = null;
    } else if (c === '{') {
      const end = wanted.indexOf('}', i);
      const hole = HOLES.find((name) => name === wanted.slice(i + 1, end));
      if (end < 0 || hole === undefined) return `a hole is one of ${HOLES.map((name) => `{${name}}`).join(' ')}`;
      if (steps.at(-1)?.is === 'take') return `nothing tells where {${hole}} begins; write something before it`;
      if (seen.has(hole) && hole !== 'any') return `{${hole}} stands in it twice`;
      seen.add(hole);
      steps.push({ is: 'open', hole }, { is: 'take', hole });
      i = end;
    } else if (c === '}') return 'a } has no { before it; write \\} for the sign itself';
    else {
      if (c === '\\') i += 1;
      const letter = fold(wanted[i] ?? '\\');
      if (optional === null && letter !== ' ') letters += 1;
      steps.push({ is: 'letter', letter });
    }
  }
  if (optional !== null) return 'a [ is never closed; write \\[ for the sign itself';
  if (letters < LEAST_LETTERS) return `it needs at least ${LEAST_LETTERS} letters outside { } and [ ]`;
  return { text, steps };
}

/** What the holes hold when the pattern fits the whole line, or null. */
export function fit({ steps }: Pattern, text: string): Found | null {
  const line = squeeze(text);
  const first = steps[0];
  if (first?.is === 'letter' && first.letter !== fold(line[0] ?? '')) return null;
  const tried = new Uint8Array((steps.length + 1) * (line.length + 1));
  const begins: Partial<Record<Hole, number>> = {};
  const found: Found = {};
  const goesOn = (n: number, at: number): boolean => {
    const key = n * (line.length + 1) + at;
    if (tried[key] === 1) return false;
    tried[key] = 1;
    const step = steps[n];
    if (step === undefined) return at === line.length;
    if (step.is === 'letter') return at < line.length && fold(line[at]!) === step.letter && goesOn(n + 1, at + 1);
    if (step.is === 'maybe') return goesOn(n + 1, at) || goesOn(step.else, at);
    if (step.is === 'open') {
      // `pages` is never empty: it begins with its first digit
      if (step.hole === 'pages' && !isDigit(line[at])) return false;
      if (!goesOn(n + 1, step.hole === 'pages' ? at + 1 : at)) return false;
      begins[step.hole] = at;
      return true;
    }
    if (goesOn(n + 1, at)) {
      found[step.hole] = line.slice(0, at);
      return true;
    }
    return at < line.length && (step.hole !== 'pages' || isDigit(line[at])) && goesOn(n, at + 1);
  };
  if (!goesOn(0, 0)) return null;
  for (const hole of HOLES) {
    const to = found[hole];
    if (to !== undefined) found[hole] = to.slice(begins[hole] ?? 0).trim();
  }
  delete found.any;
  return found;
}

/** One line, at most so long, every run of white space one blank. */
function squeeze(text: string): string {
  return text
    .slice(0, LONGEST * 2)
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .slice(0, LONGEST);
}

/** A letter as it is compared. One UTF-16 unit stays one, so that places in the text stay what they are. */
function fold(letter: string): string {
  if (/[“”„‟«»″]/u.test(letter)) return '"';
  if (/[‘’‚‛′`´]/u.test(letter)) return "'";
  if (/[‐‑‒–—―−]/u.test(letter)) return '-';
  const lower = letter.toLowerCase();
  return lower.length === letter.length ? lower : letter;
}

function isDigit(letter: string | undefined): boolean {
  return letter !== undefined && letter >= '0' && letter <= '9';
}
