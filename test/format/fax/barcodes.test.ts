import { describe, expect, it } from 'vitest';
import { barcodesOf } from '../../../src/format/fax/barcodes.ts';
import { openDocument } from '../../../src/format/fax/document.ts';
import { readPage } from '../../../src/format/fax/read-page.ts';
import type { Ocr } from '../../../src/format/fax/ocr/port.ts';
import { fax, type Paper } from '../../fax/generate.ts';
import { LETTERS } from '../../fax/letters.ts';

const LIMITS = { maxBytes: 25_000_000, maxPages: 200, maxPagePixels: 40_000_000 };
const TEXT = 'PR1.K7Q-2M4.ABCDEFGHJK';
const SOILED = { skew: 2, specks: 0.005 } as const;

async function scanOf(paper: Partial<Paper>, millimetres: number) {
  const pages = [LETTERS[0]!];
  const document = await openDocument(await fax({ pages, code: { text: TEXT, millimetres }, ...paper }), LIMITS);
  return document.page(1);
}

describe('a DataMatrix of ours', () => {
  it.each([15, 20])(
    'of %i mm is found on a page that came badly',
    async (millimetres) => {
      const missed: unknown[] = [];
      for (const resolution of ['fine', 'standard'] as const) {
        for (const paper of [{}, SOILED, { turned: 180 }, { turned: 90, ...SOILED }] as const) {
          const codes = await barcodesOf(await scanOf({ resolution, ...paper }, millimetres));
          const [first] = codes;
          if (codes.length !== 1 || first?.value !== TEXT || first.type !== 'DataMatrix')
            missed.push({ resolution, ...paper, codes });
        }
      }
      expect(missed).toEqual([]);
    },
    60_000,
  );

  it('is told of the page, and lies not on what is read for letters', async () => {
    const shown: number[] = [];
    const scan = await scanOf({}, 20);
    const eye: Ocr = {
      name: 'tesseract',
      // ink in the corner where the code is printed
      recognize: ({ width, data }) => {
        let ink = 0;
        for (let y = 0; y < 400; y += 1)
          for (let x = width - 450; x < width; x += 1) if (data[y * width + x]! < 128) ink += 1;
        shown.push(ink);
        return Promise.resolve({ text: 'as read', confidence: 95 });
      },
      close: async () => {},
    };
    const { barcodes, upright } = await readPage(scan, eye, { seconds: 10, personBelow: 60 });
    expect(barcodes).toEqual([{ page: 1, type: 'DataMatrix', value: TEXT }]);
    expect(shown).toEqual([0]);
    expect(await barcodesOf(upright)).toHaveLength(1); // people see it
  }, 60_000);
});

describe('a page without codes', () => {
  it('has none, soiled or not', async () => {
    for (const paper of [{}, SOILED, { specks: 0.02 }]) {
      const document = await openDocument(await fax({ pages: [LETTERS[2]!], ...paper }), LIMITS);
      expect(await barcodesOf(await document.page(1))).toEqual([]);
    }
  }, 60_000);
});
