import { Buffer } from 'node:buffer';
import type { Attachment } from '../../domain/message.ts';
import { describeAttachments } from './attachments.ts';
import { contentOf } from './content.ts';
import { displayName } from './filename.ts';
import { READ_LIMITS } from './limits.ts';
import { mendLineEnds } from './line-ends.ts';
import type { PlacedPart } from './places.ts';
import { takeApart } from './take-apart.ts';

/** An attachment as it is handed out: a name that may stand in a header or on a disk, and its decoded bytes. */
export type Part = { readonly filename: string; readonly bytes: Buffer };

/**
 * Attachment `n` of a mail, by the numbers under which it was read. `attachments` are those that were written down then: where a part
 * lies need not be found again, and what was left out of them (the machine's part of a report) stays out. One without a place is
 * found by taking the mail apart once more. Null when there is no such attachment, or the bytes do not hold it.
 */
export async function partOf(raw: Uint8Array, attachments: readonly Attachment[], n: number): Promise<Part | null> {
  const attachment = attachments.find((one) => one.n === n);
  if (attachment === undefined) return null;
  const bytes = await bytesOf(raw, attachments, attachment);
  return bytes === null
    ? null
    : { filename: displayName(attachment.filename, attachment.type, `attachment-${n}`), bytes };
}

async function bytesOf(
  raw: Uint8Array,
  attachments: readonly Attachment[],
  attachment: Attachment,
): Promise<Buffer | null> {
  const holder = attachment.within === null ? attachment : attachments.find(({ n }) => n === attachment.within);
  if (holder === undefined) return null;
  if (holder.where !== null) {
    if (holder.where.offset + holder.where.length > raw.length) return null; // only the beginning of the mail was kept
    return contentOf(raw, attachments, attachment.n);
  }
  const held = await placeless(raw, attachments, holder);
  if (held === null || attachment.within === null) return held;
  // the file inside of it is counted from the one that holds it
  const whole = { ...holder, where: { offset: 0, length: held.length, encoding: 'identity' as const } };
  return contentOf(
    held,
    attachments.map((one) => (one.n === holder.n ? whole : one)),
    attachment.n,
  );
}

/** The bytes of a part of which no place is known: it is known by its type, its size, and its turn among those alike. */
async function placeless(
  raw: Uint8Array,
  attachments: readonly Attachment[],
  wanted: Attachment,
): Promise<Buffer | null> {
  const mail = mendLineEnds(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), []);
  const { parts } = await takeApart(mail, READ_LIMITS);
  const isAlike = (one: Attachment): boolean =>
    one.within === null && one.type === wanted.type && one.size === wanted.size;
  const which = attachments.filter(isAlike).findIndex(({ n }) => n === wanted.n);
  const alike = parts.filter((part) => isAlike(described(part)));
  return alike[which]?.content() ?? null;
}

function described(part: PlacedPart): Attachment {
  return describeAttachments([part], [])[0]!;
}
