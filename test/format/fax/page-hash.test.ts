import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { hashDistance } from '../../../src/domain/fax/page-hash.ts';
import { despeckle } from '../../../src/format/fax/despeckle.ts';
import { deskew, skewOf } from '../../../src/format/fax/deskew.ts';
import { openDocument } from '../../../src/format/fax/document.ts';
import type { Gray } from '../../../src/format/fax/gray.ts';
import { pageHash } from '../../../src/format/fax/page-hash.ts';
import { COVER, fax, LETTER, type Paper } from '../../fax/generate.ts';
import { LETTERS } from '../../fax/letters.ts';

const LIMITS = { maxBytes: 5_000_000, maxPages: 10, maxPagePixels: 40_000_000 };
const LONG = 120_000; // ms, on a busy machine
/** As in domain/fax/duplicate.ts; other letters stay far above it. */
const ALIKE = 40;
const OTHER = 70;
const TEXTS = [...LETTERS, LETTER, COVER];

async function pageOf(bytes: Uint8Array): Promise<Gray> {
  const page = despeckle(await (await openDocument(bytes, LIMITS)).page(1));
  return deskew(page, skewOf(page));
}
const sent = async (text: readonly string[], paper: Omit<Paper, 'pages'> = {}): Promise<Gray> =>
  pageOf(await fax({ pages: [text], ...paper }));

describe('a page that was sent twice', () => {
  const pages: Gray[] = [];
  const hashes: string[] = [];
  beforeAll(async () => {
    for (const text of TEXTS) pages.push(await sent(text));
    hashes.push(...pages.map(pageHash));
  }, LONG);
  /** How far the worst of the letters is from itself. */
  const worst = (change: (page: Gray) => Gray): number =>
    Math.max(...pages.map((page, i) => hashDistance(hashes[i]!, pageHash(change(page)))));

  test('is told from every other one', () => {
    for (const [i, one] of hashes.entries())
      for (const other of hashes.slice(i + 1)) expect(hashDistance(one, other)).toBeGreaterThan(OTHER);
  });

  test.each<readonly [name: string, paper: Omit<Paper, 'pages'>]>([
    ['with specks', { specks: 0.003 }],
    ['with many', { specks: 0.02 }],
    ['aslant', { skew: 1 }],
    ['in half the resolution', { resolution: 'standard' }],
    ['badly', { resolution: 'standard', skew: 0.8, specks: 0.003, lost: 15 }],
  ])('%s is known, and no other is taken for it', { timeout: LONG }, async (_name, paper) => {
    for (const [i, text] of TEXTS.entries()) {
      const again = pageHash(await sent(text, { seed: 7, ...paper }));
      const far = hashes.map((hash) => hashDistance(hash, again));
      expect(far[i]).toBeLessThanOrEqual(ALIKE);
      for (const [j, bits] of far.entries()) if (j !== i) expect(bits).toBeGreaterThan(OTHER - 10);
    }
  });

  test('fed in at another place, or on a longer sheet', () => {
    expect(worst((page) => moved(page, 15, 40))).toBeLessThanOrEqual(2);
    expect(worst((page) => moved(page, -20, -30))).toBeLessThanOrEqual(2);
    expect(worst(({ width, height, data }) => longer({ width, height, data }, 150))).toBeLessThanOrEqual(2);
  });

  test('with marks in its rim: an edge in shadow, punched holes, the line of another machine', () => {
    expect(worst((page) => inked(page, page.width - 12, 0, page.width, page.height))).toBeLessThanOrEqual(2);
    expect(worst((page) => inked(inked(page, 50, 600, 100, 650), 50, 1_600, 100, 1_650))).toBeLessThanOrEqual(2);
    expect(worst((page) => inked(page, 100, 60, 1_500, 80))).toBeLessThanOrEqual(2);
  });

  test('really, by two modems', async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(async (n) =>
        pageHash(await pageOf(readFileSync(new URL(`../../fax/hylafax/fax00000000${n}.tif`, import.meta.url)))),
      ),
    );
    expect(hashDistance(one!, other!)).toBeLessThanOrEqual(2);
  });
});

describe('a page with nothing to compare', () => {
  test('has a hash too', () => {
    const blank = (width: number, height: number, value: number): string =>
      pageHash({ width, height, data: new Uint8Array(width * height).fill(value) });
    for (const [width, height] of [
      [1728, 2244],
      [20, 3],
      [1, 1],
    ] as const) {
      expect(blank(width, height, 255)).toBe('0'.repeat(64));
      expect(blank(width, height, 0)).toMatch(/^[\da-f]{64}$/u);
    }
  });
});

/** The page, to the right and further down by so many pixels. */
function moved({ width, height, data }: Gray, right: number, down: number): Gray {
  const there = new Uint8Array(data.length).fill(255);
  for (let y = 0; y < height; y += 1) {
    const from = y - down;
    if (from < 0 || from >= height) continue;
    for (let x = Math.max(0, right); x < width + Math.min(0, right); x += 1)
      there[y * width + x] = data[from * width + x - right]!;
  }
  return { width, height, data: there };
}

/** The page with so many white rows below it. */
function longer({ width, height, data }: Gray, rows: number): Gray {
  const sheet = new Uint8Array(width * (height + rows)).fill(255);
  sheet.set(data);
  return { width, height: height + rows, data: sheet };
}

/** The page with a black box. */
function inked({ width, height, data }: Gray, left: number, top: number, right: number, bottom: number): Gray {
  const box = Uint8Array.from(data);
  for (let y = top; y < bottom; y += 1) box.fill(0, y * width + left, y * width + right);
  return { width, height, data: box };
}
