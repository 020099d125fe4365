import { Buffer } from 'node:buffer';
import type { Message } from '../../domain/message.ts';
import { readHeadersOf } from './headers.ts';
import type { ReadEnvelope } from './limits.ts';
import { mendLineEnds } from './line-ends.ts';

/** What the header block alone says, with an empty text: for the ticket of a mail that is too large or cannot be read. Never throws. */
export function readHeaderOnly(raw: Uint8Array, envelope: ReadEnvelope | null = null): Message {
  const facts = readHeadersOf(mendLineEnds(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), []), envelope);
  return {
    ...facts,
    report: null,
    text: '',
    segments: [],
    attachments: [],
    signed: 'none',
    encrypted: 'none',
    calendar: null,
  };
}
