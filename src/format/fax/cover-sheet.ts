import { PDFDocument, rgb, StandardFonts, type PDFFont, type PDFPage } from 'pdf-lib';
import { dataMatrix } from './data-matrix.ts';

/*
 * A letter that goes out as a fax. On every page stand the ticket's number in plain letters and, at the top right, a bar code
 * of 20 mm with its mark: a page that comes back by fax finds its ticket, even at 98 lines an inch, aslant and with specks.
 */

/** One millimetre in points. */
const MM = 72 / 25.4;
const LETTER = { width: 612, height: 792 } as const; // what North American machines hold
const MARGIN = 18 * MM;
const CODE = 20 * MM; // at 10 mm one of five is missed
/** Larger than in print: fax has 98 lines an inch where it is coarse. */
const BODY = 12;
const LINE = 16;
const BLACK = rgb(0, 0, 0);

export type FaxLetter = {
  /** whom the fax is for, and its number */
  readonly to: string;
  readonly number: string;
  readonly from: string;
  /** e.g. `K7Q-2M4` */
  readonly reference: string;
  /** what the bar code says (format/mark.ts, `faxMark`) */
  readonly mark: string;
  readonly subject: string;
  /** paragraphs and line ends as they stand; long lines are broken */
  readonly text: string;
  /** as it is to be read, e.g. `Thursday, 26 November 2026, 1:06 PM Eastern (EST)` */
  readonly date: string;
};

/** The letter as a PDF of as many pages as it takes. */
export async function faxLetter(letter: FaxLetter): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.setTitle(letter.subject);
  const fonts = {
    plain: await pdf.embedFont(StandardFonts.Helvetica),
    bold: await pdf.embedFont(StandardFonts.HelveticaBold),
  };
  const width = LETTER.width - 2 * MARGIN;
  const body = wrapped(printable(letter.text), fonts.plain, BODY, width);
  const pages: PDFPage[] = [];
  const turnPage = (): { page: PDFPage; y: number } => {
    const page = pdf.addPage([LETTER.width, LETTER.height]);
    pages.push(page);
    stamp(page, letter, fonts);
    return { page, y: LETTER.height - MARGIN - CODE - 2 * LINE };
  };

  let { page, y } = turnPage();
  y = heading(page, y, letter, fonts);
  for (const line of body) {
    if (y < MARGIN + 2 * LINE) ({ page, y } = turnPage());
    page.drawText(line, { x: MARGIN, y, size: BODY, font: fonts.plain, color: BLACK });
    y -= LINE;
  }
  for (const [i, each] of pages.entries()) footer(each, `Page ${i + 1} of ${pages.length}`, letter, fonts);
  return pdf.save();
}

type Fonts = { readonly plain: PDFFont; readonly bold: PDFFont };

/** Number and bar code at the top of a page. */
function stamp(page: PDFPage, { reference, mark, from }: FaxLetter, { plain, bold }: Fonts): void {
  const { columns, rows, dark } = dataMatrix(mark);
  const module = CODE / Math.max(columns, rows);
  const left = LETTER.width - MARGIN - CODE;
  const top = LETTER.height - MARGIN;
  for (const [i, isDark] of dark.entries()) {
    if (!isDark) continue;
    const [x, y] = [left + (i % columns) * module, top - (Math.floor(i / columns) + 1) * module];
    page.drawRectangle({ x, y, width: module, height: module, color: BLACK });
  }
  page.drawText(printable(from).slice(0, 60), { x: MARGIN, y: top - 14, size: 14, font: bold, color: BLACK });
  page.drawText(`Your number: [#${reference}]`, { x: MARGIN, y: top - 38, size: 14, font: bold, color: BLACK });
  const keep = 'To answer by fax, send this page first, or write the number on yours.';
  page.drawText(keep, { x: MARGIN, y: top - 54, size: 9, font: plain, color: BLACK });
}

/** Who writes to whom; returns where the text begins. */
function heading(page: PDFPage, from: number, letter: FaxLetter, { plain, bold }: Fonts): number {
  let y = from;
  const rows = [
    ['FAX to', `${letter.to === '' ? '' : `${letter.to}, `}${letter.number}`],
    ['From', letter.from],
    ['Date', letter.date],
    ['Re', letter.subject],
  ] as const;
  for (const [name, value] of rows) {
    page.drawText(name, { x: MARGIN, y, size: BODY, font: bold, color: BLACK });
    for (const line of wrapped(printable(value), plain, BODY, LETTER.width - 2 * MARGIN - 25 * MM).slice(0, 2)) {
      page.drawText(line, { x: MARGIN + 25 * MM, y, size: BODY, font: plain, color: BLACK });
      y -= LINE;
    }
  }
  const line = { start: { x: MARGIN, y: y + 4 }, end: { x: LETTER.width - MARGIN, y: y + 4 } };
  page.drawLine({ ...line, thickness: 1, color: BLACK });
  return y - LINE;
}

function footer(page: PDFPage, words: string, { from }: FaxLetter, { plain }: Fonts): void {
  page.drawText(`${words} · ${printable(from).slice(0, 60)}`, {
    x: MARGIN,
    y: MARGIN - 4,
    size: 9,
    font: plain,
    color: BLACK,
  });
}

/** Lines that fit; a word that is longer than a line is cut. */
function wrapped(text: string, font: PDFFont, size: number, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(/(?<=\s)/u)) {
      if (font.widthOfTextAtSize((line + word).trimEnd(), size) <= width) {
        line += word;
        continue;
      }
      if (line !== '') lines.push(line.trimEnd());
      line = word;
      while (font.widthOfTextAtSize(line.trimEnd(), size) > width) {
        let fits = line.length - 1;
        while (fits > 1 && font.widthOfTextAtSize(line.slice(0, fits), size) > width) fits -= 1;
        lines.push(line.slice(0, fits));
        line = line.slice(fits);
      }
    }
    return [...lines, line.trimEnd()];
  });
}

const PLAIN: Readonly<Record<string, string>> = {
  '\u00A0': ' ',
  '\u202F': ' ',
  '\u2009': ' ',
  '\t': '  ',
  '→': '->',
  '−': '-',
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  ı: 'i',
};
/** What the fonts that every PDF reader has cannot show: all but ASCII, Latin-1 and a few (WinAnsi). */
const NOT_IN_FONT = /[^\n\u0020-\u007E\u00A1-\u00FF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/gu;
const NOT_IN_FONT_AT_ALL = new RegExp(NOT_IN_FONT.source, 'u'); // without a memory of where it was

/** The text in letters that the fonts have: without marks where a letter has none, else a question mark. */
function printable(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\r\n?/gu, '\n')
    .replaceAll(NOT_IN_FONT, (letter) => {
      const plain = PLAIN[letter] ?? letter.normalize('NFD').slice(0, 1);
      return plain === '' || NOT_IN_FONT_AT_ALL.test(plain) ? '?' : plain;
    });
}
