import sharp from 'sharp';
import { permanent } from '../../lib/fault.ts';
import { inkOf, isBlank, type Gray, type GrayPage } from './gray.ts';
import { readTiff, type TiffLimits, type TiffPage } from './tiff.ts';

/** Lines an inch that a fax machine scans: standard, fine. Across it is always 204 dots (ITU-T T.4). */
const ACROSS = 204;
const STANDARD = 98;
const FINE = 196;
/** A4 has 1,145 lines in standard and 2,290 in fine resolution. */
const STANDARD_BELOW = 1_400; // lines
/** Resolutions outside of this are misprints of the writer's. */
const FEWEST_DPI = 50;
const MOST_DPI = 1_200;
/**
 * What the decoder can unpack: nothing, T.4 of its own kind, T.4, T.6, LZW, JPEG, Deflate (two numbers), PackBits. Of any other, as
 * of JBIG, it makes a black page without a word.
 */
const UNPACKED: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 7, 8, 32_946, 32_773]);
/** Share of ink that no sheet has which somebody faxed. */
const ALL_BLACK = 0.99;

/**
 * The pages of a TIFF by its tags, and how each is decoded. Where the file ends too early, what is missing counts as one page, which
 * cannot be had. Throws a permanent Fault for a file that must not be decoded.
 */
export function openTiff(
  bytes: Uint8Array,
  limits: TiffLimits,
): {
  readonly pages: readonly TiffPage[];
  readonly pageCount: number;
  readonly decode: (n: number) => Promise<GrayPage>;
} {
  const { pages, brokenAt } = readTiff(bytes, limits);
  const file = brokenAt === null ? bytes : endedAt(bytes, brokenAt);
  return {
    pages,
    pageCount: pages.length + (brokenAt === null ? 0 : 1),
    decode: (n) =>
      n > pages.length
        ? Promise.reject(permanent(`what comes after page ${pages.length} of this TIFF is cut off or broken`))
        : decode(file, pages, n, limits),
  };
}

/** A copy of the file that says it has no more pages than were found: the decoder would follow the broken pointer, and fail. */
function endedAt(bytes: Uint8Array, pointer: number): Uint8Array {
  return Uint8Array.from(bytes).fill(0, pointer, pointer + 4);
}

/** Page by page: sharp refuses a file as a whole whose pages differ in height, as faxes do; and a cut page is better than none. */
async function decode(
  bytes: Uint8Array,
  pages: readonly TiffPage[],
  n: number,
  { maxPagePixels }: TiffLimits,
): Promise<GrayPage> {
  const page = pages[n - 1]!;
  const dpi = dpiOf(page);
  const [x, y] = dpi;
  // stretched to the finer of the two resolutions
  const width = Math.round(page.width * Math.max(1, y / x));
  const height = Math.round(page.height * Math.max(1, x / y));
  if (width * height > maxPagePixels) throw permanent(`page ${n} is larger than the limit of ${maxPagePixels} pixels`);
  if (!UNPACKED.has(page.compression))
    throw permanent(`page ${n} of this TIFF is packed in a way that is not known here (${page.compression})`);
  const draw = async (failOn: 'error' | 'none'): Promise<Gray> => {
    const image = sharp(bytes, { page: n - 1, failOn, limitInputPixels: maxPagePixels });
    const { data, info } = await image
      .flatten({ background: '#fff' })
      .resize(width, height, { fit: 'fill', kernel: 'cubic' })
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: firstChannel(data, info.channels) };
  };
  try {
    return { n, ...(await draw('error')), dpi, cut: hylafaxBrokeOff(pages, page), damaged: false };
  } catch (error) {
    const upper = await draw('none').catch(() => null);
    // white or black is what it makes of a page of which it understands nothing
    if (upper === null || isBlank(upper) || inkOf(upper) > ALL_BLACK)
      throw permanent(`page ${n} of this TIFF cannot be decoded`, error);
    // a line that came badly is mended; where that fails, the decoder leaves out a hundred of them and more, or all that follow
    return { n, ...upper, dpi, cut: true, damaged: true };
  }
}

function dpiOf({ dpi: [x, y], width, height }: TiffPage): readonly [number, number] {
  const isLikely = (dpi: number): boolean => dpi >= FEWEST_DPI && dpi <= MOST_DPI;
  if (isLikely(x) && isLikely(y)) return [Math.round(x), Math.round(y)];
  const across = Math.round((width / 1_728) * ACROSS); // 1,728 dots are a line of a fax
  return [Math.min(MOST_DPI, Math.max(FEWEST_DPI, across)), height < STANDARD_BELOW ? STANDARD : FINE];
}

/** HylaFAX notes of every page how it was received; of one that broke off it does not come to that. */
function hylafaxBrokeOff(pages: readonly TiffPage[], page: TiffPage): boolean {
  return /^hylafax/iu.test(page.software) && !page.receivedWhole && pages.some(({ receivedWhole }) => receivedWhole);
}

function firstChannel(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 1) return data;
  const first = new Uint8Array(data.length / channels);
  for (let i = 0; i < first.length; i += 1) first[i] = data[i * channels]!;
  return first;
}
