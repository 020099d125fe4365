/*
 * What stands on a page and is no request: the line that a machine prints at its top, and the paragraph about confidentiality.
 * A request that is taken for one of them is a request that nobody is told of, so in doubt it is none.
 */

const LONGEST_TOP_LINE = 140;
const TIME = /\b\d{1,2}[:.]\d{2}(?<seconds>[:.]\d{2})?(?:\s?[ap]m)?\b/iu;
const DATE =
  /\b(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}[. -]{1,2}\p{L}{3,9}\.?[ -]\d{2,4}|(?:mon|tue|wed|thu|fri|sat|sun)\p{L}{0,6}\W{1,3}\p{L}{3}|\p{L}{3} \d{1,2},? \d{4})(?!\p{L})/iu;
const NUMBER = /\+?\d[\d() %.-]{5,18}\d/u;
/** `P. 1`, `P.01/03`, `PAGE 1 OF 3`, `Seite 2 von 3`, `001/003` at the end of the line. */
const PAGE_MARK =
  /(?:\b(?:p(?:ages?|gs?)?|s(?:eite)?|página)[\s.:#]{0,3}(?<page>[\dOlI]{1,3})(?:\s?(?:\/|of|von|de|sur)\s?(?<pages>[\dOlI]{1,3}))?|(?<!\d[/.-])\b(?<alone>\d{1,3})\s?\/\s?(?<ofAll>\d{1,3}))\W{0,3}$/iu;
/** Words of machines; any other word in small letters is a person's. */
const MACHINES = /^(?:page|pages|seite|seiten|von|of|from|fax|tel|de|sur|para|página|am|pm|to|via|no|nr|p|s)$/u;

/** The line that a machine prints at the top of a page, with the numbers of the page as far as they can be read; null: it is none. */
export function topLineOf(line: string): { readonly page: number | null; readonly pages: number | null } | null {
  const time = TIME.exec(line);
  if (time === null || line.length > LONGEST_TOP_LINE) return null;
  const rest = line.replace(TIME, ' ').replace(DATE, ' ');
  const mark = PAGE_MARK.exec(line)?.groups;
  const hasDate = DATE.test(line);
  const hasNumber = NUMBER.test(rest);
  // nobody writes the number of the page behind date or number, nor seconds, date and number in one line; machines do, by law
  const isMachines =
    mark === undefined ? time.groups?.['seconds'] !== undefined && hasDate && hasNumber : hasDate || hasNumber;
  if (!isMachines) return null;
  if (rest.split(/[^\p{L}]+/u).some((word) => /^\p{Ll}{3,}$/u.test(word) && !MACHINES.test(word))) return null;
  return { page: countOf(mark?.['page'] ?? mark?.['alone']), pages: countOf(mark?.['pages'] ?? mark?.['ofAll']) };
}

/** A count as readers take it: O for 0, l and I for 1; null for none. */
export function countOf(read: string | undefined): number | null {
  const n = Number((read ?? '').replaceAll(/[oO]/gu, '0').replaceAll(/[lI]/gu, '1'));
  return n > 0 ? n : null;
}

/** A line that says so and nothing else. */
const ALONE =
  /^\W{0,4}(?:(?:strictly|highly|private and|personal and|streng) )?(?:confidential|vertraulich|confidentiel|confidencial)\W{0,4}$/iu;
/** How such paragraphs begin, or what only they say. */
const BEGINS = [
  /^\W{0,4}(?:(?:notice of )?confidentiality(?: (?:notice|note|statement|warning)\b|\W{0,3}$|\s?:)|privacy (?:notice|statement)\b|disclaimer\W{0,3}(?:$|:)|vertraulichkeitshinweis\b|avis de confidentialité|aviso de confidencialidad)/iu,
  /\bcontained in th(?:is|ese) (?:fax|facsimile|transmission|message|communication|document|pages|transmittal)\b/iu,
  /\bintended (?:only |solely |exclusively )?(?:for|to be read by) (?:the )?(?:sole |exclusive )?(?:use|person|individual|addressee|recipient|named)/iu,
  /\bif (?:you|it)\b.{0,40}\breceived (?:(?:this|it|the)\b ?)?(?:fax|facsimile|transmission|message|communication|document|transmittal)? ?(?:in error|by mistake)\b/iu,
  /\b(?:privileged (?:and|or|and\/or) confidential|confidential (?:and|or|and\/or) (?:legally )?privileged)\b/iu,
  /\bausschließlich für den (?:adressaten|empfänger)\b|\birrtümlich erhalten\b/iu,
  /\bexclusivement (?:à|au|aux) (?:l'|son |ses )?destinataires?\b|\breçu (?:ce|cette) \p{L}{3,15} par erreur\b/iu,
  /\bexclusivamente (?:a|al|para) (?:su |el |la )?(?:destinatario|persona)\b|\brecibido (?:este|esta) \p{L}{3,15} por error\b/iu,
];
/** What its later lines speak of; a sentence that speaks of none of these is somebody's. */
const GOES_ON =
  /\b(?:in error|destroy|notify|recipient|addressee|sender|disclos\p{L}*|copy(?:ing)?|copies|distribut\p{L}*|dissemination|prohibited|privileged|confidential\p{L}*|unauthori[sz]ed|intended|contents?|empfänger|absender|vernicht\p{L}*|destinataire|expéditeur|détru\p{L}*|destinatario|remitente|destru\p{L}*)\b/iu;
const MOST_LINES = 12;

/** Which lines of a page are such a paragraph: it begins as they do, and ends with it, or where a sentence speaks of something else. */
export function confidentialLines(lines: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  let since = 0; // lines of the paragraph so far; 0: in none
  for (const [i, line] of lines.entries()) {
    const begins = BEGINS.some((pattern) => pattern.test(line));
    const isNewSentence = /[.!?]\W{0,2}$/u.test(lines[i - 1] ?? '') && !begins && !GOES_ON.test(line);
    if (line.trim() === '' || since >= MOST_LINES || isNewSentence) since = 0;
    if (begins || since > 0) since += 1;
    if (since > 0 || ALONE.test(line)) found.add(i);
  }
  return found;
}
