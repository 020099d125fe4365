import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { PDFDocument } from 'pdf-lib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { despeckle } from '../../../src/format/fax/despeckle.ts';
import { deskew, isSideways, skewOf } from '../../../src/format/fax/deskew.ts';
import { openDocument } from '../../../src/format/fax/document.ts';
import { isBlank, turn, type GrayPage } from '../../../src/format/fax/gray.ts';
import { pdfOfPages } from '../../../src/format/fax/pages-pdf.ts';
import { packPage, pngOf } from '../../../src/format/fax/png.ts';
import { isPermanent } from '../../../src/lib/fault.ts';
import { fax, type Paper } from '../../fax/generate.ts';
import { tiffOf } from '../../fax/handmade-tiff.ts';
import { LETTERS } from '../../fax/letters.ts';

const LIMITS = { maxBytes: 5_000_000, maxPages: 10, maxPagePixels: 40_000_000 };
const file = (path: string): Buffer => readFileSync(fileURLToPath(new URL(`../../fax/${path}`, import.meta.url)));
const LONG = 120_000; // ms, on a busy machine

async function pagesOf(bytes: Uint8Array, limits = LIMITS): Promise<readonly GrayPage[]> {
  const document = await openDocument(bytes, limits);
  try {
    const pages: GrayPage[] = [];
    for (let n = 1; n <= document.pageCount; n += 1) pages.push(await document.page(n));
    return pages;
  } finally {
    document.close();
  }
}
const onePage = async (paper: Omit<Paper, 'pages'> = {}, text = LETTERS[0]!): Promise<GrayPage> =>
  (await pagesOf(await fax({ pages: [text], ...paper })))[0]!;
const refusal = async (bytes: Uint8Array, limits = LIMITS): Promise<string> => {
  const error: unknown = await pagesOf(bytes, limits).catch((thrown: unknown) => thrown);
  expect(isPermanent(error)).toBe(true);
  return (error as Error).message;
};
/** Share of the dots that differ. */
function unlike(a: GrayPage, b: GrayPage): number {
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  let differing = 0;
  for (let i = 0; i < a.data.length; i += 1) if (Math.abs(a.data[i]! - b.data[i]!) > 127) differing += 1;
  return differing / a.data.length;
}

describe('whatever machines write', () => {
  test(
    'G3 and G4, one and two dimensions, both fill orders, strips, both byte orders: the same picture',
    { timeout: LONG },
    async () => {
      const [reference, second] = await pagesOf(file('tiff/g3-1d.tif'));
      expect(unlike(reference!, second!)).toBeGreaterThan(0.005);
      for (const name of ['g3-2d', 'g3-lsb-strips', 'g4-big-endian', 'g4-mixed']) {
        const pages = await pagesOf(file(`tiff/${name}.tif`));
        expect([name, unlike(pages[0]!, reference!)]).toEqual([name, 0]);
        expect([name, unlike(pages[1]!, second!)]).toEqual([name, 0]);
      }
    },
  );

  test('pages of several resolutions in one file are stretched each by its own', { timeout: LONG }, async () => {
    const pages = await pagesOf(file('tiff/g4-mixed.tif'));
    expect(pages.map(({ dpi, width, height }) => [dpi, width, height])).toEqual([
      [[204, 196], 1728, 2244],
      [[204, 196], 1728, 2244],
      [[204, 98], 1728, 2244],
    ]);
    expect(unlike(pages[2]!, pages[0]!)).toBeLessThan(0.02);
  });

  test('what HylaFAX really received: station and numbers from its tags, and the page that broke off', async () => {
    const whole = await openDocument(file('hylafax/fax000000001.tif'), LIMITS);
    expect(whole).toMatchObject({
      kind: 'tiff',
      pageCount: 2,
      tags: { station: '+1 555 010 2231', caller: '5550100000', callerName: 'Contoso Clinic 0', dialled: '5550104477' },
    });
    expect((await pagesOf(file('hylafax/fax000000001.tif'))).map(({ cut }) => cut)).toEqual([false, false]);
    const broken = await pagesOf(file('hylafax/fax000000002.tif'));
    expect(broken.map(({ cut, height }) => [cut, height])).toEqual([
      [false, 2405],
      [true, 831],
    ]);
  });

  test('without resolutions the height says which it was; black and white may be either way round', async () => {
    const width = 1728;
    const data = Buffer.alloc(width * 1145, 255).fill(0, width * 100, width * 120);
    const plain = await sharp(data, { raw: { width, height: 1145, channels: 1 } })
      .toColourspace('b-w')
      .tiff({ compression: 'ccittfax4', bitdepth: 1, xres: 0.04, yres: 0.04 })
      .toBuffer();
    const [page] = await pagesOf(plain);
    expect([page!.dpi, page!.height]).toEqual([[204, 98], 2383]);
    const inkAt = (row: number): boolean => page!.data[Math.round(row * (204 / 98)) * width + 50]! < 128;
    expect([inkAt(50), inkAt(110)]).toEqual([false, true]);
  });

  test('a PDF, upright and of its real size; scripts in it are nothing', async () => {
    const pdf = await PDFDocument.create();
    pdf.addPage([612, 792]).drawText('Hello', { x: 72, y: 700 });
    pdf.addPage([595, 842]);
    pdf.addJavaScript('evil', 'app.alert("x"); while (true) {}');
    const pages = await pagesOf(await pdf.save());
    expect(pages.map(({ width, height, dpi }) => [width, height, dpi])).toEqual([
      [1734, 2244, [204, 204]],
      [1686, 2386, [204, 204]],
    ]);
    expect([isBlank(pages[0]!), isBlank(pages[1]!)]).toEqual([false, true]);
  });
});

