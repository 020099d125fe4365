import type { PDFiumDocument } from '@hyzyla/pdfium';
import { Fault, permanent } from '../../lib/fault.ts';
import type { GrayPage } from './gray.ts';
import { loadPdf, type Pdf } from './pdfium.ts';

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

/** Opens a PDF for drawing. Scripts in it are never run: the library is built without them. Rejects with a permanent Fault for one that is broken or locked. */
export async function openPdf(
  bytes: Uint8Array,
  { maxPages, maxPagePixels }: { readonly maxPages: number; readonly maxPagePixels: number },
): Promise<{ readonly pageCount: number; page(n: number): Promise<GrayPage>; close(): void }> {
  let pdf: Pdf;
  try {
    pdf = await loadPdf(bytes);
  } catch (error) {
    const why = /password/iu.test(String(error)) ? 'it is locked with a password' : 'it is broken';
    throw permanent(`this PDF cannot be opened: ${why}; ask for the document by another way`, error);
  }
  const pageCount = await pdf.use((document) => document.getPageCount());
  if (pageCount === 0 || pageCount > maxPages) {
    pdf.close();
    throw permanent(
      pageCount === 0 ? 'this PDF holds no page' : `this PDF has ${pageCount} pages, the limit is ${maxPages}`,
    );
  }
  return { pageCount, page: (n) => drawn(pdf, n, maxPagePixels), close: () => pdf.close() };
}

async function drawn(pdf: Pdf, n: number, maxPagePixels: number): Promise<GrayPage> {
  try {
    return await pdf.use((document) => draw(document, n, maxPagePixels));
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw permanent(
      `page ${n} of this PDF cannot be drawn: it is broken, or asks for more memory than a sheet may`,
      error,
    );
  }
}

async function draw(document: PDFiumDocument, n: number, maxPagePixels: number): Promise<GrayPage> {
  const page = document.getPage(n - 1);
  const { originalWidth, originalHeight } = page.getOriginalSize();
  if (!(originalWidth > 0 && originalHeight > 0 && originalWidth <= LARGEST_SIDE && originalHeight <= LARGEST_SIDE))
    throw permanent(`page ${n} of this PDF claims a size that no sheet has`);
  const scale = DPI / 72;
  if (originalWidth * originalHeight * scale * scale > maxPagePixels)
    throw permanent(`page ${n} of this PDF is larger than the limit of ${maxPagePixels} pixels`);
  // by size: a scale would be taken of whole points, and a fax of 1,728 dots be drawn anew with 1,725
  const size = { width: Math.round(originalWidth * scale), height: Math.round(originalHeight * scale) };
  const { data, width, height } = await page.render({ ...size, colorSpace: 'Gray', render: 'bitmap' });
  return { n, width, height, data: packed(data, width, height), dpi: [DPI, DPI], cut: false, damaged: false };
}

/** Rows may be padded to a multiple of four bytes. */
function packed(data: Uint8Array, width: number, height: number): Uint8Array {
  const stride = data.length / height;
  if (stride === width) return Uint8Array.from(data);
  const rows = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) rows.set(data.subarray(y * stride, y * stride + width), y * width);
  return rows;
}
