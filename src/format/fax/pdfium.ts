import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PDFiumLibrary, type PDFiumDocument } from '@hyzyla/pdfium';

/*
 * PDFium, held to a memory and given up when it breaks. A PDF can make it crash, and what is left of it then would call every
 * later document broken; so the next one gets a new PDFium.
 */

/** A sheet in colour at 600 dots an inch takes 190 MB, document and all. Left to itself PDFium takes 2 GB, which a few hostile lines can ask for. */
const MOST_MEMORY = 384 * 2 ** 20; // bytes
const MEMORY_PAGE = 65_536; // bytes, by the specification of WebAssembly

/** A PDF that PDFium has open. */
export type Pdf = {
  /** Does something with the document, which is opened anew where PDFium crashed meanwhile. */
  use<T>(work: (document: PDFiumDocument) => T | Promise<T>): Promise<T>;
  close(): void;
};

/** What of WebAssembly is used here; the compiler knows of it only together with browsers. */
type Memory = { readonly buffer: ArrayBuffer; grow(pages: number): number };
type Exports = { readonly memory: Memory };
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Exports };
};

let compiled: object | null = null;
/** Memory was refused since the last look, so that what was drawn may lack something. */
let wanting = false;
let library: Promise<PDFiumLibrary> | null = null;

/** Opens a PDF. Rejects with PDFium's own Error for one that it refuses, or with that of its crash. */
export async function loadPdf(bytes: Uint8Array): Promise<Pdf> {
  let held = await load(bytes);
  return {
    async use(work) {
      if (held.by !== library) held = await load(bytes);
      const { document } = held;
      return orForget(() => work(document));
    },
    close() {
      if (held.by === library) held.document.destroy();
    },
  };
}

async function load(bytes: Uint8Array) {
  const by = (library ??= PDFiumLibrary.init({ instantiateWasm }));
  const opened = await by;
  return { by, document: await orForget(() => opened.loadDocument(bytes)) };
}

/**
 * Its refusals are plain Errors. Whatever else it throws (a trap, an abort, a stack that ran over) leaves it in no state to go on;
 * and where it lacked memory it may have left a picture out without a word.
 */
async function orForget<T>(work: () => T | Promise<T>): Promise<T> {
  wanting = false;
  try {
    const result = await work();
    if (wanting) throw new RangeError(`it asks for more than ${MOST_MEMORY} bytes`);
    return result;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'Error') library = null;
    throw error;
  }
}

function instantiateWasm(imports: object, done: (instance: object) => void): Exports {
  compiled ??= new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve('@hyzyla/pdfium/pdfium.wasm'))));
  const instance = new WebAssembly.Instance(compiled, imports);
  bound(instance.exports.memory);
  done(instance);
  return instance.exports;
}

/** It asks for more memory by grow() only, with a fifth to spare at first, and takes a refusal as an allocation that failed. */
function bound(memory: Memory): void {
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * MEMORY_PAGE <= MOST_MEMORY) return grow(pages);
    wanting = true;
    throw new RangeError('PDFium is at its limit of memory');
  };
}
