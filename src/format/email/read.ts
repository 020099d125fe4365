import { Buffer } from 'node:buffer';
import { cleanText } from '../../domain/address.ts';
import type { Message } from '../../domain/message.ts';
import { splitText } from '../../domain/quote.ts';
import { describe } from './attachments.ts';
import { bodyOf } from './body.ts';
import { readHeadersOf } from './headers.ts';
import { READ_LIMITS, type ReadEnvelope, type ReadLimits } from './limits.ts';
import { parseMime } from './parse.ts';

/**
 * Reads one raw message in this thread. `envelope` is what SMTP said, null when unknown. Throws a permanent Fault, in a
 * sentence, for what passes the limits or cannot be taken apart; then readHeaderOnly still has something to show.
 */
export async function readMessage(raw: Uint8Array, envelope: ReadEnvelope | null, limits: ReadLimits = READ_LIMITS): Promise<Message> {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const facts = readHeadersOf(bytes, envelope);
  const parsed = await parseMime(bytes, limits);
  const text = cleanText(bodyOf(parsed.root).text, limits.textChars);
  return {
    ...facts,
    report: null,
    text,
    segments: splitText(text),
    attachments: describe(parsed.attachments, () => null, (part) => part.content.length),
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
