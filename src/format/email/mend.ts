import { Buffer } from 'node:buffer';
import { oneLine } from '../../domain/address.ts';
import { decodeRaw, decodeUnlabelled, decoderFor, mendC1 } from './charset.ts';
import { extractAttachment } from './extract.ts';
import type { ParsedNode } from './parse.ts';
import { rangeOf } from './places.ts';
import type { Scan } from './scan.ts';

const REPLACEMENT = '\ufffd';

/**
 * Puts right the texts whose charset was missing, unknown or a lie. The parser took those for UTF-8 and put replacement
 * characters where that failed; such a text is decoded again from its bytes. `notes` takes up what stays unreadable.
 */
export function mendTexts(node: ParsedNode, raw: Buffer, scan: Scan, notes: string[]): ParsedNode {
  if (node.text === null)
    return { ...node, children: node.children.map((child) => mendTexts(child, raw, scan, notes)) };
  return { ...node, text: mendC1(mendText(node, node.text, raw, scan, notes)) };
}

function mendText(node: ParsedNode, text: string, raw: Buffer, scan: Scan, notes: string[]): string {
  const label = node.charset?.toLowerCase() ?? '';
  const known = decoderFor(label);
  // ISO-2022-JP is all ASCII, so only its escapes give it away.
  if (label === '' && text.includes('\u001b$')) return decodeRaw(text);
  if (!text.includes(REPLACEMENT)) {
    if (/^(?:x-)?(?:unicode-1-1-)?utf-?7/u.test(label))
      notes.push('its text is in UTF-7, which is not decoded because it can hide things');
    return text;
  }
  const part = scan.parts.find(({ id }) => id === node.partId);
  const bytes = part ? extractAttachment(raw, rangeOf(part)) : null;
  const better = bytes && decodeAgain(bytes, node, known, text);
  if (better !== null && better !== undefined) return unixLines(better);
  notes.push(
    `some characters of its text could not be read (charset ${label === '' ? 'missing' : `"${oneLine(label, 40)}"`})`,
  );
  return text;
}

function decodeAgain(bytes: Buffer, node: ParsedNode, known: TextDecoder | null, text: string): string | null {
  if (node.charset === null || known === null || known.encoding === 'windows-1252') {
    const meta = node.type === 'text/html' ? metaCharset(bytes) : null;
    return meta?.decode(bytes) ?? decodeUnlabelled(bytes);
  }
  // Said to be UTF-8 without one character of it beyond ASCII: what was meant is nearly always windows-1252.
  const others = text.replaceAll(REPLACEMENT, '');
  // oxlint-disable-next-line no-control-regex -- ASCII, all of it
  return known.encoding === 'utf-8' && /^[\x00-\x7f]*$/.test(others) ? decodeUnlabelled(bytes) : null;
}

/** What the page itself says: <meta charset="…"> or the older http-equiv. */
function metaCharset(bytes: Buffer): TextDecoder | null {
  const label = /<meta[^>]{0,200}charset\s{0,3}=\s{0,3}["']?([\w-]{1,40})/iu.exec(
    bytes.toString('latin1', 0, 2_048),
  )?.[1];
  return label === undefined ? null : decoderFor(label);
}

function unixLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
