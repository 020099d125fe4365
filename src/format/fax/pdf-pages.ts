import { PDFiumLibrary, type PDFiumDocument } from '@hyzyla/pdfium';
import { permanent } from '../../lib/fault.ts';
import type { GrayPage } from './gray.ts';

/** The resolution in which pages are drawn, pixels an inch: a fax's own. */
const DPI = 204;
/** The header may stand within the first kilobyte (ISO 32000-1, Annex H). */
const HEADER_WITHIN = 1_024;
/** Larger than any sheet that is faxed, points. */
const LARGEST_SIDE = 14_400;

/** Whether the bytes begin as a PDF does. */
export function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEADER_WITHIN)).includes('%PDF-');
}

let library: Promise<PDFiumLibrary> | null = null;

/** Opens a PDF for drawing. Scripts in it are never run: the library is built without them. Rejects with a permanent Fault for one that is broken or locked. */
export async function openPdf(
  bytes: Uint8Array,
  { maxPages, maxPagePixels }: { readonly maxPages: number; readonly maxPagePixels: number },
): Promise<{ readonly pageCount: number; page(n: number): Promise<GrayPage>; close(): void }> {
  library ??= PDFiumLibrary.init();
  const opened = await library;
  let document: PDFiumDocument;
  try {
    document = await opened.loadDocument(bytes);
  } catch (error) {
    const why = /password/iu.test(String(error)) ? 'it is locked with a password' : 'it is broken';
    throw permanent(`this PDF cannot be opened: ${why}; ask for the document by another way`, error);
  }
  const pageCount = document.getPageCount();
  const close = (): void => document.destroy();
  if (pageCount === 0 || pageCount > maxPages) {
    close();
    throw permanent(
      pageCount === 0 ? 'this PDF holds no page' : `this PDF has ${pageCount} pages, the limit is ${maxPages}`,
    );
  }
  return { pageCount, page: (n) => draw(document, n, maxPagePixels), close };
}

async function draw(document: PDFiumDocument, n: number, maxPagePixels: number): Promise<GrayPage> {
  const page = document.getPage(n - 1);
  const { originalWidth, originalHeight } = page.getOriginalSize();
  if (!(originalWidth > 0 && originalHeight > 0 && originalWidth <= LARGEST_SIDE && originalHeight <= LARGEST_SIDE))
    throw permanent(`page ${n} of this PDF claims a size that no sheet has`);
  const scale = DPI / 72;
  if (originalWidth * originalHeight * scale * scale > maxPagePixels)
    throw permanent(`page ${n} of this PDF is larger than the limit of ${maxPagePixels} pixels`);
  try {
    // by size: a scale would be taken of whole points, and a fax of 1,728 dots be drawn anew with 1,725
    const size = { width: Math.round(originalWidth * scale), height: Math.round(originalHeight * scale) };
    const { data, width, height } = await page.render({ ...size, colorSpace: 'Gray', render: 'bitmap' });
    return { n, width, height, data: packed(data, width, height), dpi: [DPI, DPI], cut: false };
  } catch (error) {
    throw permanent(`page ${n} of this PDF cannot be drawn`, error);
  }
}

/** Rows may be padded to a multiple of four bytes. */
function packed(data: Uint8Array, width: number, height: number): Uint8Array {
  const stride = data.length / height;
  if (stride === width) return Uint8Array.from(data);
  const rows = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) rows.set(data.subarray(y * stride, y * stride + width), y * width);
  return rows;
}
