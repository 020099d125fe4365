import { Buffer } from 'node:buffer';
import sharp, { type Sharp } from 'sharp';
import { openTiff } from '../fax/tiff-pages.ts';

/** A picture drawn anew: nothing of the file that it was drawn from is in it but what can be seen. */
export type Picture = { readonly type: 'image/png' | 'image/jpeg'; readonly bytes: Buffer };

/** A picture that claims more is a bomb; a large camera has 50 million. */
const MAX_PIXELS = 60_000_000;
const MAX_SIDE = 1_000; // pixels
/** Only the first page of a TIFF is drawn; that it has more than this is not believed. */
const MAX_PAGES = 2_000;
/** Longest time a decoder may take, s; a picture of 60 million pixels takes 2. */
const SECONDS = 8;
/** A photograph is five times as large as PNG than as JPEG; above this it becomes one in a mail, bytes. */
const LARGE_PNG = 100_000;

/** What a file is by its first bytes. SVG is none of these, and never drawn: it is a program that can read files. */
const KINDS: readonly (readonly [kind: string, first: RegExp])[] = [
  // oxlint-disable-next-line no-control-regex -- these are bytes
  ['png', /^\x89PNG\r\n\x1a\n/],
  ['jpeg', /^\xff\xd8\xff/],
  ['gif', /^GIF8[79]a/],
  ['webp', /^RIFF[^]{4}WEBP/],
  // oxlint-disable-next-line no-control-regex
  ['tiff', /^(?:II\*\0|MM\0\*)/],
];

// The decoder looks at the bytes too, and might see an SVG in what we take for a GIF: in this process it knows no others than these.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Png', 'Jpeg', 'Nsgif', 'Webp', 'Tiff'].map((kind) => `VipsForeignLoad${kind}`),
});

/**
 * The file as a PNG of at most 1,000 pixels a side: PNG, JPEG, GIF (its first picture), WebP, TIFF (its first page). What the
 * sender calls it does not count, only its bytes. Null for anything else, for what is broken, and for what claims to be too large.
 */
export async function previewOf(bytes: Uint8Array): Promise<Buffer | null> {
  return draw(bytes, async (image) => ({ bytes: await image.png().toBuffer() })).then((drawn) => drawn?.bytes ?? null);
}

/** The same for a place inside of a mail, where a photograph must not be large. */
export async function pictureOf(bytes: Uint8Array): Promise<Picture | null> {
  return draw(bytes, async (image): Promise<Picture> => {
    const png = await image.clone().png().toBuffer();
    if (png.length <= LARGE_PNG || !(await sharp(png).stats()).isOpaque) return { type: 'image/png', bytes: png };
    return { type: 'image/jpeg', bytes: await sharp(png).jpeg({ quality: 80 }).toBuffer() };
  });
}

async function draw<T>(bytes: Uint8Array, work: (image: Sharp) => Promise<T>): Promise<T | null> {
  const first = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  const kind = KINDS.find(([, form]) => form.test(first))?.[0];
  if (kind === undefined) return null;
  try {
    const image = kind === 'tiff' ? await firstPage(bytes) : sharp(bytes, { ...LIMITS, pages: 1 }).autoOrient();
    if (image === null) return null;
    const smaller = { width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true } as const;
    return await work(image.resize(smaller).timeout({ seconds: SECONDS }));
  } catch {
    return null;
  }
}

const LIMITS = { limitInputPixels: MAX_PIXELS, failOn: 'error' } as const;

/** Packings of a fax (T.4 of TIFF's own kind, T.4, T.6), and of other pictures that the decoder can unpack: none, LZW, JPEG, Deflate, PackBits. */
const FAX = [2, 3, 4];
const OTHER = [1, 5, 7, 8, 32_946, 32_773];

/** By way of the tags that we read ourselves: the pixels of a fax are not square, and what cannot be unpacked would come out black. */
async function firstPage(bytes: Uint8Array): Promise<Sharp | null> {
  const tiff = openTiff(bytes, { maxPages: MAX_PAGES, maxPagePixels: MAX_PIXELS });
  const packing = tiff.pages[0]?.compression ?? 0;
  if (OTHER.includes(packing)) return sharp(bytes, { ...LIMITS, pages: 1 }).autoOrient();
  if (!FAX.includes(packing)) return null;
  const { data, width, height } = await tiff.decode(1);
  return sharp(data, { raw: { width, height, channels: 1 } });
}
