import { Buffer } from 'node:buffer';
import { cleanText } from '../../domain/address.ts';
import type { Message } from '../../domain/message.ts';
import { splitText } from '../../domain/quote.ts';
import { bodyOf } from './body.ts';
import { readHeaders, readHeadersOf } from './headers.ts';
import { READ_LIMITS, type ReadEnvelope, type ReadLimits } from './limits.ts';
import { takeApart } from './take-apart.ts';

/**
 * Reads one raw message in this thread. `envelope` is what SMTP said, null when unknown. Throws a permanent Fault, in a
 * sentence, for what passes the limits or cannot be taken apart; then readHeaderOnly still has something to show.
 * `cut: false` feeds the parser everything: slower, with the same result; it is there to prove that.
 */
export async function readMessage(
  raw: Uint8Array,
  envelope: ReadEnvelope | null,
  limits: ReadLimits = READ_LIMITS,
  options: { readonly cut: boolean } = { cut: true },
): Promise<Message> {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const { block, root, attachments } = await takeApart(bytes, limits, options.cut);
  const text = cleanText(bodyOf(root).text, limits.textChars);
  const facts = readHeaders(block, envelope);
  return {
    ...facts,
    report: null,
    text,
    segments: splitText(text, facts.subject),
    attachments: attachments.map(({ attachment }) => attachment),
    signed: 'none',
    encrypted: 'none',
    calendar: null,
  };
}

/** What the header block alone says, with an empty text: for the ticket of a mail that is too large or cannot be read. Never throws. */
export function readHeaderOnly(raw: Uint8Array, envelope: ReadEnvelope | null = null): Message {
  const facts = readHeadersOf(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), envelope);
  return { ...facts, report: null, text: '', segments: [], attachments: [], signed: 'none', encrypted: 'none', calendar: null };
}
