import { describe, expect, it } from 'vitest';
import { openDocument } from '../../../src/format/fax/document.ts';
import { chooseOcr } from '../../../src/format/fax/ocr/choose.ts';
import { programLanguages, tesseractProgram } from '../../../src/format/fax/ocr/program.ts';
import { readPage } from '../../../src/format/fax/read-page.ts';
import { errorRate, fax, type Paper } from '../../fax/generate.ts';
import { LETTERS } from '../../fax/letters.ts';

/** The program of the machine is an option (Debian: tesseract-ocr); without it there is only to say that it is missing. */
const isInstalled = programLanguages()?.includes('eng') === true;
const LIMITS = { maxBytes: 25_000_000, maxPages: 200, maxPagePixels: 40_000_000 };
const OPTIONS = { seconds: 60, personBelow: 60 };
const LETTER = LETTERS[1]!;

async function scanOf(paper: Partial<Paper> = {}) {
  return (await openDocument(await fax({ pages: [LETTER], ...paper }), LIMITS)).page(1);
}

describe.skipIf(!isInstalled)('the program tesseract', () => {
  it.each<readonly [name: string, most: number, paper: Partial<Paper>]>([
    ['fine', 0.01, {}],
    ['standard, soiled', 0.03, { resolution: 'standard', specks: 0.005 }],
    ['upside down, aslant', 0.02, { turned: 180, skew: 2 }],
  ])(
    'reads a page: %s',
    async (_name, most, paper) => {
      const { page, notes } = await readPage(await scanOf(paper), tesseractProgram(['eng']), OPTIONS);
      expect(notes).toEqual([]);
      expect(errorRate(LETTER.join('\n'), page.text)).toBeLessThanOrEqual(most);
      expect(page.confidence).toBeGreaterThanOrEqual(75);
    },
    60_000,
  );

  it('is stopped when it takes too long', async () => {
    const { page, notes } = await readPage(await scanOf(), tesseractProgram(['eng']), { ...OPTIONS, seconds: 0.01 });
    expect(page).toMatchObject({ text: '', needsHuman: true });
    expect(notes).toEqual(['page 1 could not be read: it took longer than 0.01 s']);
  }, 60_000);
});

describe('the choice of an engine', () => {
  it('takes the program only where it knows the languages', () => {
    expect(chooseOcr('auto', ['eng']).name).toBe(isInstalled ? 'tesseract' : 'tesseract.js');
    expect(chooseOcr('auto', ['xyz']).name).toBe('tesseract.js');
    expect(chooseOcr('tesseract.js', ['eng']).name).toBe('tesseract.js');
  });

  it('shows a page that the named engine cannot read, and says what to install', async () => {
    const { page, notes, upright } = await readPage(await scanOf(), chooseOcr('tesseract', ['xyz']), OPTIONS);
    expect(page).toMatchObject({ text: '', needsHuman: true, cut: false });
    expect(upright.data.includes(0)).toBe(true);
    expect(notes).toEqual([expect.stringMatching(/^page 1 could not be read: the program tesseract .+; install /u)]);
  }, 60_000);
});
