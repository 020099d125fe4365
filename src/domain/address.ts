/** Longest address that SMTP carries, octets (RFC 5321 §4.5.3.1, erratum 1690). */
const LONGEST = 254;

// One plain mailbox: dot-atom local part, host name of ASCII or Unicode labels. No quoted local parts, no comments, no
// literals: each of them has been used to make two parsers disagree about whose address it is.
const PLAIN =
  /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]{1,64}){0,31}@[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?){0,31}$/u;

/** The address with its domain lower-cased, or null when it is not exactly one plain mailbox (a strict subset of RFC 5322 addr-spec). */
export function plainAddress(value: string): string | null {
  const trimmed = value.trim();
  if (trimmed.length > LONGEST || !PLAIN.test(trimmed)) return null;
  const at = trimmed.lastIndexOf('@');
  return at > 64 ? null : `${trimmed.slice(0, at)}@${trimmed.slice(at + 1).toLowerCase()}`;
}

/** Domain part, lower-cased; '' when there is none. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? '' : address.slice(at + 1).toLowerCase();
}

/** Whether two addresses are one mailbox for us; the local part too is compared without case, as every real server does. */
export function sameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

// Names of machines, and of people who said that they do not read.
const MACHINE = /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:[+.-][^@]*)?@/iu;

/** Whether an automatic answer may be written to this address: one plain mailbox of a public domain that is not a machine's by its name. */
export function isAnswerable(address: string): boolean {
  const plain = plainAddress(address);
  // A host without a domain is nobody's but our own, and a last label without a letter is a number.
  return plain !== null && !MACHINE.test(plain) && /\.(?=[^.]*\p{L})[^.]+$/u.test(domainOf(plain));
}

// C0 but tab and line feed, DEL and C1, bidi marks, embeddings and isolates, zero-width space, BOM.
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Text that can be stored, logged and shown: well-formed, NFC, line ends \n, without controls that lie; at most `limit` UTF-16 units. */
export function cleanText(value: string, limit: number): string {
  const text = value
    .slice(0, limit * 2)
    .replace(/\r\n?/gu, '\n')
    .replace(HARMFUL, '')
    .toWellFormed()
    .normalize('NFC');
  return text.length > limit ? text.slice(0, limit).toWellFormed() : text;
}

/** cleanText on one line: every run of white space is one blank. */
export function oneLine(value: string, limit: number): string {
  return cleanText(value, limit).replace(/\s+/gu, ' ').trim();
}
