import type { Buffer } from 'node:buffer';
import type { RawRange } from '../../domain/message.ts';
import { extractAttachment } from './extract.ts';
import type { ParsedAttachment } from './parse.ts';
import type { Scan, ScannedPart } from './scan.ts';

/** A part that is not shown as text, its size, where it lies, and a way to its decoded bytes while the mail is being read. */
export type PlacedPart = Omit<ParsedAttachment, 'content'> & {
  readonly size: number;
  /** null when no place in the raw message decodes to just this part */
  readonly where: RawRange | null;
  content(): Buffer;
};

/**
 * Says where each part lies. `sizes` names those that were cut out before parsing, by part number. Of the others a place is
 * believed only when it decodes to the very bytes that the parser has.
 */
export function placeParts(
  raw: Buffer,
  parts: readonly ParsedAttachment[],
  scan: Scan,
  sizes: ReadonlyMap<string, number>,
): readonly PlacedPart[] {
  const scanned = new Map(scan.parts.map((part) => [part.id, part]));
  return parts.map(({ content, ...part }) => {
    const found = scanned.get(part.partId);
    const range = found ? rangeOf(found) : null;
    const cutSize = sizes.get(part.partId ?? '');
    if (range && cutSize !== undefined)
      return { ...part, size: cutSize, where: range, content: () => extractAttachment(raw, range) };
    const where = range && extractAttachment(raw, range).equals(content) ? range : null;
    return { ...part, size: content.length, where, content: () => content };
  });
}

/** The encoded bytes of a scanned part. */
export function rangeOf(part: ScannedPart): RawRange {
  const encoding = part.encoding === 'base64' || part.encoding === 'quoted-printable' ? part.encoding : 'identity';
  return { offset: part.offset, length: part.length, encoding };
}
