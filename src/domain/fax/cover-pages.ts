import { countOf, topLineOf } from './boilerplate.ts';
import type { FaxPage } from './fax.ts';

/** A count as readers take it (O for 0, l and I for 1), and no list of pages: `Pages: 45, 46`. */
const COUNT = '[\\dOlI]{1,3}(?![\\p{L}\\d]|\\s?(?:[-–,/]|and|und|et|y|to|bis|à|a)\\s?\\d)';
/** `Pages: 3`, `No. of pages (incl. cover): 3`, with the label at the beginning of the line … */
const LABELLED = new RegExp(
  `^(?:(?:no\\.?|number|anzahl|nombre|número) (?:of |der |de )?)?(?:pages?|seiten(?:zahl)?|páginas?|pgs)\\b[^:\\d]{0,40}(:|\\.)?\\s*(?:\\D{0,20}\\s)?(${COUNT})`,
  'iu',
);
/** … or within it: `Date: 14 March   Pages: 2 including cover`. */
const WITHIN = new RegExp(`\\b(?:pages?|seiten|páginas?)\\s?[:;]\\s?(${COUNT})`, 'iu');
const BEHIND =
  /\b(\d{1,3})\s+(?:pages?|seiten|páginas?)\b[^.]{0,20}\b(?:incl|inkl|including|einschl|cover|y compris|incluyendo|total|insgesamt)/iu;
/** `Page 1 of 3`, as programs print on each page. */
const FIRST_OF = /\b(?:page|seite|página)\s+(?:0{0,2}1|[lI])\s*(?:of|\/|von|de|sur)\s*(\d{1,3})\b/iu;
const MOST_PAGES = 500; // who announces more was misread

/** Pages that a line of page 1 announces; null: none, or nothing sure. Without a colon only a cover is believed: letters speak of pages too. */
export function pagesAnnounced(line: string, isCover: boolean): number | null {
  const [, colon, count] = LABELLED.exec(line) ?? [];
  const labelledCount =
    colon !== undefined || isCover || /^(?:no|number|anzahl|nombre|número)\b/iu.test(line) ? count : undefined;
  const found = FIRST_OF.exec(line)?.[1] ?? labelledCount ?? WITHIN.exec(line)?.[1] ?? BEHIND.exec(line)?.[1];
  return plausible(countOf(found));
}

/** Pages that the sender's machine counted (`P. 1/3` at the top of page 1); null where its lines do not say it, or contradict each other. */
export function pagesInTopLines(pages: readonly Pick<FaxPage, 'n' | 'text' | 'needsHuman'>[]): number | null {
  const told = pages.flatMap(({ n, text, needsHuman }) => {
    if (needsHuman) return [];
    const lines = text.split('\n', 2).map((line) => topLineOf(line.trim()));
    return lines.flatMap((line) => (line?.page === n && line.pages !== null && line.pages >= n ? [line.pages] : []));
  });
  return plausible(new Set(told).size === 1 ? told[0]! : null);
}

/** What is wrong with the number of pages, in a sentence; null: nothing that is known. */
export function missingPages(announced: number | null, received: number): string | null {
  if (announced === null || announced <= received) return null;
  const missing = announced - received;
  return `${missing} of ${announced} pages ${missing === 1 ? 'is' : 'are'} missing: ${received} came`;
}

function plausible(pages: number | null): number | null {
  return pages !== null && pages <= MOST_PAGES ? pages : null;
}
