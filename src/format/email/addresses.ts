import { parseAddressHeader, type EmailAddress } from 'mailparser';
import { oneLine, plainAddress } from '../../domain/address.ts';
import type { Address } from '../../domain/message.ts';
import { decodeRaw } from './charset.ts';
import { decodeHeader } from './words.ts';

/** Longest display name that is kept, characters. */
const MAX_NAME = 200;
/** Most mailboxes that are kept of one field; nobody needs more of a To, and a list of thousands is a weapon. */
export const MAX_MAILBOXES = 500;

/** What an address field holds: its mailboxes, and whether everything in it was understood. */
export type AddressList = { readonly mailboxes: readonly Address[]; readonly malformed: boolean };

/**
 * Reads an address field (RFC 5322 §3.4, given as latin1) strictly: an address stands alone or in angle brackets, whole, with no
 * comment, quote or blank inside. Groups are flattened. Tolerates the unquoted comma of "Doe, Jane <jane@x.example>".
 * Whatever else is odd marks the list as malformed, and that item is left out. Linear.
 */
export function readAddresses(latin1: string): AddressList {
  const value = decodeRaw(latin1);
  const mailboxes: Address[] = [];
  let malformed = false;
  let before = '';
  let [text, angle, comment] = ['', null as string | null, ''];

  const finish = (): void => {
    const shown = text.trim();
    const address = angle === null ? (shown.includes('@') ? plainAddress(shown) : '') : plainAddress(angle);
    if (address === null) malformed = true;
    else if (address === '') before = shown === '' ? before : `${before}${shown}, `;
    else if (mailboxes.length < MAX_MAILBOXES) {
      const name = nameOf(angle === null ? before + comment : before + shown || comment);
      // Many programs repeat the address as the name; that says nothing.
      mailboxes.push({ name: name.toLowerCase() === address.toLowerCase() ? '' : name, address });
    }
    if (address !== '') before = '';
    [text, angle, comment] = ['', null, ''];
  };

  for (let at = 0; at < value.length;) {
    const char = value[at]!;
    if (char === '"') {
      const end = endOfQuoted(value, at + 1);
      // A quoted local part has been used to hide another address from half of all parsers.
      if (end < 0 || value[end] === '@') malformed = true;
      text += value
        .slice(at + 1, end < 0 ? undefined : end - 1)
        .replace(/\\(.)/gs, '$1')
        .replaceAll('@', '＠');
      at = end < 0 ? value.length : end;
    } else if (char === '(') {
      const end = endOfComment(value, at + 1);
      if (end < 0) malformed = true;
      comment = value.slice(at + 1, end < 0 ? undefined : end - 1);
      text += ' ';
      at = end < 0 ? value.length : end;
    } else if (char === '<') {
      const end = value.indexOf('>', at);
      if (end < 0 || angle !== null) malformed = true;
      angle = value.slice(at + 1, end < 0 ? undefined : end).trim();
      at = end < 0 ? value.length : end + 1;
    } else if (char === ',' || char === ';') {
      finish();
      at += 1;
    } else if (char === ':' && angle === null && !text.includes('@')) {
      [text, before] = ['', ''];
      at += 1;
    } else {
      if (angle !== null && char.trim() !== '') malformed = true;
      text += char;
      at += 1;
    }
  }
  finish();
  return { mailboxes, malformed: malformed || before !== '' };
}

/**
 * Reads From or Sender, where a wrong answer is dangerous: ours must agree with nodemailer's parser, address for address;
 * otherwise two readers of this mail would see two senders, and the list is malformed.
 */
export function readSenders(latin1: string): AddressList {
  // No honest From is longer; the other parser need not be tried with more.
  if (latin1.length > 20_000) return { mailboxes: [], malformed: true };
  const ours = readAddresses(latin1);
  const theirs = flatten(parseAddressHeader(decodeRaw(latin1), { flatten: true, decodePunycode: false }).value);
  const agree =
    theirs.length === ours.mailboxes.length &&
    theirs.every((address, n) => address === ours.mailboxes[n]!.address.toLowerCase());
  return agree ? ours : { mailboxes: [], malformed: true };
}

function flatten(list: readonly EmailAddress[]): string[] {
  return list.flatMap((entry) =>
    entry.group ? flatten(entry.group) : entry.address ? [entry.address.toLowerCase()] : [],
  );
}

function nameOf(text: string): string {
  return oneLine(decodeHeader(Buffer.from(text.replaceAll('＠', '@').replace(/, $/, '')).toString('latin1')), MAX_NAME);
}

function endOfQuoted(value: string, from: number): number {
  for (let at = from; at < value.length; at += 1) {
    if (value[at] === '\\') at += 1;
    else if (value[at] === '"') return at + 1;
  }
  return -1;
}

function endOfComment(value: string, from: number): number {
  let depth = 1;
  for (let at = from; at < value.length; at += 1) {
    if (value[at] === '\\') at += 1;
    else if (value[at] === '(') depth += 1;
    else if (value[at] === ')' && (depth -= 1) === 0) return at + 1;
  }
  return -1;
}
