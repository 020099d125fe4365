import { PDFDocument, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';
import { dataMatrix } from '../../src/format/fax/data-matrix.ts';
import { PDFiumLibrary } from '@hyzyla/pdfium';

/*
 * Faxes as machines send them, from text that is known: typed with a real font, scanned at 204 × 98 or 204 × 196, black and
 * white, aslant, with specks, in one G4 TIFF. Everything that chance decides comes from a seed.
 */

const WIDTH = 1_728; // dots across
const INCHES_DOWN = 11;
const DRAWN = 408; // dots an inch, twice a fax's

export type Paper = {
  /** one page each */
  readonly pages: readonly (readonly string[])[];
  readonly resolution?: 'standard' | 'fine';
  /** share of the dots that are the other colour, 0 to 1 */
  readonly specks?: number;
  /** degrees clockwise */
  readonly skew?: number;
  readonly turned?: 0 | 90 | 180 | 270;
  /** lines of the scan that are lost (white), of each page */
  readonly lost?: number;
  /** a DataMatrix at the top right of each page */
  readonly code?: { readonly text: string; readonly millimetres: number };
  readonly font?: StandardFonts;
  readonly size?: number;
  readonly seed?: number;
};

/** The pages as scans: one byte a dot, 0 or 255. */
export async function scans(paper: Paper): Promise<readonly Buffer[]> {
  const { resolution = 'fine', specks = 0, skew = 0, turned = 0, lost = 0, seed = 1 } = paper;
  const height = heightOf(resolution);
  const chance = random(seed);
  const drawn = await draw(await typed(paper));
  const pages: Buffer[] = [];
  for (const { data, width, height: rows } of drawn) {
    let image = sharp(data, { raw: { width, height: rows, channels: 1 } });
    if (turned !== 0)
      image = sharp(
        await image.rotate(turned).resize(width, rows, { fit: 'fill' }).toColourspace('b-w').raw().toBuffer(),
        { raw: { width, height: rows, channels: 1 } },
      );
    if (skew !== 0) {
      const raw = await image
        .rotate(skew, { background: '#fff' })
        .toColourspace('b-w')
        .raw()
        .toBuffer({ resolveWithObject: true });
      image = sharp(raw.data, { raw: { width: raw.info.width, height: raw.info.height, channels: 1 } }).extract({
        left: Math.floor((raw.info.width - width) / 2),
        top: Math.floor((raw.info.height - rows) / 2),
        width,
        height: rows,
      });
    }
    const scan = await image
      .resize(WIDTH, height, { fit: 'fill' })
      .threshold(150)
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    for (let i = 0; i < scan.length; i += 1) if (specks > 0 && chance() < specks) scan[i] = 255 - scan[i]!;
    for (let i = 0; i < lost; i += 1) {
      const row = Math.floor(chance() * height);
      scan.fill(255, row * WIDTH, (row + 1) * WIDTH);
    }
    pages.push(scan);
  }
  return pages;
}

/** The fax as one TIFF, G4, as sharp writes it. */
export async function fax(paper: Paper): Promise<Buffer> {
  const { resolution = 'fine' } = paper;
  const height = heightOf(resolution);
  const pages = await scans(paper);
  return sharp(Buffer.concat(pages), {
    raw: { width: WIDTH, height: height * pages.length, channels: 1, pageHeight: height },
  })
    .toColourspace('b-w')
    .tiff({ compression: 'ccittfax4', bitdepth: 1, xres: 204 / 25.4, yres: linesOf(resolution) / 25.4 })
    .toBuffer();
}

function linesOf(resolution: 'standard' | 'fine'): number {
  return resolution === 'fine' ? 196 : 98;
}
function heightOf(resolution: 'standard' | 'fine'): number {
  return linesOf(resolution) * INCHES_DOWN;
}

/** A letter of business with figures, names and a table: what customers send. 11 points, wrapped by hand. */
export const LETTER: readonly string[] = [
  'Contoso Clinic',
  '12 Harbour Street, Springfield, IL 62704',
  '',
  'Account number: 4471-0098-215',
  '',
  'Dear Sir or Madam,',
  '',
  'On 3 March we received invoice 88123 for 1,482.50 dollars. The amount is not',
  'the amount that we agreed on in your quotation Q-7734 of 19 January, which says',
  '1,248.50 dollars. We think that two digits were exchanged by mistake.',
  '',
  'Since this morning nobody in the billing department can log in to the production',
  'system. Every user gets the message "Session expired" and is thrown out again.',
  'Payroll has to run today at 4 p.m.; please call Maria Alvarez at extension 4417.',
  '',
  'The test system works as usual, and so does the web page for our patients.',
  '',
  'Yours faithfully,',
  'Maria Alvarez, Accounts Manager',
];

/** The first page of a fax. */
export const COVER: readonly string[] = [
  'FAX',
  '',
  'To: Northwind Traders Support          Fax: +1 555 010 4477',
  'From: Maria Alvarez, Contoso Clinic    Fax: +1 555 010 2231',
  'Date: 14 March 2026                    Pages: 2 including cover',
  'Re: Invoice 88123 is wrong, and nobody can log in',
  '',
  'Please deliver to the billing department.',
  '',
  'CONFIDENTIALITY NOTICE: This facsimile contains information that may',
  'be privileged. If you received it in error, please call us at once and',
  'destroy every copy. Thank you.',
];

async function typed({ pages, code, font = StandardFonts.TimesRoman, size = 11 }: Paper): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const face = await pdf.embedFont(font);
  for (const lines of pages) {
    const page = pdf.addPage([612, 72 * INCHES_DOWN]);
    for (const [i, line] of lines.entries()) page.drawText(line, { x: 72, y: 700 - i * size * 1.6, size, font: face });
    if (code === undefined) continue;
    const { columns, rows, dark } = dataMatrix(code.text);
    const side = (code.millimetres / 25.4) * 72;
    const module = side / columns;
    for (const [i, isDark] of dark.entries())
      if (isDark)
        page.drawRectangle({
          x: 540 - side + (i % columns) * module,
          y: 756 - (Math.floor(i / columns) + 1) * module,
          width: module,
          height: (module * columns) / rows,
        });
  }
  return pdf.save();
}

let library: Promise<PDFiumLibrary> | null = null;

async function draw(pdf: Uint8Array) {
  library ??= PDFiumLibrary.init();
  const document = await (await library).loadDocument(pdf);
  try {
    const pages: { data: Uint8Array; width: number; height: number }[] = [];
    for (const page of document.pages()) {
      const { data, width, height } = await page.render({ scale: DRAWN / 72, colorSpace: 'Gray', render: 'bitmap' });
      pages.push({ data: Uint8Array.from(data), width, height });
    }
    return pages;
  } finally {
    document.destroy();
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32, a well-known generator of 32 bits). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Character error rate: edits (Levenshtein) from what stands there to what was read, white space collapsed, by letters of the truth. */
export function errorRate(truth: string, read: string): number {
  const [a, b] = [truth, read].map((text) => text.replaceAll(/\s+/gu, ' ').trim()) as [string, string];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]! / Math.max(1, a.length);
}
