import { oneLine } from '../../domain/address.ts';
import type { Attachment } from '../../domain/message.ts';
import { firstValue, readFields } from './fields.ts';
import { displayName, typeByName } from './filename.ts';
import type { PlacedPart } from './places.ts';
import { isTnef, readTnef } from './tnef.ts';
import { decodeHeader } from './words.ts';

/** Bytes beyond which a winmail.dat is not opened while reading; it stays what it is. */
const MAX_TNEF = 64 * 1024 * 1024;

/**
 * Describes what came with a message, numbered in its order. What lies inside a winmail.dat follows the file that holds it.
 * An attached mail without a file name is called by its subject. `notes` takes up what could not be understood.
 */
export function describeAttachments(parts: readonly PlacedPart[], notes: string[]): readonly Attachment[] {
  const list: Attachment[] = [];
  for (const part of parts) {
    const n = list.length + 1;
    const filename = displayName(part.filename || subjectOf(part), part.declared, `attachment-${n}`);
    list.push({
      n,
      filename,
      type: oneLine(part.declared, 120),
      size: part.size,
      inline: part.related || part.disposition.toLowerCase() === 'inline',
      contentId: part.contentId === null ? null : oneLine(part.contentId, 250) || null,
      where: part.where,
      within: null,
    });
    if (part.where === null)
      notes.push(
        `attachment ${n} (${filename}) can be seen only in the original mail: the mail is not well-formed around it`,
      );
    if (isTnef(part.declared, part.filename)) list.push(...filesWithin(part, n, notes));
  }
  return list;
}

function filesWithin(part: PlacedPart, within: number, notes: string[]): readonly Attachment[] {
  const files = part.size > MAX_TNEF ? null : readTnef(part.content());
  if (files === null) notes.push(`attachment ${within} is a winmail.dat that could not be opened`);
  return (files ?? []).map((file, index) => ({
    n: within + 1 + index,
    filename: displayName(file.title, 'application/octet-stream', `attachment-${within + 1 + index}`),
    type: typeByName(file.title),
    size: file.data.length,
    inline: false,
    contentId: null,
    where: null,
    within,
  }));
}

function subjectOf(part: PlacedPart): string {
  if (part.declared !== 'message/rfc822' && part.declared !== 'message/global') return '';
  const subject = oneLine(decodeHeader(firstValue(readFields(part.content()).fields, 'subject') ?? ''), 150).replace(
    /[/\\]/gu,
    '-',
  );
  return subject === '' ? '' : `${subject}.eml`;
}
