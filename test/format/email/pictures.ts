import type { Buffer } from 'node:buffer';
import sharp from 'sharp';

/** A picture of this kind and size, striped. */
export function picture(
  kind: 'png' | 'jpeg' | 'gif' | 'webp' | 'tiff',
  width: number,
  height: number,
): Promise<Buffer> {
  const pixels = new Uint8Array(width * height * 3).map((_, at) => ((at % (width * 3)) * 7) % 256);
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .toFormat(kind)
    .toBuffer();
}
