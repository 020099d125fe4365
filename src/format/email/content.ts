import { Buffer } from 'node:buffer';
import type { Attachment } from '../../domain/message.ts';
import { permanent } from '../../lib/fault.ts';
import { extractAttachment } from './extract.ts';
import { readTnef } from './tnef.ts';

/** The decoded bytes of file number `index` (0, 1, …) inside a winmail.dat, or null when it has no such file. */
export function extractWithin(dat: Uint8Array, index: number): Buffer | null {
  const file = readTnef(dat)?.[index];
  return file ? Buffer.from(file.data) : null;
}

/**
 * The decoded bytes of one attachment of a message, wherever it lies. `raw` are the bytes that the message was read from.
 * Throws a permanent Fault when it cannot be taken out of them; the original mail still holds it.
 */
export function contentOf(raw: Uint8Array, attachments: readonly Attachment[], n: number): Buffer {
  const attachment = attachments.find((one) => one.n === n);
  if (!attachment) throw permanent(`this mail has no attachment ${n}`);
  if (attachment.where) return extractAttachment(raw, attachment.where);
  const siblings = attachments.filter((one) => attachment.within !== null && one.within === attachment.within);
  const content =
    attachment.within === null
      ? null
      : extractWithin(contentOf(raw, attachments, attachment.within), siblings.indexOf(attachment));
  if (content === null) throw permanent(`attachment ${n} can be seen only in the original mail`);
  return content;
}
