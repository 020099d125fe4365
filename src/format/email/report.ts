import type { Buffer } from 'node:buffer';
import { cleanText, oneLine, plainAddress } from '../../domain/address.ts';
import type { Report, ReportedRecipient } from '../../domain/message.ts';
import { firstValue, readFields, type Field } from './fields.ts';
import { firstMessageId } from './ids.ts';
import { decodeHeader } from './words.ts';

/** One part of a report: its media type and its decoded bytes. */
export type ReportPart = { readonly type: string; content(): Buffer };

/** Most recipients that are read of one report; more only says "a list". */
const MAX_RECIPIENTS = 100;

const KINDS: readonly (readonly [type: RegExp, kind: Report['kind']])[] = [
  [/^message\/(?:global-)?delivery-status$/, 'delivery-status'],
  [/^message\/(?:global-)?disposition-notification$/, 'disposition-notification'],
  [/^message\/feedback-report$/, 'feedback-report'],
];

/** Whether a part is for machines alone; what it says goes into the report. */
export function isMachinePart(type: string): boolean {
  return KINDS.some(([pattern]) => pattern.test(type));
}

/**
 * Reads the machine-readable part of a multipart/report (RFC 6522): a delivery status (RFC 3464, 6533), a disposition
 * notification (RFC 8098) or an abuse report (RFC 5965), and whose mail it is about. Null when there is none. Never throws.
 */
export function readReport(parts: readonly ReportPart[], declaredKind: string): Report | null {
  for (const [pattern, kind] of KINDS) {
    const part = parts.find(({ type }) => pattern.test(type));
    if (!part) continue;
    const groups = groupsOf(part.content());
    const recipients = groups.map((fields) => recipientOf(fields, kind)).filter((recipient) => recipient !== null);
    const named = groups.map((fields) => firstValue(fields, 'original-message-id')).find((value) => value !== null);
    return {
      kind,
      recipients: recipients.slice(0, MAX_RECIPIENTS),
      originalMessageId: firstMessageId(named ?? '') ?? originalIdIn(parts),
    };
  }
  const kind = KINDS.map(([, name]) => name).find((name) => name === declaredKind);
  return kind ? { kind, recipients: [], originalMessageId: originalIdIn(parts) } : null;
}

/** The Message-ID of the mail, or of the headers, that came attached. */
export function originalIdIn(parts: readonly ReportPart[]): string | null {
  for (const part of parts) {
    if (!/^(?:message\/(?:rfc822|global)|text\/rfc822-headers|message\/global-headers)$/.test(part.type)) continue;
    const id = firstMessageId(firstValue(readFields(part.content()).fields, 'message-id') ?? '');
    if (id !== null) return id;
  }
  return null;
}

/** Groups of fields, separated by empty lines: first about the whole message, then one for each recipient. */
function groupsOf(content: Buffer): readonly (readonly Field[])[] {
  const groups: (readonly Field[])[] = [];
  for (let at = 0; at < content.length && groups.length <= MAX_RECIPIENTS;) {
    const block = readFields(content, at);
    if (block.fields.length > 0) groups.push(block.fields);
    at = Math.max(block.end, at + 1);
  }
  return groups;
}

function recipientOf(fields: readonly Field[], kind: Report['kind']): ReportedRecipient | null {
  const value = (name: string): string => oneLine(decodeHeader(firstValue(fields, name) ?? ''), 1_000);
  const final = value('final-recipient') || value('original-recipient') || value('original-rcpt-to');
  const address = typed(final);
  if (address === '') return null;
  const disposition = value('disposition').split(';').at(-1)!.split('/')[0]!.trim();
  const action = kind === 'disposition-notification' ? disposition : value('action') || value('feedback-type');
  return {
    address: plainAddress(address) ?? cleanText(address, 254),
    action: (action.split(/[\s(]/u)[0] ?? '').toLowerCase(),
    status: /\b[245]\.\d{1,3}\.\d{1,3}\b/u.exec(value('status'))?.[0] ?? '',
    diagnostic: typed(value('diagnostic-code')),
  };
}

/** "rfc822; jane@x.example" and "smtp; 550 no such user" without the type before the semicolon, and without brackets. */
function typed(value: string): string {
  return value
    .replace(/^[\w-]{1,20}\s{0,3};/u, '')
    .trim()
    .replace(/^<([^<>]*)>$/u, '$1');
}
