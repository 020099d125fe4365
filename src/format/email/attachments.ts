import { oneLine } from '../../domain/address.ts';
import type { Attachment, RawRange } from '../../domain/message.ts';
import { extractAttachment } from './extract.ts';
import { displayName } from './filename.ts';
import type { ParsedAttachment } from './parse.ts';
import type { Scan, ScannedPart } from './scan.ts';

/** A part as it is described to the desk, and a way to its decoded bytes while the mail is being read. */
export type ReadAttachment = { readonly attachment: Attachment; content(): Buffer };

/**
 * Describes the parts that are not shown as text, numbered in the order of the message. `sizes` names those that were cut
 * out before parsing, by part number. A place in the raw message is believed only when it decodes to the parser's bytes.
 */
export function describeAttachments(
  raw: Buffer,
  parts: readonly ParsedAttachment[],
  scan: Scan,
  sizes: ReadonlyMap<string, number>,
): readonly ReadAttachment[] {
  const places = new Map(scan.parts.map((part) => [part.id, part]));
  return parts.map((part, index) => {
    const place = places.get(part.partId);
    const range = place ? rangeOf(place) : null;
    const size = part.partId === null ? undefined : sizes.get(part.partId);
    const where = range && (size !== undefined || extractAttachment(raw, range).equals(part.content)) ? range : null;
    const attachment: Attachment = {
      n: index + 1,
      filename: displayName(part.filename, part.declared, `attachment-${index + 1}`),
      type: oneLine(part.declared, 120),
      size: size ?? part.content.length,
      inline: part.related || part.disposition.toLowerCase() === 'inline',
      contentId: part.contentId === null ? null : oneLine(part.contentId, 250) || null,
      where,
      within: null,
    };
    return { attachment, content: () => (size === undefined || !range ? part.content : extractAttachment(raw, range)) };
  });
}

function rangeOf(part: ScannedPart): RawRange {
  const encoding = part.encoding === 'base64' || part.encoding === 'quoted-printable' ? part.encoding : 'identity';
  return { offset: part.offset, length: part.length, encoding };
}
