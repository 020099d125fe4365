import sharp from 'sharp';
import type { Gray } from './gray.ts';

/** Of the page's height: the sender's line with date and number stands there, and differs with each transmission. */
const TOP = 0.05;
const COLUMNS = 16;
const ROWS = 16;
/** Fields that differ by less are alike: dust must not decide between white and white (of 255). */
const ALIKE = 1;

/**
 * A hash by which a page is known again that was sent twice: 16 × 16 bits, each saying whether the page gets darker from one
 * field to the next. 64 hexadecimal digits; hashes are compared by the bits in which they differ (domain/fax/page-hash.ts).
 */
export async function pageHash({ width, height, data }: Gray): Promise<string> {
  const top = Math.min(height - 1, Math.floor(height * TOP));
  const small = await sharp(data, { raw: { width, height, channels: 1 } })
    .extract({ left: 0, top, width, height: height - top })
    .resize(COLUMNS + 1, ROWS, { fit: 'fill', kernel: 'lanczos3' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  const bits = new Uint8Array((COLUMNS * ROWS) / 8);
  for (let y = 0; y < ROWS; y += 1) {
    for (let x = 0; x < COLUMNS; x += 1) {
      const at = y * (COLUMNS + 1) + x;
      const bit = y * COLUMNS + x;
      if (small[at]! > small[at + 1]! + ALIKE) bits[bit >> 3]! |= 0x80 >> (bit & 7);
    }
  }
  return Buffer.from(bits).toString('hex');
}
