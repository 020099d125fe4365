import type { Attachment, RawRange } from '../../domain/message.ts';
import { oneLine } from '../../domain/address.ts';
import { displayName } from './filename.ts';
import type { ParsedAttachment } from './parse.ts';

/** Describes the parts that are not shown as text, numbered in the order of the message. `whereOf` says where a part lies, `sizeOf` how large it is. */
export function describe(
  parts: readonly ParsedAttachment[],
  whereOf: (part: ParsedAttachment) => RawRange | null,
  sizeOf: (part: ParsedAttachment) => number,
): readonly Attachment[] {
  return parts.map((part, index) => ({
    n: index + 1,
    filename: displayName(part.filename, part.declared, `attachment-${index + 1}`),
    type: oneLine(part.declared, 120),
    size: sizeOf(part),
    inline: part.related || part.disposition.toLowerCase() === 'inline',
    contentId: part.contentId === null ? null : oneLine(part.contentId, 250) || null,
    where: whereOf(part),
    within: null,
  }));
}
