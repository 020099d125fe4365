import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pictureOf, previewOf } from '../../../src/format/email/picture.ts';
import { noise } from './build.ts';
import { picture } from './pictures.ts';

const sizeOf = async (bytes: Buffer | null) => {
  if (bytes === null) return null;
  const { format, width, height } = await sharp(bytes).metadata();
  return [format, width, height];
};
/** A PNG that says it has so many pixels, and brings none of them. */
function claims(width: number, height: number): Buffer {
  const bytes = Buffer.from(
    '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082',
    'hex',
  );
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

describe('a preview', () => {
  it.each(['png', 'jpeg', 'gif', 'webp', 'tiff'] as const)('of a %s is a PNG of at most 1,000 pixels', async (kind) => {
    expect(await sizeOf(await previewOf(await picture(kind, 1_500, 300)))).toEqual(['png', 1_000, 200]);
    expect(await sizeOf(await previewOf(await picture(kind, 30, 20)))).toEqual(['png', 30, 20]);
  });

  it('of a fax is its first page', async () => {
    const fax = readFileSync(new URL('../../fax/tiff/g4-mixed.tif', import.meta.url));
    const [format, , height] = (await sizeOf(await previewOf(fax)))!;
    expect([format, height]).toEqual(['png', 1_000]);
  });

  it('bears nothing of the file that cannot be seen', async () => {
    const told = await sharp(await picture('jpeg', 20, 20))
      .withExif({ IFD0: { ImageDescription: 'SECRET-PLACE' } })
      .jpeg()
      .toBuffer();
    expect(told.includes('SECRET-PLACE')).toBe(true);
    const tail = Buffer.concat([told, Buffer.from('<script>alert(1)</script>')]);
    const drawn = (await previewOf(tail))!;
    expect([drawn.includes('SECRET-PLACE'), drawn.includes('script')]).toEqual([false, false]);
  });

  it.each<readonly [string, () => Buffer | Promise<Buffer>]>([
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')],
    ['an SVG with a text before it', () => Buffer.from('<?xml version="1.0"?><!-- GIF89a --><svg></svg>')],
    [
      'an SVG that begins like a GIF',
      () => Buffer.from('GIF89a<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'),
    ],
    ['a PDF', () => Buffer.from('%PDF-1.4\n')],
    ['HTML', () => Buffer.from('<img src=x>')],
    ['nothing', () => Buffer.alloc(0)],
    ['noise', () => noise(5_000)],
    ['a PNG that is cut off', async () => (await picture('png', 300, 300)).subarray(0, 200)],
    ['a JPEG that is cut off', async () => (await picture('jpeg', 300, 300)).subarray(0, 1_000)],
    ['noise that begins like a GIF', () => Buffer.concat([Buffer.from('GIF89a'), noise(500)])],
    ['noise that begins like a TIFF', () => Buffer.concat([Buffer.from('II*\0'), noise(500)])],
    ['a claim of 30,000 x 30,000 pixels', () => claims(30_000, 30_000)],
    ['a claim of no pixels', () => claims(0, 0)],
  ])('of %s there is none', async (_, make) => {
    const bytes = await make();
    expect(await previewOf(bytes)).toBeNull();
    expect(await pictureOf(bytes)).toBeNull();
  });

  it('of noise behind any beginning is a picture or none', async () => {
    for (const kind of ['png', 'jpeg', 'gif', 'webp', 'tiff'] as const) {
      const whole = await picture(kind, 64, 64);
      for (let seed = 1; seed < 12; seed += 1) {
        const broken = Buffer.from(whole);
        noise(8, seed).copy(broken, 16 + ((seed * 97) % (whole.length - 24)));
        const drawn = await previewOf(broken);
        if (drawn !== null) expect(drawn.subarray(1, 4).toString()).toBe('PNG');
      }
    }
  }, 30_000);
});

it('the decoder itself draws no SVG here', async () => {
  await expect(
    sharp(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')).png().toBuffer(),
  ).rejects.toThrow(/unsupported image format/u);
});

it('a photograph inside of a mail is a JPEG; what is clear in places stays a PNG', async () => {
  const photo = noise(600 * 600 * 3);
  const opaque = await sharp(photo, { raw: { width: 600, height: 600, channels: 3 } })
    .png()
    .toBuffer();
  const clear = await sharp(noise(600 * 600 * 4), { raw: { width: 600, height: 600, channels: 4 } })
    .png()
    .toBuffer();
  expect((await pictureOf(opaque))?.type).toBe('image/jpeg');
  expect((await pictureOf(clear))?.type).toBe('image/png');
  expect((await pictureOf(await picture('png', 20, 20)))?.type).toBe('image/png');
});
