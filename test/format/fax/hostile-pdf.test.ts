import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openDocument } from '../../../src/format/fax/document.ts';
import { inkOf, isBlank, type GrayPage } from '../../../src/format/fax/gray.ts';
import { isPermanent } from '../../../src/lib/fault.ts';
import { pageObject, pdfOf, streamObject } from '../../fax/pdf.ts';

const LIMITS = { maxBytes: 5_000_000, maxPages: 10, maxPagePixels: 40_000_000 };
const LONG = 60_000; // ms, on a busy machine
const SQUARE = streamObject('', '100 100 200 200 re f');
const TOO_MUCH = /^page \d of this PDF cannot be drawn: it is broken, or asks for more memory than a sheet may$/u;

/** The most memory that this process ever had, MB. */
const peak = (): number => process.resourceUsage().maxRSS / 1_024;

async function pageOf(bytes: Uint8Array, n = 1): Promise<GrayPage> {
  const document = await openDocument(bytes, LIMITS);
  try {
    return await document.page(n);
  } finally {
    document.close();
  }
}
async function refusal(work: () => Promise<unknown>): Promise<string> {
  const error: unknown = await work().catch((thrown: unknown) => thrown);
  expect(isPermanent(error)).toBe(true);
  return (error as Error).message;
}

/** Forms that show the next one ten times each: a few hundred bytes, and ten millions of drawings, all held in memory. */
function nested(first: number, depth = 7): readonly Buffer[] {
  return Array.from({ length: depth }, (_, i) => {
    const next = `/Resources << /XObject << /F ${first + i + 1} 0 R >> >>`;
    return i === depth - 1
      ? streamObject('/Type /XObject /Subtype /Form /BBox [0 0 612 792]', '0 0 100 100 re f')
      : streamObject(`/Type /XObject /Subtype /Form /BBox [0 0 612 792] ${next}`, '/F Do '.repeat(10));
  });
}
/** A picture of so many dots each way, packed into almost nothing. */
function picture(side: number): Buffer {
  const entries = `/Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode`;
  return streamObject(`/Type /XObject /Subtype /Image ${entries}`, deflateSync(Buffer.alloc(side * side, 0x33)));
}
const showing = (name: string, object: number): string => `/Resources << /XObject << /${name} ${object} 0 R >> >>`;

describe('a PDF that is made to harm', () => {
  test(
    'forms within forms end in a sentence, and take no other page or document with them',
    { timeout: LONG },
    async () => {
      const bomb = pdfOf(
        [pageObject(6), pageObject(5, showing('F', 7)), streamObject('', '/F Do'), SQUARE, ...nested(7)],
        { pages: 2 },
      );
      const peakBefore = peak();
      const innocent = await openDocument(pdfOf([pageObject(4), SQUARE]), LIMITS);
      const document = await openDocument(bomb, LIMITS);
      const before = await document.page(1);
      expect(inkOf(before)).toBeGreaterThan(0.05);

      expect(await refusal(() => document.page(2))).toMatch(TOO_MUCH);

      // what was open stays open, what comes next opens
      expect(await document.page(1)).toEqual(before);
      expect(await innocent.page(1)).toEqual(before);
      expect(await pageOf(pdfOf([pageObject(4), SQUARE]))).toEqual(before);
      for (const each of [document, innocent]) each.close();
      // the forms were to take 2 GB
      expect(peak() - peakBefore).toBeLessThan(900); // MB
    },
  );

  test('a picture that has no room is no blank page', { timeout: LONG }, async () => {
    const shown = (side: number): Buffer =>
      pdfOf([pageObject(4, showing('I', 5)), streamObject('', 'q 612 0 0 792 0 0 cm /I Do Q'), picture(side)]);
    expect(inkOf(await pageOf(shown(3_000)))).toBe(1);
    expect(await refusal(() => pageOf(shown(20_000)))).toMatch(TOO_MUCH);
  });

  test('a locked one says that it is locked', async () => {
    // a password that nobody knows: what it is checked against was made up
    const lock = `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >>`;
    const id = `<${'00'.repeat(16)}>`;
    const locked = pdfOf([pageObject(null), lock], { trailer: `/Encrypt 4 0 R /ID [${id}${id}]` });
    expect(await refusal(() => pageOf(locked))).toBe(
      'this PDF cannot be opened: it is locked with a password; ask for the document by another way',
    );
  });

  test('a list of pages that holds itself has no page to show', async () => {
    const round = pdfOf(['<< >>']).toString('latin1').replace('/Kids [3 0 R] /Count 1', '/Kids [2 0 R] /Count 1');
    expect(await refusal(() => pageOf(Buffer.from(round, 'latin1')))).toMatch(/^(?:page 1 of )?this PDF /u);
  });
});

describe('a PDF that is only unusual', () => {
  test('with a header that stands a little further on, or a page that is turned or cropped', async () => {
    const late = Buffer.concat([Buffer.alloc(900, 0x20), pdfOf([pageObject(null)])]);
    expect(isBlank(await pageOf(late))).toBe(true);
    const sizeOf = async (entries: string): Promise<readonly number[]> => {
      const { width, height } = await pageOf(pdfOf([pageObject(4, entries), SQUARE]));
      return [width, height];
    };
    expect(await sizeOf('')).toEqual([1734, 2244]);
    expect(await sizeOf('/Rotate 90')).toEqual([2244, 1734]);
    expect(await sizeOf('/CropBox [0 0 306 396]')).toEqual([867, 1122]);
  });

  test('a sheet scanned in colour has room', { timeout: LONG }, async () => {
    const scan = streamObject(
      '/Type /XObject /Subtype /Image /Width 5100 /Height 6600 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode',
      deflateSync(Buffer.alloc(5_100 * 6_600 * 3, 0x22)),
    );
    const page = await pageOf(
      pdfOf([pageObject(4, showing('I', 5)), streamObject('', 'q 612 0 0 792 0 0 cm /I Do Q'), scan]),
    );
    expect(inkOf(page)).toBe(1);
  });
});
