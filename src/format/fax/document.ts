import type { FaxReading } from '../../domain/fax/fax.ts';
import { permanent } from '../../lib/fault.ts';
import type { GrayPage } from './gray.ts';
import { isPdf, openPdf } from './pdf-pages.ts';
import { hylafaxTags } from './tags.ts';
import { isTiff } from './tiff.ts';
import { openTiff } from './tiff-pages.ts';

export type DocumentLimits = { readonly maxBytes: number; readonly maxPages: number; readonly maxPagePixels: number };

/** A document whose pages can be had one by one. */
export type Pages = {
  readonly kind: FaxReading['kind'];
  readonly pageCount: number;
  readonly tags: FaxReading['tags'];
  /** Page n (1, 2 …), stretched to square pixels. Rejects with a Fault for a page that cannot be decoded. */
  page(n: number): Promise<GrayPage>;
  close(): void;
};

const NO_TAGS: FaxReading['tags'] = { station: null, caller: null, callerName: null, dialled: null };

/**
 * Opens the document of a fax by its magic bytes, whatever its name says. Rejects with a permanent Fault for what is neither TIFF
 * nor PDF, is broken, locked, or larger than the limits.
 */
export async function openDocument(bytes: Uint8Array, limits: DocumentLimits): Promise<Pages> {
  if (bytes.length > limits.maxBytes)
    throw permanent(`this document has ${bytes.length} bytes, more than the limit of ${limits.maxBytes}`);
  if (isTiff(bytes)) {
    const { pages, pageCount, decode } = openTiff(bytes, limits);
    return { kind: 'tiff', pageCount, tags: hylafaxTags(pages), page: decode, close: () => {} };
  }
  if (isPdf(bytes)) {
    const pdf = await openPdf(bytes, limits);
    return { kind: 'pdf', tags: NO_TAGS, ...pdf };
  }
  throw permanent(
    bytes.length === 0
      ? 'this document is empty'
      : 'this is neither a TIFF nor a PDF, so it is no fax that can be read',
  );
}