describe('what must not be decoded', () => {
  const SIZE = [
    [256, 4, 1, 1728],
    [257, 4, 1, 2200],
  ] as const;

  test.each([
    [
      'a bomb',
      tiffOf([
        [256, 4, 1, 1_000_000],
        [257, 4, 1, 1_000_000],
      ]),
      /1000000 × 1000000 pixels, more than the limit/u,
    ],
    ['no size', tiffOf([[256, 4, 1, 1728]]), /page 1 has no size/u],
    ['pages that point back', tiffOf(SIZE, 8), /point back to each other/u],
    ['a place beyond the end', Buffer.from('II*\0\0\0\x10\0', 'latin1'), /beyond its end/u],
    ['deep pixels', tiffOf([...SIZE, [258, 4, 1, 4_000_000]]), /a pixel claims/u],
    ['four bytes', Buffer.from('II*\0', 'latin1'), /beyond its end/u],
    ['nothing', Buffer.alloc(0), /this document is empty/u],
    ['a text by the name of fax.tif', Buffer.from('hello'), /neither a TIFF nor a PDF/u],
    ['a PDF that is none', Buffer.from('%PDF-1.7\nhello'), /cannot be opened: it is broken/u],
    ['a resolution that makes a bomb', tiffOf([...SIZE, [282, 5, 1, 10], [283, 5, 1, 12]]), /./u],
  ])('%s', async (_name, bytes, says) => expect(await refusal(bytes)).toMatch(says));

  test('too many pages, bytes and pixels', { timeout: LONG }, async () => {
    const pages = file('tiff/g4-mixed.tif');
    expect(await refusal(pages, { ...LIMITS, maxPages: 2 })).toBe('this TIFF has more than 2 pages, the limit');
    expect(await refusal(pages, { ...LIMITS, maxBytes: 1_000 })).toMatch(/more than the limit of 1000/u);
    expect(await refusal(pages, { ...LIMITS, maxPagePixels: 1_000_000 })).toMatch(/more than the limit of 1000000/u);
    const pdf = await PDFDocument.create();
    for (let n = 0; n < 3; n += 1) pdf.addPage([612, 792]);
    pdf.addPage([14_000, 14_000]);
    const bytes = await pdf.save();
    expect(await refusal(bytes, { ...LIMITS, maxPages: 2 })).toBe('this PDF has 4 pages, the limit is 2');
    expect(await refusal(bytes)).toMatch(/page 4 of this PDF is larger than the limit/u);
  });

  test(
    'files that were changed at random give pages or a sentence, and never anything else',
    { timeout: LONG },
    async () => {
      const seeds = ['tiff/g4-big-endian.tif', 'tiff/g3-2d.tif', 'hylafax/fax000000002.tif'].map(file);
      const pdf = await PDFDocument.create();
      pdf.addPage([200, 200]).drawText('Hello', { x: 20, y: 100 });
      seeds.push(Buffer.from(await pdf.save()));
      const change = fc.record({
        seed: fc.nat(seeds.length - 1),
        // the tags stand at the end or the beginning: most changes there
        places: fc.array(fc.tuple(fc.oneof(fc.nat(600), fc.nat(60_000)), fc.boolean(), fc.nat(255)), {
          minLength: 1,
          maxLength: 12,
        }),
        cut: fc.option(fc.nat(60_000)),
      });
      await fc.assert(
        fc.asyncProperty(change, async ({ seed, places, cut }) => {
          const bytes = Buffer.from(seeds[seed]!);
          for (const [place, fromEnd, value] of places)
            bytes[(fromEnd ? bytes.length - 1 - place : place) % bytes.length] = value;
          const given = cut === null ? bytes : bytes.subarray(0, cut);
          try {
            for (const { data, width, height } of await pagesOf(given, { ...LIMITS, maxPagePixels: 8_000_000 }))
              expect(data.length).toBe(width * height);
          } catch (error) {
            if (!isPermanent(error)) throw error;
          }
        }),
        { numRuns: 60 },
      );
    },
  );
});

