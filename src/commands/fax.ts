import { readFile } from 'node:fs/promises';
import type { FaxBarcode, FaxPage, FaxReading, FaxStatus } from '../domain/fax/fax.ts';
import { marksOnPages, referencesOnPages } from '../domain/fax/reference.ts';
import { NO_TICKET, asReference, referencesIn } from '../domain/reference.ts';
import { permanent, sentenceOf } from '../lib/fault.ts';
import { inWords } from './fax-words.ts';
import { progressBar } from './progress.ts';

export type FaxDeps = {
  readonly read: (document: Uint8Array) => Promise<{ readonly reading: FaxReading }>;
  /** files that are read at once: as many as pages, or the others would wait idle */
  readonly atOnce: number;
  readonly json: boolean;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
};

/** One line of `fax --json`; the names are a promise to people's scripts. */
export type FaxLine = {
  readonly file: string;
  readonly pages: readonly {
    readonly n: number;
    readonly width: number;
    readonly height: number;
    readonly dpi: readonly [x: number, y: number];
    readonly text: string;
    readonly confidence: number;
    readonly turned: FaxPage['turned'];
    readonly needs_human: boolean;
    readonly blank: boolean;
    readonly cut: boolean;
  }[];
  readonly text: string;
  readonly station: string | null;
  readonly caller: string | null;
  readonly dialled: string | null;
  readonly status: FaxStatus;
  readonly reference: string | null;
  readonly barcodes: readonly FaxBarcode[];
  readonly page_hashes: readonly string[];
  readonly notes: readonly string[];
  readonly seconds: number;
};

/**
 * Says what fax documents say, a line each, in the order in which they are named. One that cannot be read is a line too, with its
 * reason as a complaint, and the others are read all the same. Resolves to the number of those that failed.
 */
export async function faxFiles(files: readonly string[], deps: FaxDeps): Promise<number> {
  const bar = progressBar(files.length, 'faxes');
  const ahead = new Map<number, Promise<FaxLine>>();
  const start = (i: number): void => {
    const file = files[i];
    if (file !== undefined) ahead.set(i, readOne(file, deps));
  };
  let failed = 0;
  for (let i = 0; i < deps.atOnce; i += 1) start(i);
  for (const [i, file] of files.entries()) {
    const line = (await ahead.get(i))!;
    ahead.delete(i);
    start(i + deps.atOnce);
    deps.print(deps.json ? JSON.stringify(line) : inWords(line));
    if (line.status === 'failed') {
      failed += 1;
      deps.complain(`${file}: ${line.notes.join('; ') || 'nothing on it can be read; look at the document itself'}`);
    }
    bar.step();
  }
  bar.stop();
  return failed;
}

async function readOne(file: string, { read }: FaxDeps): Promise<FaxLine> {
  try {
    return lineOf(file, (await read(await bytesOf(file))).reading);
  } catch (error) {
    return {
      file,
      pages: [],
      text: '',
      station: null,
      caller: null,
      dialled: null,
      status: 'failed',
      reference: null,
      barcodes: [],
      page_hashes: [],
      notes: [sentenceOf(error)],
      seconds: 0,
    };
  }
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw permanent(`it cannot be opened (${sentenceOf(error)}); check the path and who may read it`, error);
  }
}

function lineOf(file: string, { pages, barcodes, tags, notes, seconds }: FaxReading): FaxLine {
  const text = pages
    .map((page) => page.text)
    .filter((words) => words !== '')
    .join('\n\n');
  return {
    file,
    pages: pages.map(({ n, width, height, dpi, text: words, confidence, turned, needsHuman, blank, cut }) => ({
      n,
      width,
      height,
      dpi,
      text: words,
      confidence,
      turned,
      needs_human: needsHuman,
      blank,
      cut,
    })),
    text,
    station: tags.station,
    caller: tags.caller,
    dialled: tags.dialled,
    status: statusOf(pages),
    reference: referenceIn(barcodes, pages),
    barcodes,
    page_hashes: pages.map(({ hash }) => hash),
    notes,
    seconds,
  };
}

/** A fax of which only the upper part of a page came, and no word of that can be read, is as good as none. */
function statusOf(pages: readonly FaxPage[]): FaxStatus {
  if (pages.every(({ cut, text, blank }) => cut && text === '' && !blank)) return 'failed';
  return pages.some(({ cut }) => cut) ? 'partial' : 'received';
}

/** The ticket that a fax names: in a mark of ours, else in print that is certain enough to act upon, and read without a guess. */
function referenceIn(barcodes: readonly FaxBarcode[], pages: readonly FaxPage[]): string | null {
  const certain = pages.filter(({ needsHuman }) => !needsHuman);
  return (
    [
      ...marksOnPages(barcodes).map((mark) => asReference(mark.split('.')[1] ?? '')),
      ...certain.flatMap(({ text }) => text.split('\n').flatMap((line) => referencesIn(line))),
      ...referencesOnPages(certain).flatMap(({ exact, reference }) => (exact ? [reference] : [])),
    ].find((reference) => reference !== null && reference !== NO_TICKET) ?? null
  );
}
