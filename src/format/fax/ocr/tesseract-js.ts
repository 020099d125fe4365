import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Worker } from 'tesseract.js';
import { deadline } from '../../../lib/deadline.ts';
import { permanent, sentenceOf, temporary } from '../../../lib/fault.ts';
import { packPage, pngOf } from '../png.ts';
import type { Ocr } from './port.ts';

const resolve = createRequire(import.meta.url).resolve;
/** The engine alone, without the older one: what the data of this kind is for. */
const LSTM_ONLY = 1;
/** Of the sets of data in a package the smallest, which reads faxes as well as the large one. */
const DATA = '4.0.0_best_int';
/** The engine and its data are read from disk and compiled, ms; offline without data it would wait for ever. */
const START_MS = 60_000;
/** Ending its thread takes some milliseconds, ms. */
const STOP_MS = 5_000;

/**
 * The engine that comes with the program (Tesseract compiled to WebAssembly), its data from npm packages: nothing is fetched.
 * Started when first needed, anew after it died or was too slow.
 */
export function tesseractJs(languages: readonly string[]): Ocr {
  let starting: Promise<Worker> | null = null;

  const stop = async (): Promise<void> => {
    const stopping = starting;
    starting = null;
    // one that never comes to its start cannot be waited for; what becomes of it later is ended then
    const ended = stopping?.then(
      (worker) => worker.terminate(),
      () => undefined,
    );
    if (ended) await deadline(ended, STOP_MS, 'the reader of letters did not end').catch(() => undefined);
  };

  return {
    name: 'tesseract.js',

    async recognize(page, { dpi, seconds }) {
      starting ??= start(languages);
      try {
        const worker = await deadline(starting, START_MS, 'the reader of letters did not start');
        await worker.setParameters({ user_defined_dpi: String(dpi) });
        const image = pngOf(packPage(page, 4));
        const { data } = await deadline(worker.recognize(image), seconds * 1_000, `it took longer than ${seconds} s`);
        return { text: data.text.trim(), confidence: data.text.trim() === '' ? 0 : data.confidence };
      } catch (error) {
        await stop();
        throw error instanceof MissingData ? permanent(error.message) : temporary(sentenceOf(error), error);
      }
    },

    close: stop,
  };
}

class MissingData extends Error {}

async function start(languages: readonly string[]): Promise<Worker> {
  const { createWorker } = (await import('tesseract.js')).default;
  const files = languages.map((code) => dataOf(code));
  // the engine looks for all of its data in one folder, and each language is a package
  const folder = await mkdtemp(join(tmpdir(), 'postroom-ocr-'));
  try {
    for (const file of files) await copyFile(file, join(folder, basename(file)));
    return await createWorker([...languages], LSTM_ONLY, {
      langPath: folder,
      cacheMethod: 'none',
      gzip: true,
      // what goes wrong is told by the promise of the call
      errorHandler: () => undefined,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function dataOf(language: string): string {
  try {
    const folder = dirname(resolve(`@tesseract.js-data/${language}/package.json`));
    return join(folder, DATA, `${language}.traineddata.gz`);
  } catch {
    throw new MissingData(
      `no data to read ${language} is installed; npm install @tesseract.js-data/${language}, or mend fax.reading.languages`,
    );
  }
}
