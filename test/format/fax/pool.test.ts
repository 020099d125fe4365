import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createFaxReader, type FaxReader, type FaxReaderOptions } from '../../../src/format/fax/pool.ts';
import { isPermanent } from '../../../src/lib/fault.ts';
import { errorRate, fax } from '../../fax/generate.ts';
import { LETTERS } from '../../fax/letters.ts';

const STUBBORN = new URL('./stubborn-child.ts', import.meta.url);
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const SLOW = 120_000; // ms
const warnings: unknown[] = [];
let reader: FaxReader;

const start = (options: Partial<FaxReaderOptions> = {}): FaxReader =>
  (reader = createFaxReader({
    engine: 'tesseract.js',
    languages: ['eng'],
    limits: { maxBytes: 25_000_000, maxPages: 200, maxPagePixels: 40_000_000 },
    page: { seconds: 60, personBelow: 60 },
    processes: 1,
    heapMb: 256,
    log: { warn: (...what: unknown[]) => void warnings.push(what) } as never,
    ...options,
  }));
const stubborn = (options: Partial<FaxReaderOptions> = {}): FaxReader =>
  start({ program: STUBBORN, drawSeconds: 2, page: { seconds: 0.2, personBelow: 60 }, ...options });
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'read',
    (error: unknown) => error,
  );
const received = (n: 1 | 2): Buffer => readFileSync(new URL(`../../fax/hylafax/fax00000000${n}.tif`, import.meta.url));

afterEach(() => reader.close());

describe('the reader of faxes', () => {
  it(
    'reads several faxes at once, the pages of each in order, with pictures and a PDF, and leaves the bytes to the caller',
    async () => {
      start({ processes: 2 });
      const typed = await fax({ pages: LETTERS.slice(0, 3) });
      const before = Buffer.from(typed);
      const [made, came, cut] = await Promise.all([
        reader.read(typed),
        reader.read(received(1)),
        reader.read(received(2)),
      ]);
      expect(typed.equals(before)).toBe(true);
      expect(made.reading.pages.map(({ n }) => n)).toEqual([1, 2, 3]);
      for (const { n, text } of made.reading.pages)
        expect(errorRate(LETTERS[n - 1]!.join('\n'), text)).toBeLessThanOrEqual(0.01);
      expect(made.pngs.map((png) => png.subarray(0, 4).equals(PNG))).toEqual([true, true, true]);
      expect(Buffer.from(made.pdf.subarray(0, 5)).toString()).toBe('%PDF-');
      expect(came.reading.tags).toEqual({
        station: '+1 555 010 2231',
        caller: '5550100000',
        callerName: 'Contoso Clinic 0',
        dialled: '5550104477',
      });
      expect(came.reading.pages.map((page) => page.cut)).toEqual([false, false]);
      expect(cut.reading.pages.map((page) => page.cut)).toEqual([false, true]);
      expect(cut.reading.pages[1]!.text).toContain('Contoso Clinic');
    },
    SLOW,
  );

  it(
    'refuses what is no fax for good, and goes on',
    async () => {
      start();
      const error = await failure(reader.read(Buffer.from('<html>Your fax is ready</html>')));
      expect(isPermanent(error)).toBe(true);
      expect(String(error)).toMatch(/neither a TIFF nor a PDF/u);
      expect((await reader.read(received(1))).reading.pages).toHaveLength(2);
    },
    SLOW,
  );

  it.each([
    ['hang 0', /^this document stopped its reader: it took longer than 2\.2 s$/u],
    ['die 0', /^this document stopped its reader: it ended \(3\)$/u],
    ['kill 0', /^this document stopped its reader: it ended \(SIGKILL\)$/u],
  ])(
    'gives up a document that makes its process %s, and reads the next',
    async (order, sentence) => {
      stubborn();
      const [bad, good] = await Promise.all([
        failure(reader.read(Buffer.from(order))),
        reader.read(Buffer.from('well')),
      ]);
      expect(isPermanent(bad)).toBe(true);
      expect((bad as Error).message).toMatch(sentence);
      expect(good.reading.pages).toHaveLength(3);
    },
    SLOW,
  );

  it.each(['hang 2', 'die 2', 'kill 2'])(
    'loses only the page that makes its process %s',
    async (order) => {
      stubborn();
      const { reading, pngs } = await reader.read(Buffer.from(order));
      expect(reading.pages.map(({ n }) => n)).toEqual([1, 2, 3]);
      expect(reading.pages[1]).toMatchObject({ text: '', needsHuman: true, cut: true });
      expect(reading.notes.filter((note) => !/^\d+$/u.test(note))).toEqual([
        expect.stringMatching(/^page 2 is lost: this document stopped its reader: .+; look at the document itself$/u),
      ]);
      expect(pngs).toHaveLength(3);
    },
    SLOW,
  );

  it(
    'tries no more than three pages of a document that stops its readers with each, and reads the next',
    async () => {
      stubborn();
      const [bad, good] = await Promise.all([reader.read(Buffer.from('die always')), reader.read(Buffer.from('well'))]);
      expect(bad.reading.pages.map(({ cut, needsHuman }) => cut && needsHuman)).toEqual(Array(8).fill(true));
      const tried = bad.reading.notes.map((note) => /stopped its reader/u.test(note));
      expect(tried).toEqual([true, true, true, false, false, false, false, false]);
      expect(bad.reading.notes[7]).toBe(
        'page 8 is lost: this document stopped 3 readers with other pages; look at the document itself',
      );
      expect(good.reading.pages).toHaveLength(3);
      expect(good.reading.notes.every((note) => /^\d+$/u.test(note))).toBe(true);
    },
    SLOW,
  );

  it(
    'gives each page to a new process when the last one has grown, and loses none',
    async () => {
      stubborn();
      const { reading } = await reader.read(Buffer.from('grown'));
      expect(reading.notes.every((note) => /^\d+$/u.test(note))).toBe(true); // each says which process read it
      expect(new Set(reading.notes).size).toBe(3);
    },
    SLOW,
  );

  it(
    'ends a process that is idle, and starts another for the next fax',
    async () => {
      stubborn({ idleMs: 20 });
      const first = await reader.read(Buffer.from('well'));
      const pid = Number(first.reading.notes[0]);
      await until(() => !isAlive(pid));
      // however soon after the end of the other
      for (let wait = 0; wait < 12; wait += 1) {
        const { reading } = await reader.read(Buffer.from('well'));
        expect(reading.notes.every((note) => /^\d+$/u.test(note))).toBe(true);
        await sleep(15 + wait);
      }
    },
    SLOW,
  );

  it(
    'says that it was closed to what is under way, which may be tried again',
    async () => {
      stubborn();
      const under = failure(reader.read(Buffer.from('hang 1')));
      const behind = failure(reader.read(Buffer.from('well')));
      await sleep(300);
      await reader.close();
      for (const error of [await under, await behind, await failure(reader.read(Buffer.from('well')))]) {
        expect(isPermanent(error)).toBe(false);
        expect(String(error)).toMatch(/closed/u);
      }
    },
    SLOW,
  );
});

async function until(met: () => boolean): Promise<void> {
  while (!met()) await sleep(10);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
