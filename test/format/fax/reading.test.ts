import { afterAll, describe, expect, it } from 'vitest';
import type { FaxPage } from '../../../src/domain/fax/fax.ts';
import { hashDistance } from '../../../src/domain/fax/page-hash.ts';
import { despeckle } from '../../../src/format/fax/despeckle.ts';
import { isSideways } from '../../../src/format/fax/deskew.ts';
import { openDocument } from '../../../src/format/fax/document.ts';
import type { GrayPage } from '../../../src/format/fax/gray.ts';
import type { Ocr } from '../../../src/format/fax/ocr/port.ts';
import { tesseractJs } from '../../../src/format/fax/ocr/tesseract-js.ts';
import { readPage, type PageRead } from '../../../src/format/fax/read-page.ts';
import { COVER, errorRate, fax, LETTER as OTHER, type Paper } from '../../fax/generate.ts';
import { LETTERS } from '../../fax/letters.ts';

/** One engine for all: it takes half a second to start. */
const ocr = tesseractJs(['eng']);
const LIMITS = { maxBytes: 25_000_000, maxPages: 200, maxPagePixels: 40_000_000 };
const OPTIONS = { seconds: 60, personBelow: 60 };
const LETTER = LETTERS[1]!;
const LIST = [
  'Invoices of 25 November',
  '',
  ...Array.from({ length: 24 }, (_, i) => `${40_118 + 3 * i}   ${120 + 37 * i}.00`),
];
const SLOW = 120_000; // ms; a page takes a second of CPU, and the machine may do much else

afterAll(() => ocr.close());

async function scanOf(paper: Partial<Paper>): Promise<GrayPage> {
  const document = await openDocument(await fax({ pages: [LETTER], ...paper }), LIMITS);
  return document.page(1);
}

async function read(paper: Partial<Paper>): Promise<PageRead & { readonly errors: number }> {
  const result = await readPage(await scanOf(paper), ocr, OPTIONS);
  return { ...result, errors: errorRate((paper.pages?.[0] ?? LETTER).join('\n'), result.page.text) };
}

describe('a typed page', () => {
  it.each<readonly [name: string, most: number, turned: FaxPage['turned'], paper: Partial<Paper>]>([
    ['fine', 0.01, 0, {}],
    ['standard', 0.03, 0, { resolution: 'standard' }],
    ['a cover sheet in small print', 0.01, 0, { pages: [COVER], size: 9 }],
    ['a letter in small print, standard', 0.03, 0, { pages: [OTHER], size: 9, resolution: 'standard' }],
    ['fine, soiled', 0.03, 0, { specks: 0.005 }],
    ['fine, very much soiled', 0.08, 0, { specks: 0.02 }],
    ['standard, soiled', 0.03, 0, { resolution: 'standard', specks: 0.005 }],
    ['standard, very much soiled', 0.08, 0, { resolution: 'standard', specks: 0.02 }],
    ['aslant by 2°', 0.01, 0, { skew: 2 }],
    ['aslant by −5°', 0.02, 0, { skew: -5 }],
    ['upside down', 0.01, 180, { turned: 180 }],
    ['on its right side', 0.02, 270, { turned: 90 }],
    ['on its left side', 0.02, 90, { turned: 270 }],
    ['a short list in a corner', 0.01, 0, { pages: [LIST], size: 17 }],
    ['a short list in a corner, soiled', 0.05, 0, { pages: [LIST], size: 17, specks: 0.005 }],
    ['a short list on its right side', 0.02, 270, { pages: [LIST], size: 17, turned: 90 }],
    [
      'upside down, aslant, soiled, standard',
      0.08,
      180,
      { turned: 180, skew: 1.5, specks: 0.003, resolution: 'standard' },
    ],
  ])(
    'is read: %s',
    async (_name, most, turned, paper) => {
      const { page, notes, errors } = await read(paper);
      expect({ turned: page.turned, needsHuman: page.needsHuman, blank: page.blank, notes }).toEqual({
        turned,
        needsHuman: false,
        blank: false,
        notes: [],
      });
      expect(errors).toBeLessThanOrEqual(most);
      expect(page.confidence).toBeGreaterThanOrEqual(75);
      // the sheets here are scanned upright whatever is on them
      expect(page.width > page.height).toBe(turned === 90 || turned === 270);
    },
    SLOW,
  );

  it(
    'is known again however it was sent, and told from another',
    async () => {
      const hashes = [];
      for (const paper of [{}, { resolution: 'standard', specks: 0.003 }, { skew: 1, turned: 180 }] as const)
        hashes.push((await read(paper)).page.hash);
      const other = (await read({ pages: [LETTERS[2]!] })).page.hash;
      for (const hash of hashes) {
        expect(hashDistance(hashes[0]!, hash)).toBeLessThanOrEqual(40);
        expect(hashDistance(other, hash)).toBeGreaterThan(60);
      }
    },
    SLOW,
  );
});

