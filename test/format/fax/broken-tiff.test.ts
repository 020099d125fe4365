import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openDocument, type Pages } from '../../../src/format/fax/document.ts';
import { inkOf, type GrayPage } from '../../../src/format/fax/gray.ts';
import type { Ocr } from '../../../src/format/fax/ocr/port.ts';
import { readPage } from '../../../src/format/fax/read-page.ts';
import { isPermanent } from '../../../src/lib/fault.ts';
import { dataAt, tiffOf, valuesOf } from '../../fax/handmade-tiff.ts';

const LIMITS = { maxBytes: 5_000_000, maxPages: 10, maxPagePixels: 40_000_000 };
const file = (path: string): Buffer => readFileSync(new URL(`../../fax/${path}.tif`, import.meta.url));
const open = (bytes: Uint8Array): Promise<Pages> => openDocument(bytes, LIMITS);
const first = async (bytes: Uint8Array): Promise<GrayPage> => (await open(bytes)).page(1);

async function refusal(page: Promise<unknown>): Promise<string> {
  const error: unknown = await page.catch((thrown: unknown) => thrown);
  expect(isPermanent(error)).toBe(true);
  return (error as Error).message;
}
/** Up to which row two pages are the same. */
function alikeUntil(a: GrayPage, b: GrayPage): number {
  for (let i = 0; i < a.data.length; i += 1) if (a.data[i] !== b.data[i]) return Math.floor(i / a.width);
  return a.height;
}
describe('a TIFF that was cut off on its way', () => {
  test.each([
    ['tiff/g3-1d', 0.6, 1],
    ['tiff/g3-1d', 0.95, 1],
    ['tiff/g4-mixed', 0.6, 1],
    ['tiff/g4-mixed', 0.95, 2],
    ['hylafax/fax000000001', 0.8, 1],
  ])('%s of which %d is left shows its %i whole pages, and says that more is missing', async (name, share, whole) => {
    const complete = await open(file(name));
    const rest = await open(file(name).subarray(0, Math.floor(file(name).length * share)));
    expect(rest.pageCount).toBe(whole + 1);
    expect(rest.tags).toEqual(complete.tags);
    for (let n = 1; n <= whole; n += 1) {
      const page = await rest.page(n);
      expect(page).toMatchObject({ cut: false, damaged: false });
      expect(alikeUntil(page, await complete.page(n))).toBe(page.height);
    }
    expect(await refusal(rest.page(whole + 1))).toBe(
      `what comes after page ${whole} of this TIFF is cut off or broken`,
    );
  });

  test('with nothing whole in it, it cannot be read', async () => {
    for (const share of [0.1, 0.4]) {
      const bytes = file('tiff/g3-1d');
      expect(await refusal(open(bytes.subarray(0, Math.floor(bytes.length * share))))).toMatch(/beyond its end/u);
    }
  });
});

describe('a page that is not all there', () => {
  test('whoever received it: strips that are empty are its end', async () => {
    const bytes = file('tiff/g3-lsb-strips');
    const whole = await first(bytes);
    const { at, count } = valuesOf(bytes, 279);
    expect(count).toBeGreaterThan(8);
    const kept = Math.floor(count / 4); // the letter covers the upper half
    bytes.fill(0, at + kept * 4, at + count * 4);
    const page = await first(bytes);
    expect(page).toMatchObject({ cut: true, damaged: true });
    const until = alikeUntil(page, whole) / page.height;
    expect(until).toBeGreaterThan(kept / count - 0.02);
    expect(until).toBeLessThan(0.5);
  });

  test('nonsense in the midst of it: the decoder leaves out what follows', async () => {
    const bytes = file('tiff/g3-1d');
    const whole = await first(bytes);
    for (let i = 0; i < 5; i += 1) bytes[6_000 + i * 1_500]! ^= 0x5a;
    const page = await first(bytes);
    expect(page).toMatchObject({ cut: true, damaged: true });
    expect(alikeUntil(page, whole) / page.height).toBeGreaterThan(0.2);
  });

  test('what was read of it is shown with a word about it', async () => {
    const page = await first(file('tiff/g3-1d'));
    const ocr: Ocr = {
      name: 'tesseract',
      recognize: () => Promise.resolve({ text: 'as read', confidence: 95 }),
      close: () => Promise.resolve(),
    };
    const notes = async (damaged: boolean): Promise<readonly string[]> =>
      (await readPage({ ...page, damaged }, ocr, { seconds: 10, personBelow: 60 })).notes;
    expect(await notes(false)).toEqual([]);
    expect(await notes(true)).toEqual(['page 1 is damaged: parts of it could not be decoded; look at the picture']);
  });

  test('a line that came badly is no reason to doubt the page', async () => {
    const bytes = file('tiff/g3-lsb-strips');
    const whole = await first(bytes);
    bytes[6_000]! ^= 0x10;
    const page = await first(bytes);
    expect(page).toMatchObject({ cut: false, damaged: false });
    expect(alikeUntil(page, whole)).toBeLessThan(page.height);
    expect(inkOf(page) / inkOf(whole)).toBeCloseTo(1, 1);
  });

  test('pages that machines wrote are neither', async () => {
    for (const name of ['tiff/g3-1d', 'tiff/g3-2d', 'tiff/g3-lsb-strips', 'tiff/g4-big-endian', 'tiff/g4-mixed']) {
      const document = await open(file(name));
      for (let n = 1; n <= document.pageCount; n += 1)
        expect([name, await document.page(n)]).toMatchObject([name, { cut: false, damaged: false }]);
    }
  });
});

describe('what cannot be decoded is lost, and never a blank page', () => {
  const tags = (compression: number, photometric: number, bytes: number) =>
    [
      [256, 4, 1, 1728],
      [257, 4, 1, 2200],
      [258, 3, 1, 1],
      [259, 3, 1, compression],
      [262, 3, 1, photometric],
      [273, 4, 1, 8 + 2 + 8 * 12 + 4],
      [278, 4, 1, 2200],
      [279, 4, 1, bytes],
    ] as const;
  // code words of six ones and more are none
  const nonsense = Buffer.from(Array.from({ length: 400 }, (_, i) => (i * 37) % 256));

  test.each([
    ['nonsense, white where nothing is', tags(4, 0, 400), /^page 1 of this TIFF cannot be decoded$/u],
    ['nonsense, black where nothing is', tags(4, 1, 400), /^page 1 of this TIFF cannot be decoded$/u],
    ['data beyond the end', tags(4, 0, 90_000), /^page 1 of this TIFF cannot be decoded$/u],
    ['JBIG', tags(34_661, 0, 400), /packed in a way that is not known here \(34661\)$/u],
  ])('%s', async (_name, given, says) => {
    expect(dataAt(given)).toBe(given[5][3]);
    const document = await open(tiffOf(given, 0, nonsense));
    expect(document.pageCount).toBe(1);
    expect(await refusal(document.page(1))).toMatch(says);
  });
});
