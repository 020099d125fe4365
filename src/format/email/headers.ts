import type { Buffer } from 'node:buffer';
import { oneLine, plainAddress } from '../../domain/address.ts';
import type { Address, Message } from '../../domain/message.ts';
import { MAX_MAILBOXES, readAddresses, readSenders, type AddressList } from './addresses.ts';
import { allValues, firstValue, readFields, type Field, type HeaderBlock } from './fields.ts';
import { firstMessageId, messageIds } from './ids.ts';
import type { ReadEnvelope } from './limits.ts';
import { readStructured } from './params.ts';
import { traceOf } from './trace.ts';
import { decodeHeader } from './words.ts';

/** Longest header value kept, characters: room for a References of a hundred ids, or an ARC set. */
const MAX_VALUE = 16_384;
/** Longest subject kept, characters. */
const MAX_SUBJECT = 998;
/** Most fields and most delivered-to addresses kept. */
const MAX_FIELDS = 2_000;
const MAX_DELIVERED = 50;

/** Everything of a Message that its header block says. */
export type HeaderFacts = Omit<
  Message,
  'report' | 'text' | 'segments' | 'attachments' | 'signed' | 'encrypted' | 'calendar'
>;

/** Reads the header block of a message into words. Never throws: what is missing or odd is empty, and noted. */
export function readHeaders(block: HeaderBlock, envelope: ReadEnvelope | null): HeaderFacts {
  const { fields } = block;
  const notes: string[] = [];
  const from = senders(fields, 'from', notes);
  if (fields.length === 0) notes.push('it has no headers');
  if (!fields.some(([name]) => name === 'from')) notes.push('it has no From');
  const sender = senders(fields, 'sender', notes)[0] ?? null;
  return {
    messageId: firstMessageId(firstValue(fields, 'message-id') ?? ''),
    inReplyTo: messageIds(allValues(fields, 'in-reply-to')),
    references: messageIds(allValues(fields, 'references')),
    date: dateOf(firstValue(fields, 'date')),
    from,
    sender,
    replyTo: recipients(fields, 'reply-to', notes),
    to: recipients(fields, 'to', notes),
    cc: recipients(fields, 'cc', notes),
    returnPath: returnPathOf(fields, envelope),
    deliveredTo: deliveredTo(fields, envelope),
    subject: oneLine(decodeHeader(firstValue(fields, 'subject') ?? ''), MAX_SUBJECT),
    headers: headerMap(fields, notes),
    trace: traceOf(fields).map(([name, value]) => [name, oneLine(decodeHeader(value), MAX_VALUE)] as const),
    contentType: contentTypeOf(fields),
    notes,
  };
}

/** The header block at the beginning of a message, and its facts. */
export function readHeadersOf(raw: Buffer, envelope: ReadEnvelope | null): HeaderFacts {
  return readHeaders(readFields(raw), envelope);
}

/** All mailboxes of all fields of that name: two From fields are two senders. None when any of it is malformed. */
function senders(fields: readonly Field[], name: 'from' | 'sender', notes: string[]): readonly Address[] {
  const values = allValues(fields, name);
  const lists = values.slice(0, 10).map(readSenders);
  if (values.length > 1) notes.push(`it has ${values.length} ${title(name)} fields`);
  if (lists.some((list) => list.malformed)) {
    notes.push(`its ${title(name)} is malformed: "${oneLine(decodeHeader(values[0]!), 120)}"`);
    return [];
  }
  return lists.flatMap((list) => list.mailboxes);
}

function recipients(fields: readonly Field[], name: 'to' | 'cc' | 'reply-to', notes: string[]): readonly Address[] {
  const lists: readonly AddressList[] = allValues(fields, name).slice(0, 20).map(readAddresses);
  const mailboxes = lists.flatMap((list) => list.mailboxes);
  if (lists.some((list) => list.malformed)) notes.push(`not everything in its ${title(name)} could be read`);
  if (mailboxes.length >= MAX_MAILBOXES)
    notes.push(`of its ${title(name)} only the first ${MAX_MAILBOXES} addresses were kept`);
  return mailboxes.slice(0, MAX_MAILBOXES);
}

function title(name: string): string {
  return name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}

/** What Date claims, ms since 1970; null when it cannot be read, or lies outside of 1970 to 2100. */
function dateOf(value: string | null): number | null {
  const at = value === null || value.length > 100 ? Number.NaN : Date.parse(value);
  return at >= 0 && at < Date.UTC(2100) ? at : null;
}

function returnPathOf(fields: readonly Field[], envelope: ReadEnvelope | null): string | null {
  if (envelope) return envelope.mailFrom === '' ? '' : plainAddress(envelope.mailFrom);
  const value = firstValue(fields, 'return-path')?.trim();
  if (value === undefined) return null;
  const path = /^<([^<>]{0,254})>/.exec(value)?.[1] ?? value;
  return path.trim() === '' ? '' : plainAddress(path);
}

function deliveredTo(fields: readonly Field[], envelope: ReadEnvelope | null): readonly string[] {
  const named = ['delivered-to', 'x-original-to', 'envelope-to'].flatMap((name) => allValues(fields, name));
  const all = [...(envelope?.rcptTo ?? []), ...named].slice(0, MAX_DELIVERED * 4);
  const plain = all.map((value) => plainAddress(value.replace(/^\s*<|>\s*$/g, ''))).filter((value) => value !== null);
  return [...new Set(plain)].slice(0, MAX_DELIVERED);
}

function headerMap(fields: readonly Field[], notes: string[]): ReadonlyMap<string, readonly string[]> {
  if (fields.length > MAX_FIELDS)
    notes.push(`of its ${fields.length} header fields only the first ${MAX_FIELDS} were kept`);
  const map = new Map<string, string[]>();
  for (const [name, value] of fields.slice(0, MAX_FIELDS)) {
    const list = map.get(name) ?? [];
    if (list.length === 0) map.set(name, list);
    list.push(oneLine(decodeHeader(value), MAX_VALUE));
  }
  return map;
}

function contentTypeOf(fields: readonly Field[]): Message['contentType'] {
  const value = firstValue(fields, 'content-type');
  const { value: type, params } = readStructured(value ?? 'text/plain');
  const clean = new Map([...params].map(([name, text]) => [oneLine(name, 60), oneLine(decodeHeader(text), 1_000)]));
  return { value: oneLine(type, 200) || 'text/plain', params: clean };
}
