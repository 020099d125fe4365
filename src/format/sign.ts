import { createHmac, timingSafeEqual } from 'node:crypto';

/** Names the signing key inside an id, so that a second key can be introduced while ids of the first are still around. */
export const KEY_ID = 'k1';

/** A signature of `length` base32 characters of 5 bits. The purpose is signed too, so that one from one kind of mark never passes in another. */
export function sign(key: Buffer, purpose: string, parts: readonly string[], length: number): string {
  const digest = createHmac('sha256', key)
    .update(JSON.stringify([KEY_ID, purpose, ...parts]))
    .digest();
  return base32(digest).slice(0, length);
}

/** Whether two texts are the same, told in a time that does not depend on where they differ. */
export function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'; // RFC 4648 §6, in lower case: mail systems may lower an address

/** Bytes in letters and digits that survive a change of case. */
export function base32(bytes: Buffer): string {
  let out = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) out += ALPHABET[(value >>> (bits - 5)) & 31]!;
    value &= 0xff;
  }
  return out;
}

/** `K7Q-2M4` as it stands in an id: `k7q2m4`. */
export function compact(reference: string): string {
  return reference.replace('-', '').toLowerCase();
}

/** The reference again of what stands in an id. */
export function expand(ticket: string): string {
  return `${ticket.slice(0, 3)}-${ticket.slice(3)}`.toUpperCase();
}
