import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faxFiles, type FaxLine } from '../../src/commands/fax.ts';
import type { FaxPage, FaxReading } from '../../src/domain/fax/fax.ts';
import { permanent } from '../../src/lib/fault.ts';
import { fax } from '../fax/generate.ts';
import { LETTERS } from '../fax/letters.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'postroom-fax-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PAGE: FaxPage = {
  n: 1,
  width: 1728,
  height: 2244,
  dpi: [204, 98],
  text: 'Dear team,\nplease call.',
  confidence: 93,
  turned: 0,
  needsHuman: false,
  blank: false,
  cut: false,
  hash: 'ab'.repeat(32),
};
const READING: FaxReading = {
  kind: 'tiff',
  pages: [PAGE],
  barcodes: [],
  tags: { station: '+1 555 010 2231', caller: '5550100000', callerName: 'Contoso', dialled: '5550104477' },
  notes: [],
  seconds: 1.2,
};

/** What is said of readings, one file each, without a decoder. */
async function said(readings: readonly (FaxReading | Error)[], json = true) {
  const files = readings.map((_, i) => join(folder, `${i + 1}.tif`));
  for (const [i, file] of files.entries()) writeFileSync(file, `${i}`);
  const [lines, complaints]: [string[], string[]] = [[], []];
  const failed = await faxFiles(files, {
    read: async (document) => {
      const reading = readings[Number(Buffer.from(document).toString())]!;
      if (reading instanceof Error) throw reading;
      return { reading };
    },
    atOnce: 2,
    json,
    print: (line) => lines.push(line),
    complain: (line) => complaints.push(line),
  });
  return { failed, lines, complaints, objects: json ? lines.map((line) => JSON.parse(line) as FaxLine) : [] };
}
const withText = (text: string, more: Partial<FaxPage> = {}): FaxReading => ({
  ...READING,
  pages: [{ ...PAGE, text, ...more }],
});
const withCode = (value: string, text = ''): FaxReading => ({
  ...withText(text),
  barcodes: [{ page: 1, type: 'DataMatrix', value }],
});

describe('fax --json', () => {
  it('says all that was promised of a page and of the whole', async () => {
    const second: FaxPage = { ...PAGE, n: 2, text: 'smear', confidence: 31, needsHuman: true, turned: 180 };
    const { failed, lines } = await said([{ ...READING, pages: [PAGE, second], notes: ['a note'] }]);
    expect(failed).toBe(0);
    expect(JSON.parse(lines[0]!)).toEqual({
      file: join(folder, '1.tif'),
      pages: [
        {
          n: 1,
          width: 1728,
          height: 2244,
          dpi: [204, 98],
          text: 'Dear team,\nplease call.',
          confidence: 93,
          turned: 0,
          needs_human: false,
          blank: false,
          cut: false,
        },
        expect.objectContaining({ n: 2, text: 'smear', needs_human: true, turned: 180 }),
      ],
      text: 'Dear team,\nplease call.\n\nsmear',
      station: '+1 555 010 2231',
      caller: '5550100000',
      dialled: '5550104477',
      status: 'received',
      reference: null,
      barcodes: [],
      page_hashes: [PAGE.hash, PAGE.hash],
      notes: ['a note'],
      seconds: 1.2,
    });
  });

  it('keeps the order of the input, and says what failed without ending there', async () => {
    const { failed, objects, complaints } = await said([withText('one'), permanent('it is broken'), withText('three')]);
    expect(objects.map(({ text, status }) => [text, status])).toEqual([
      ['one', 'received'],
      ['', 'failed'],
      ['three', 'received'],
    ]);
    expect(failed).toBe(1);
    expect(complaints).toEqual([`${join(folder, '2.tif')}: it is broken`]);
  });

  it('tells a fax that broke off from one of which nothing came', async () => {
    const cut = { ...PAGE, n: 2, cut: true };
    const lost = { ...cut, text: '', confidence: 0 };
    const { objects, failed } = await said([
      { ...READING, pages: [PAGE, cut] },
      { ...READING, pages: [PAGE, lost] },
      { ...READING, pages: [lost], notes: ['page 1 is lost'] },
      withText('', { confidence: 0, needsHuman: true }), // a photograph, whole
    ]);
    expect(objects.map(({ status }) => status)).toEqual(['partial', 'partial', 'failed', 'received']);
    expect(failed).toBe(1);
  });

  it.each<readonly [name: string, reading: FaxReading, reference: string | null]>([
    ['in a bar code of ours', withCode('PR1.K7Q-2M4.ABCDEFGHJK'), 'K7Q-2M4'],
    ['in a bar code before print', withCode('PR1.K7Q-2M4.ABCDEFGHJK', 'Re: [#A3C-9HN]'), 'K7Q-2M4'],
    ['in print, on any line', withText(`${'a line\n'.repeat(400)}Re: your number [#A3C-9HN]`), 'A3C-9HN'],
    ['in print that lost a bracket', withText('Reference: (A3C-9HN'), 'A3C-9HN'],
    ['in print, but not by a guess', withText('[#A3C-9H0]'), null],
    ['not in a bar code of somebody else', withCode('4006381333931'), null],
    ['not where a person must read it', withText('[#A3C-9HN]', { needsHuman: true }), null],
    ['not in our word for no ticket', withText('[#OFF-ICE]'), null],
  ])('finds the ticket %s', async (_name, reading, reference) => {
    expect((await said([reading])).objects[0]!.reference).toBe(reference);
  });
});

describe('fax for people', () => {
  it('names what needs a person, and lets no paper command the terminal', async () => {
    const { lines } = await said([withText('\u001B[2Jgone\nb\nc\nd\ne', { confidence: 41, needsHuman: true })], false);
    expect(lines[0]).toBe(
      [
        `${join(folder, '1.tif')}: received, 1 page; from 5550100000, +1 555 010 2231; to 5550104477`,
        '  page 1: 1728 × 2244 pixels of 204 × 98 dpi, read with certainty 41 of 100, NEEDS A PERSON',
        '    [2Jgone',
        '    b',
        '    c',
        '    … 2 more lines',
      ].join('\n'),
    );
  });
});

describe('the command itself', () => {
  const typed = join(folder, 'typed.tif');
  beforeAll(async () => {
    writeFileSync(typed, await fax({ pages: [LETTERS[3]!], code: { text: 'PR1.K7Q-2M4.ABC', millimetres: 20 } }));
  });

  it('reads what can be read, complains of the rest on standard error, and ends with status 1', () => {
    const files = [join(folder, 'missing.tif'), join(ROOT, 'test/fax/hylafax/fax000000002.tif'), typed];
    const { stdout, stderr, status } = spawnSync(process.execPath, ['src/main.ts', 'fax', '--json', ...files], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as FaxLine);
    expect(lines.map(({ file, status: how, reference }) => [file, how, reference])).toEqual([
      [files[0], 'failed', null],
      [files[1], 'partial', null],
      [files[2], 'received', 'K7Q-2M4'],
    ]);
    expect(lines[1]).toMatchObject({ station: '+1 555 010 2231', caller: '5550100000', dialled: '5550104477' });
    expect(lines[2]!.text).toContain('customer number 20418');
    expect(stderr).toMatch(/^postroom: .+missing\.tif: it cannot be opened .+; check the path and who may read it\n$/u);
    expect(status).toBe(1);
  }, 60_000);
});
