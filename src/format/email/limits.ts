import { MAX_HEAD_BYTES } from './fields.ts';

/** How much of a mail is read. What is larger is refused (`headBytes`, `parts`) or cut with a note (`textChars`). */
export type ReadLimits = {
  /** header block of the message or of one part, bytes */
  readonly headBytes: number;
  /** parts of a message; ordinary mail has fewer than 20, the largest honest digests about 200 */
  readonly parts: number;
  /** visible text, UTF-16 units; a novel has half a million */
  readonly textChars: number;
};

export const READ_LIMITS: ReadLimits = Object.freeze({ headBytes: MAX_HEAD_BYTES, parts: 300, textChars: 1_000_000 });

/** What SMTP knew and the message does not say; '' is the null path. */
export type ReadEnvelope = { readonly mailFrom: string; readonly rcptTo: readonly string[] };