it('a short list in a corner does not count as lying on its side', async () => {
  for (const specks of [0, 0.0002])
    expect(isSideways(despeckle(await scanOf({ pages: [LIST], size: 17, specks })))).toBe(false);
  expect(isSideways(await scanOf({ turned: 90 }))).toBe(true);
});

describe('a page that is no text', () => {
  it(
    'is not read when it is blank, however much dust lies on it',
    async () => {
      const asked: unknown[] = [];
      const never: Ocr = { ...ocr, recognize: (page) => (asked.push(page), Promise.reject(new Error('asked'))) };
      for (const specks of [0, 0.0002, 0.005]) {
        const { page, notes } = await readPage(await scanOf({ pages: [[]], specks }), never, OPTIONS);
        expect(page).toMatchObject({ blank: true, text: '', confidence: 0, needsHuman: false });
        expect(notes).toEqual([]);
      }
      expect(asked).toEqual([]);
    },
    SLOW,
  );

  it(
    'needs a person when it is scribble, and no machine acts on what is read into it',
    async () => {
      const page = await scanOf({ pages: [[]] });
      scribble(page);
      const { page: read } = await readPage(page, ocr, OPTIONS);
      expect(read).toMatchObject({ needsHuman: true, blank: false });
      expect(read.confidence).toBeLessThan(60);
    },
    SLOW,
  );
});

describe('an engine', () => {
  it(
    'that is too slow leaves a page without text, for a person, and reads the next one',
    async () => {
      const { page, notes, upright } = await readPage(await scanOf({}), ocr, { ...OPTIONS, seconds: 0.01 });
      expect(page).toMatchObject({ text: '', confidence: 0, needsHuman: true });
      expect(notes).toEqual(['page 1 could not be read: it took longer than 0.01 s']);
      expect(upright.width).toBe(page.width); // and is shown
      expect((await read({})).errors).toBeLessThanOrEqual(0.01);
    },
    SLOW,
  );

  it(
    'without data for a language says what to install',
    async () => {
      const engine = tesseractJs(['eng', 'xyz']);
      const { page, notes } = await readPage(await scanOf({}), engine, OPTIONS);
      await engine.close();
      expect(page.needsHuman).toBe(true);
      expect(notes).toEqual([
        'page 1 could not be read: no data to read xyz is installed; npm install @tesseract.js-data/xyz, or mend fax.reading.languages',
      ]);
    },
    SLOW,
  );
});

/** Waves over the page, drawn with a pen of six pixels: ink in plenty, and not a letter. */
function scribble({ width, height, data }: GrayPage): void {
  for (let wave = 0; wave < 12; wave += 1) {
    for (let x = 200; x < width - 200; x += 0.5) {
      const y = 300 + wave * 130 + Math.sin(x / (9 + wave)) * 45 + Math.sin(x / (31 - wave)) * 30;
      for (let dy = 0; dy < 6; dy += 1)
        for (let dx = 0; dx < 3; dx += 1)
          if (y + dy < height) data[Math.floor(y + dy) * width + Math.floor(x) + dx] = 0;
    }
  }
}
