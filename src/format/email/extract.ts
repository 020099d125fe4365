/// <reference lib="esnext.typedarrays" />
import { Buffer } from 'node:buffer';
import type { RawRange } from '../../domain/message.ts';

/** Decodes the bytes that lie at `where` in the raw message: base64 (RFC 2045 §6.8), quoted-printable (§6.7), or as they are. Never throws. */
export function extractAttachment(raw: Uint8Array, where: RawRange): Buffer {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).subarray(
    where.offset,
    where.offset + where.length,
  );
  if (where.encoding === 'base64') return decodeBase64(bytes);
  return where.encoding === 'quoted-printable' ? decodeQuotedPrintable(bytes) : Buffer.from(bytes);
}

/** Some mailers pad every line; what stands after a padding is decoded on its own, for Node would stop there. */
function decodeBase64(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  const padding = text.indexOf('=');
  if (padding < 0 || !/[A-Za-z0-9+/_-]/.test(text.slice(padding))) return Buffer.from(text, 'base64');
  return Buffer.concat(text.split(/=+/).map((segment) => Buffer.from(segment, 'base64')));
}

function decodeQuotedPrintable(bytes: Buffer): Buffer {
  const text = bytes
    .toString('latin1')
    .split('\n')
    .map((line) => trimRight(line))
    .join('\r\n')
    .replaceAll('=\r\n', '');
  return Buffer.from(
    text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

/** Blanks at a line's end were added on the way (RFC 2045 §6.7 rule 3). */
function trimRight(line: string): string {
  let end = line.length;
  while (end > 0 && ' \t\r'.includes(line[end - 1]!)) end -= 1;
  return line.slice(0, end);
}

/** Encoded bytes that are checked at a time: what fits a processor's cache is checked ten times as fast as the whole. */
const CHUNK = 64 * 1024;
const scratch = new Uint8Array((CHUNK * 3) / 4);

/** Size in bytes that clean base64 decodes to; null when it holds anything but its alphabet, white space and a right padding. */
export function base64Size(bytes: Buffer): number | null {
  let size = 0;
  try {
    for (let at = 0; at < bytes.length;) {
      const end = Math.min(at + CHUNK, bytes.length);
      const lastChunkHandling = end === bytes.length ? 'loose' : 'stop-before-partial';
      const done = scratch.setFromBase64(bytes.toString('latin1', at, end), { lastChunkHandling });
      if (done.read === 0) return null;
      size += done.written;
      at += done.read;
    }
    return size;
  } catch {
    return null;
  }
}
