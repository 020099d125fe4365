import { Fault, permanent } from '../../lib/fault.ts';

/*
 * The tags of a TIFF (TIFF 6.0; RFC 2301 for fax), read by ourselves before any decoder sees the file: sizes, so that a bomb is
 * refused for what it claims; resolutions, which the decoder does not tell; and what HylaFAX writes down of the call.
 */

export type TiffPage = {
  readonly width: number;
  readonly height: number;
  /** pixels an inch; 0 where the file does not say */
  readonly dpi: readonly [x: number, y: number];
  /** tag 270, lines that a fax server may have written */
  readonly description: string;
  readonly software: string;
  /** tag 259, how it is packed */
  readonly compression: number;
  /** HylaFAX's FaxRecvParams (34908): it writes them when a page was received to its end */
  readonly receivedWhole: boolean;
};

export type Tiff = {
  /** those that can be found; at least one */
  readonly pages: readonly TiffPage[];
  /** where the file says that another page follows, which is not there or broken; null: nothing more is said */
  readonly brokenAt: number | null;
};

export type TiffLimits = { readonly maxPages: number; readonly maxPagePixels: number };

const WIDTH = 256;
const HEIGHT = 257;
const BITS = 258;
const COMPRESSION = 259;
const DESCRIPTION = 270;
const SAMPLES = 277;
const X_RESOLUTION = 282;
const Y_RESOLUTION = 283;
const RESOLUTION_UNIT = 296;
const SOFTWARE = 305;
const FAX_RECV_PARAMS = 34_908;

const CENTIMETRE = 3; // value of RESOLUTION_UNIT; 2 is the inch
/** A page has some twenty tags; a file that claims thousands is broken or hostile. */
const MOST_TAGS = 400;
/** A pixel holds at most as much: four samples of 16 bits. */
const MOST_BITS = 64;
const LONGEST_TEXT = 2_000; // bytes of a text that we read

/** Whether the bytes begin as a classic TIFF does, of either byte order. */
export function isTiff(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  return (a === 0x49 && b === 0x49 && c === 42 && d === 0) || (a === 0x4d && b === 0x4d && c === 0 && d === 42);
}

/**
 * The pages that a TIFF holds, in its order, as far as they can be found: of a file that was cut off the first ones are whole.
 * Throws a permanent Fault for one whose first page is broken, that goes round in circles, or claims more than the limits allow.
 */
export function readTiff(bytes: Uint8Array, limits: TiffLimits): Tiff {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const seen = new Set<number>();
  const pages: TiffPage[] = [];
  let pointer = 4;
  for (let at = uint32(file, pointer, little); at !== 0; at = uint32(file, pointer, little)) {
    if (seen.has(at)) throw permanent('this TIFF is broken: its pages point back to each other');
    if (seen.size >= limits.maxPages) throw permanent(`this TIFF has more than ${limits.maxPages} pages, the limit`);
    seen.add(at);
    const found = tryDirectory(file, at, little);
    if (found instanceof Fault) {
      if (pages.length === 0) throw found;
      return { pages, brokenAt: pointer };
    }
    check(found.page, pages.length + 1, limits);
    pages.push(found.page);
    pointer = found.pointer;
  }
  if (pages.length === 0) throw permanent('this TIFF holds no page');
  return { pages, brokenAt: null };
}

function tryDirectory(file: DataView, at: number, little: boolean): ReturnType<typeof directory> | Fault {
  try {
    return directory(file, at, little);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

type Tag = { readonly type: number; readonly count: number; /** where its value stands */ readonly at: number };

function directory(file: DataView, at: number, little: boolean): { readonly page: TiffPage; readonly pointer: number } {
  const count = uint16(file, at, little);
  if (count > MOST_TAGS) throw permanent(`this TIFF is broken: a page claims ${count} tags`);
  const tags = new Map<number, Tag>();
  for (let i = 0; i < count; i += 1) {
    const entry = at + 2 + i * 12;
    const type = uint16(file, entry + 2, little);
    const values = uint32(file, entry + 4, little);
    const isInside = sizeOf(type) * values <= 4;
    tags.set(uint16(file, entry, little), {
      type,
      count: values,
      at: isInside ? entry + 8 : uint32(file, entry + 8, little),
    });
  }
  const number = (tag: number, otherwise: number): number => numberAt(file, tags.get(tag), little) ?? otherwise;
  const toInch = number(RESOLUTION_UNIT, 2) === CENTIMETRE ? 2.54 : 1;
  const bits = number(BITS, 1) * number(SAMPLES, 1);
  if (!(bits > 0 && bits <= MOST_BITS)) throw permanent(`this TIFF is broken: a pixel claims ${bits} bits`);
  const pointer = at + 2 + count * 12;
  mustHold(file, pointer, 4);
  return {
    page: {
      width: number(WIDTH, 0),
      height: number(HEIGHT, 0),
      dpi: [number(X_RESOLUTION, 0) * toInch, number(Y_RESOLUTION, 0) * toInch],
      description: textAt(file, tags.get(DESCRIPTION)),
      software: textAt(file, tags.get(SOFTWARE)),
      compression: number(COMPRESSION, 1),
      receivedWhole: tags.has(FAX_RECV_PARAMS),
    },
    pointer,
  };
}

function check({ width, height }: TiffPage, n: number, { maxPagePixels }: TiffLimits): void {
  if (!(width > 0 && height > 0)) throw permanent(`this TIFF is broken: page ${n} has no size`);
  if (width * height > maxPagePixels)
    throw permanent(
      `page ${n} of this TIFF claims ${width} × ${height} pixels, more than the limit of ${maxPagePixels}`,
    );
}

function numberAt(file: DataView, tag: Tag | undefined, little: boolean): number | null {
  if (tag === undefined || tag.count < 1) return null;
  switch (tag.type) {
    case 1:
      return uint8(file, tag.at);
    case 3:
      return uint16(file, tag.at, little);
    case 4:
      return uint32(file, tag.at, little);
    case 5: {
      const over = uint32(file, tag.at + 4, little);
      return over === 0 ? null : uint32(file, tag.at, little) / over;
    }
    default:
      return null;
  }
}

function textAt(file: DataView, tag: Tag | undefined): string {
  if (tag === undefined || tag.type !== 2) return '';
  const end = Math.min(tag.at + Math.min(tag.count, LONGEST_TEXT), file.byteLength);
  if (tag.at >= end) return '';
  const bytes = new Uint8Array(file.buffer, file.byteOffset + tag.at, end - tag.at);
  return new TextDecoder('latin1').decode(bytes).replace(/\0[^]*$/u, '');
}

/** Bytes of one value by its type (TIFF 6.0, section 2); of an unknown one as much as takes it out of the entry. */
function sizeOf(type: number): number {
  return [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8][type] ?? 8;
}

function uint8(file: DataView, at: number): number {
  mustHold(file, at, 1);
  return file.getUint8(at);
}

function uint16(file: DataView, at: number, little: boolean): number {
  mustHold(file, at, 2);
  return file.getUint16(at, little);
}

function uint32(file: DataView, at: number, little: boolean): number {
  mustHold(file, at, 4);
  return file.getUint32(at, little);
}

function mustHold(file: DataView, at: number, bytes: number): void {
  if (at + bytes > file.byteLength) throw permanent('this TIFF is broken: it points beyond its end');
}
