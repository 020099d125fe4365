import { cleanText, oneLine } from '../../domain/address.ts';
import { decodeUnlabelled, decoderFor } from './charset.ts';

/** What an invitation says (RFC 5545): its method, its title, and both with time and place as a few lines of text. */
export type Invitation = { readonly method: string; readonly summary: string; readonly text: string };

/** Bytes of a calendar part that are looked at; an invitation has a few kB, an export of a whole calendar is no mail. */
const LOOK = 64 * 1024;

/** Whether a part is a calendar. */
export function isCalendar(type: string): boolean {
  return type === 'text/calendar' || type === 'application/ics';
}

/** Reads METHOD, and SUMMARY, DTSTART and LOCATION of the first event. Null when it is no calendar. Never throws. */
export function readCalendar(content: Uint8Array, charset: string | undefined): Invitation | null {
  const bytes = content.subarray(0, LOOK);
  const raw = (charset === undefined ? null : decoderFor(charset))?.decode(bytes) ?? decodeUnlabelled(bytes);
  const lines = cleanText(raw, LOOK)
    .replace(/\n[ \t]/gu, '')
    .split('\n');
  if (!lines.some((line) => /^begin:vcalendar\s*$/iu.test(line))) return null;
  const method = valueOf(lines, 'METHOD')?.value.toUpperCase() ?? '';
  const event = lines.slice(
    Math.max(
      0,
      lines.findIndex((line) => /^begin:v(?:event|todo)\s*$/iu.test(line)),
    ),
  );
  const summary = oneLine(plain(valueOf(event, 'SUMMARY')?.value ?? ''), 300);
  const start = valueOf(event, 'DTSTART');
  const place = oneLine(plain(valueOf(event, 'LOCATION')?.value ?? ''), 300);
  const text = [summary, start && `When: ${when(start)}`, place && `Where: ${place}`].filter(Boolean).join('\n');
  return { method: oneLine(method, 40), summary, text };
}

type Property = { readonly value: string; readonly params: string };

function valueOf(lines: readonly string[], name: string): Property | null {
  for (const line of lines) {
    if (line.slice(0, name.length).toUpperCase() !== name) continue;
    const colon = line.indexOf(':');
    if (colon >= 0 && (line[name.length] === ':' || line[name.length] === ';'))
      return { params: line.slice(name.length, colon), value: line.slice(colon + 1) };
  }
  return null;
}

/** Text escapes of RFC 5545 §3.3.11. */
function plain(value: string): string {
  return value.replace(/\\([nN,;\\])/gu, (_, char: string) => (char.toLowerCase() === 'n' ? ' ' : char));
}

function when(start: Property): string {
  const parts = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{0,2}(Z?))?/u.exec(start.value);
  if (!parts) return oneLine(start.value, 60);
  const zone = parts[6] === 'Z' ? 'UTC' : (/TZID="?([^";:]{1,60})/u.exec(start.params)?.[1] ?? '');
  const time = parts[4] === undefined ? '' : ` ${parts[4]}:${parts[5]}`;
  return oneLine(`${parts[1]}-${parts[2]}-${parts[3]}${time} ${zone}`, 100);
}
