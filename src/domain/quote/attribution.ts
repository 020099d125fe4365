import type { Lines } from './lines.ts';

/** Most lines over which a mail program's wrapping spreads one attribution. */
const MAX_LINES = 4;

// How the attribution of a reply begins in the languages that we know, and the verb that it needs.
const STARTS = /^(?:On|Am|Le|El|Il|In data|Op|Em|No dia|Den|På|W dniu|Dnia|Pe|Dne|Vào)\s/u;
const VERBS =
  /(?:\b(?:wrote|schrieb|schreef|skrev|escribi[óo]|escreveu|pisze|napisał|napisał\(a\)|kirjoitti|napsal\(a\)|scrisese?)\b|ha scritto|a écrit|пишет|писал|写道|寫道)/iu;

const TIME = /\d{1,2}[:.h]\d{2}/u;
const DATE = /(?:\b(?:19|20)\d{2}\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})/u;
const ADDRESS = /[<([][^\s<>()[\]@]{1,64}@[^\s<>()[\]@]{1,255}[>)\]]/u;

/** An attribution, "On 1 July 2025 at 10:00 Jane <jane@x.example> wrote:", and where it ends (the line after it). */
export type Attribution = {
  readonly end: number;
  /** the next line that is not blank begins with ">": the quote itself is marked, and text may stand between its parts */
  readonly marked: boolean;
};

/**
 * Whether an attribution begins at line n. Before marked quotes little evidence is asked for. Before an unmarked one much is
 * (an address or a time of day, and for unknown wording both), because all that follows will be taken for the quote.
 */
export function attributionAt(lines: Lines, n: number, atParagraph: boolean): Attribution | null {
  const first = lines.at(n).trimStart();
  const starts = STARTS.test(first);
  if (!starts && !atParagraph) return null;
  let joined = '';
  let end = n;
  for (; end < n + MAX_LINES; end += 1) {
    const line = lines.at(end).trimStart();
    if (line === '' || line.startsWith('>') || (end > n && STARTS.test(line))) return null;
    joined += `${line} `;
    if (/[:：]$/u.test(line)) break;
  }
  if (end === n + MAX_LINES || joined.length > 600) return null;
  const marked = isMarkedAfter(lines, end + 1);
  const verb = VERBS.test(joined);
  const address = ADDRESS.test(joined);
  const time = TIME.test(joined);
  const enough = marked
    ? (verb && (starts || address || time || DATE.test(joined))) || (address && (time || DATE.test(joined)))
    : verb && ((starts && (address || time)) || (address && (time || DATE.test(joined))));
  return enough ? { end: end + 1, marked } : null;
}

function isMarkedAfter(lines: Lines, from: number): boolean {
  for (let n = from; n < from + 4 && n < lines.count; n += 1) {
    const line = lines.at(n).trimStart();
    if (line !== '') return line.startsWith('>');
  }
  return false;
}