describe('a page is made ready', () => {
  test('aslant by up to 5 degrees it is made level', { timeout: LONG }, async () => {
    for (const degrees of [-5, -2, 1, 3, 5]) {
      const page = await onePage({ skew: degrees });
      expect(Math.abs(Math.abs(skewOf(page)) - Math.abs(degrees))).toBeLessThanOrEqual(0.3);
      expect(Math.abs(skewOf(await deskew(page)))).toBeLessThanOrEqual(0.3);
    }
    const straight = await onePage();
    expect(await deskew(straight)).toBe(straight);
  });

  test('specks go, letters stay', { timeout: LONG }, async () => {
    const clean = await onePage();
    const soiled = await onePage({ specks: 0.005 });
    expect(unlike(despeckle(soiled), clean)).toBeLessThan(unlike(soiled, clean) / 4);
    expect(unlike(despeckle(clean), clean)).toBeLessThan(0.0005);
  });

  test('turned four times it is itself; on its side that is seen', { timeout: LONG }, async () => {
    const page = await onePage();
    const round = [90, 90, 90, 90].reduce((one) => turn(one, 90), page);
    for (const same of [round, turn(turn(page, 180), 180), turn(turn(page, 90), 270)])
      expect([same.width, Buffer.compare(same.data, page.data)]).toEqual([page.width, 0]);
    expect([isSideways(page), isSideways(turn(page, 90)), isSideways(turn(page, 180))]).toEqual([false, true, false]);
  });

  test('a blank page is blank with dust on it, and a page with one word is not', { timeout: LONG }, async () => {
    expect(isBlank(await onePage({}, []))).toBe(true);
    expect(isBlank(despeckle(await onePage({ specks: 0.001 }, [])))).toBe(true);
    expect(isBlank(await onePage({}, ['', '', 'ok']))).toBe(false);
  });
});

describe('what people are shown', () => {
  test('a PNG of one bit, pixel for pixel, and a PDF of the real size', { timeout: LONG }, async () => {
    const page = await onePage();
    const packed = packPage(page);
    const { data, info } = await sharp(pngOf(packed)).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    expect([packed.bits, info.width, info.height]).toEqual([1, page.width, page.height]);
    expect(unlike({ ...page, data }, page)).toBe(0);
    expect(pngOf(packed).length).toBeLessThan(60_000);

    const [shown] = await pagesOf(await pdfOfPages([{ packed, dpi: 204 }], 'Fax'));
    expect(unlike(shown!, page)).toBeLessThan(0.005);
    const document = await PDFDocument.load(await pdfOfPages([{ packed, dpi: 204 }], 'Fax'));
    expect(document.getPage(0).getSize().width).toBeCloseTo((1728 / 204) * 72, 3);
  });

  test('a picture keeps sixteen greys', async () => {
    const data = Uint8Array.from({ length: 256 * 40 }, (_, i) => i % 256);
    const packed = packPage({ width: 256, height: 40, data });
    const shown = await sharp(pngOf(packed)).toColourspace('b-w').raw().toBuffer();
    expect(packed.bits).toBe(4);
    for (let i = 0; i < 256; i += 1) expect(Math.abs(shown[i]! - i)).toBeLessThanOrEqual(16);
  });
});
