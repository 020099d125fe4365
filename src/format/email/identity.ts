import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { MAX_HEAD_BYTES } from './fields.ts';
import { firstMessageId } from './ids.ts';

const LF = 0x0a;
const WANTED = ['received', 'message-id', 'date', 'from'] as const;

/**
 * Whose delivery this is, without understanding the mail. `fingerprint` is the SHA-256 of the topmost Received,
 * Message-ID, Date and From, each unfolded and its white space collapsed, so that it survives a server that folds
 * lines anew; without any Received it is the SHA-256 of all bytes. One delivery has one, a second delivery of the same
 * mail another: our server wrote a Received of its own. Looks at the header block alone (at most 256 kB). Never throws.
 */
export function peekIdentity(raw: Uint8Array): { readonly fingerprint: Buffer; readonly messageId: string | null } {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const values = topmost(bytes);
  const id = values[1] === undefined ? null : firstMessageId(values[1]);
  const hash = createHash('sha256');
  if (values[0] === undefined) hash.update(bytes);
  else hash.update(values.map((value) => value ?? '').join('\n'), 'latin1');
  return { fingerprint: hash.digest(), messageId: id };
}

/** The first value of each wanted field, collapsed; a plain loop over lines, because this runs before anything else. */
function topmost(raw: Buffer): (string | undefined)[] {
  const found: (string | undefined)[] = [undefined, undefined, undefined, undefined];
  const last = Math.min(raw.length, MAX_HEAD_BYTES);
  let missing = WANTED.length;
  for (let at = 0; at < last && missing > 0;) {
    const lf = raw.indexOf(LF, at);
    const next = lf < 0 ? last : Math.min(lf + 1, last);
    const first = raw[at]!;
    if (first === LF || (first === 0x0d && lf === at + 1)) break;
    const index = wantedAt(raw, at, next);
    if (index < 0 || found[index] !== undefined) {
      at = next;
      continue;
    }
    const end = endOfField(raw, next, last);
    const line = raw.toString('latin1', at, end);
    found[index] = line
      .slice(line.indexOf(':') + 1)
      .replace(/\s+/g, ' ')
      .trim();
    missing -= 1;
    at = end;
  }
  return found;
}

function wantedAt(raw: Buffer, at: number, next: number): number {
  // 0x20 makes an ASCII letter small: only r, m, d and f can begin what we look for.
  const index = 'rmdf'.indexOf(String.fromCharCode(raw[at]! | 0x20));
  if (index < 0) return -1;
  const name = WANTED[index]!;
  const colon = at + name.length;
  if (colon >= next || raw.toString('latin1', at, colon).toLowerCase() !== name) return -1;
  return /^[ \t]{0,20}:/.test(raw.toString('latin1', colon, Math.min(colon + 21, next))) ? index : -1;
}

function endOfField(raw: Buffer, from: number, last: number): number {
  let at = from;
  while (at < last && (raw[at] === 0x20 || raw[at] === 0x09)) {
    const lf = raw.indexOf(LF, at);
    at = lf < 0 ? last : Math.min(lf + 1, last);
  }
  return at;
}
