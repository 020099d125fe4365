import { deflateSync } from 'node:zlib';
import { crc32 } from 'node:zlib';
import { INK_BELOW, type Gray } from './gray.ts';

/** A page as an image: rows packed and filtered as in a PNG, and deflated; PDF takes the same. */
export type PackedPage = {
  readonly width: number;
  readonly height: number;
  readonly bits: 1 | 4;
  readonly idat: Buffer;
};

const FILTER_UP = 2; // each row as its difference to the one above: what is alike there packs best
/** A page that is not black and white keeps 16 greys, which is more than a fax ever had. */
const SHARE_OF_GREY = 0.02;

/** Packs a page: in one bit where it is black and white, as faxes are, else in four; `bits` says otherwise. */
export function packPage({ width, height, data }: Gray, bits: PackedPage['bits'] = isGrey(data) ? 4 : 1): PackedPage {
  const perByte = 8 / bits;
  const rowBytes = Math.ceil(width / perByte);
  const rows = Buffer.alloc((rowBytes + 1) * height);
  const row = new Uint8Array(rowBytes);
  const above = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y += 1) {
    row.fill(0);
    for (let x = 0; x < width; x += 1) {
      const value = data[y * width + x]!;
      const level = bits === 1 ? (value < INK_BELOW ? 0 : 1) : value >> 4;
      row[(x / perByte) | 0]! |= level << (8 - bits * ((x % perByte) + 1));
    }
    const at = y * (rowBytes + 1);
    rows[at] = FILTER_UP;
    for (let i = 0; i < rowBytes; i += 1) rows[at + 1 + i] = (row[i]! - above[i]!) & 0xff;
    above.set(row);
  }
  return { width, height, bits, idat: deflateSync(rows) };
}

/** The packed page as a PNG file (RFC 2083). */
export function pngOf({ width, height, bits, idat }: PackedPage): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = bits; // then colour type 0 (grey), deflate, adaptive filters, not interlaced
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('IDAT', idat), chunk('IEND', Buffer.alloc(0))]);
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

function isGrey(data: Uint8Array): boolean {
  let grey = 0;
  for (const value of data) if (value > 64 && value < 192) grey += 1;
  return grey > data.length * SHARE_OF_GREY;
}
