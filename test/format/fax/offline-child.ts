/*
 * Reads the fax named by its argument in a process that may not use a network (node --permission without --allow-net), and
 * writes what came of it, and what became of a request, to standard output.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { openDocument } from '../../../src/format/fax/document.ts';
import { tesseractJs } from '../../../src/format/fax/ocr/tesseract-js.ts';
import { readPage } from '../../../src/format/fax/read-page.ts';

// asked in a thread, as the engine runs in one
const ask = `require('node:net').connect(80, '127.0.0.1').on('error', (e) => require('node:worker_threads').parentPort.postMessage(e.code))`;
const [denied] = await once(new Worker(ask, { eval: true }), 'message');
const document = await openDocument(readFileSync(process.argv[2]!), {
  maxBytes: 25_000_000,
  maxPages: 200,
  maxPagePixels: 40_000_000,
});
const ocr = tesseractJs(['eng']);
const { page, barcodes, notes } = await readPage(await document.page(1), ocr, { seconds: 60, personBelow: 60 });
await ocr.close();
process.stdout.write(JSON.stringify({ denied, text: page.text, barcodes, notes }));
