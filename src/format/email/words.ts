import { Buffer } from 'node:buffer';
import { decodeRaw, decodeUnlabelled, decoderFor, mendC1 } from './charset.ts';

// =?charset?encoding?text?= (RFC 2047 §2). Each `[^?]*` ends at the next question mark, so the scan is linear.
const WORD = /=\?([^?\s]{1,60})\?([BbQq])\?([^?]*)\?=/g;

/**
 * Decodes a header value given as latin1 bytes: encoded words, and raw 8-bit text outside of them. Neighbouring words of one
 * charset are decoded together, because mailers cut characters in two. Unknown charsets are guessed; never throws.
 */
export function decodeHeader(latin1: string): string {
  if (!latin1.includes('=?')) return mendC1(decodeRaw(latin1));
  const out: string[] = [];
  let charset = '';
  let pending: Buffer[] = [];
  let end = 0;
  const flush = (): void => {
    if (pending.length > 0) out.push(mendC1(decodeBytes(Buffer.concat(pending), charset)));
    pending = [];
  };
  for (const match of latin1.matchAll(WORD)) {
    const between = latin1.slice(end, match.index);
    const label = match[1]!.toLowerCase();
    // White space between two encoded words is not part of the text (RFC 2047 §6.2).
    const adjacent = end > 0 && between.trim() === '';
    if (!adjacent || label !== charset) flush();
    if (!adjacent) out.push(mendC1(decodeRaw(between)));
    charset = label;
    pending.push(match[2]!.toUpperCase() === 'B' ? Buffer.from(match[3]!, 'base64') : decodeQ(match[3]!));
    end = match.index + match[0].length;
  }
  flush();
  out.push(mendC1(decodeRaw(latin1.slice(end))));
  return out.join('');
}

function decodeBytes(bytes: Buffer, label: string): string {
  return decoderFor(label)?.decode(bytes) ?? decodeUnlabelled(bytes);
}

/** The Q encoding (RFC 2047 §4.2): quoted-printable with `_` for a blank. */
function decodeQ(text: string): Buffer {
  const plain = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}
