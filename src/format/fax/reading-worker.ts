import type { FaxBarcode, FaxReading, FaxPage } from '../../domain/fax/fax.ts';
import { isPermanent, sentenceOf } from '../../lib/fault.ts';
import { openDocument, type DocumentLimits, type Pages } from './document.ts';
import { chooseOcr } from './ocr/choose.ts';
import type { Ocr } from './ocr/port.ts';
import { packPage, type PackedPage } from './png.ts';
import { readPage, type PageOptions } from './read-page.ts';

/*
 * The inside of a reading process. A process and no thread: a decoder that a hostile file crashes must not take the gateway with
 * it. It takes one job at a time and holds one document, the one that it was asked about last.
 */

export type Setup = {
  readonly engine: 'auto' | 'tesseract.js' | 'tesseract';
  readonly languages: readonly string[];
  readonly limits: DocumentLimits;
  readonly page: PageOptions;
};

/** `bytes` come with the first job of a document. `page`: which one to read; 0 only opens the document. */
export type Job = {
  readonly id: number;
  readonly document: number;
  readonly bytes: Uint8Array | null;
  readonly page: number;
};

export type Opened = {
  readonly kind: FaxReading['kind'];
  readonly pageCount: number;
  readonly tags: FaxReading['tags'];
};
export type ReadPage = {
  readonly page: FaxPage;
  readonly packed: PackedPage;
  readonly barcodes: readonly FaxBarcode[];
  readonly notes: readonly string[];
};
/** `grown`: this process should be followed by a new one. */
export type Done = { readonly id: number; readonly grown: boolean } & (
  | { readonly opened: Opened }
  | { readonly read: ReadPage }
  | { readonly sentence: string; readonly permanent: boolean }
);

/** A process is not kept beyond this, bytes: the engines hold for ever what they needed for one large page. */
const GROWN = 700_000_000;

const setup = JSON.parse(process.argv[2]!) as Setup;
let ocr: Ocr | null = null;
let held: { readonly document: number; readonly pages: Pages } | null = null;
let last: Promise<void> = Promise.resolve();

process.on('message', (job: Job) => {
  last = last.then(() => work(job));
});
process.on('disconnect', () => process.exit());

async function work(job: Job): Promise<void> {
  const said = await answer(job);
  process.send!({ id: job.id, grown: process.memoryUsage.rss() > GROWN, ...said } satisfies Done);
}

async function answer(job: Job) {
  try {
    const pages = await open(job);
    const { kind, pageCount, tags } = pages;
    return job.page === 0 ? { opened: { kind, pageCount, tags } } : { read: await read(pages, job.page) };
  } catch (error) {
    return { sentence: sentenceOf(error), permanent: isPermanent(error) };
  }
}

async function open({ document, bytes }: Job): Promise<Pages> {
  if (held?.document === document) return held.pages;
  held?.pages.close();
  held = null;
  const pages = await openDocument(bytes ?? new Uint8Array(), setup.limits);
  held = { document, pages };
  return pages;
}

async function read(pages: Pages, n: number): Promise<ReadPage> {
  const raw = await pages.page(n);
  ocr ??= chooseOcr(setup.engine, setup.languages);
  const { upright, ...read } = await readPage(raw, ocr, setup.page);
  return { ...read, packed: packPage(upright) };
}
