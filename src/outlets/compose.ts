import { createHash } from 'node:crypto';

import MailComposer from 'nodemailer/lib/mail-composer';

import { plainAddress } from '../domain/address.ts';
import type { Address } from '../domain/message.ts';
import type { Outgoing } from '../domain/outgoing.ts';
import { permanent } from '../lib/fault.ts';
import type { PackedMail } from './port.ts';

/**
 * The bytes of a mail: multipart/alternative, text first, UTF-8, with what it takes along. The same mail always makes the same bytes, so that a
 * resend is a true repeat. Lines end in CRLF. Rejects with a permanent Fault when an address, an id or a header of it
 * could be read as something else on the wire.
 */
export async function compose(mail: PackedMail): Promise<Buffer> {
  check(mail);
  const composer = new MailComposer({
    messageId: mail.messageId,
    date: new Date(mail.date),
    from: addressed(mail.from),
    to: [addressed(mail.to)],
    ...(mail.replyTo ? { replyTo: addressed(mail.replyTo) } : {}),
    subject: oneLine(mail.subject),
    ...threading(mail),
    headers: { ...mail.headers },
    text: mail.text,
    html: mail.html,
    attachments: (mail.enclosed ?? []).map(({ filename, type, bytes }) => ({
      filename: oneLine(filename),
      contentType: type,
      content: Buffer.from(bytes),
    })),
    textEncoding: 'quoted-printable',
    newline: '\r\n',
    // Without these a body that is an object could make the composer read a file or fetch a page.
    disableFileAccess: true,
    disableUrlAccess: true,
    baseBoundary: createHash('sha256').update(mail.messageId).digest('hex').slice(0, 32),
  });
  return composer.compile().build();
}

/** Who hands it over and to whom, on the wire. '' is the null path `<>` (RFC 5321 §4.5.5). */
export function envelopeOf(mail: Outgoing): { readonly from: string; readonly to: readonly Address[] } {
  return { from: mail.envelopeFrom, to: [{ name: '', address: mail.to.address }] };
}

/** A name and an address, never one string: a string is split at its commas into several recipients. */
function addressed({ name, address }: Address): { name: string; address: string } {
  return { name: oneLine(name).slice(0, 200), address };
}

const ID = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,250}>$/u; // printable ASCII without angle brackets
const MOST_REFERENCES = 20; // enough for every mail program to find the conversation; some trackers grow it without end
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]{0,75}$/u;
const HEADER_VALUE = /^[\x20-\x7e]{1,900}$/u;

/** Fields that the composer writes itself; a second one would contradict it. */
const OWN_HEADERS = new Set([
  'from',
  'to',
  'cc',
  'bcc',
  'sender',
  'reply-to',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'content-type',
  'content-transfer-encoding',
  'mime-version',
]);

/** What the mail answers. A malformed id of theirs is left out rather than holding our answer up: on the wire it could be a header. */
function threading({ inReplyTo, references }: Outgoing): { inReplyTo?: string; references?: string[] } {
  const known = references.filter((id) => ID.test(id)).slice(-MOST_REFERENCES);
  return {
    ...(inReplyTo !== null && ID.test(inReplyTo) ? { inReplyTo } : {}),
    ...(known.length > 0 ? { references: known } : {}),
  };
}

function check(mail: Outgoing): void {
  for (const { address } of [mail.from, mail.to, ...(mail.replyTo ? [mail.replyTo] : [])]) checkAddress(address);
  if (mail.envelopeFrom !== '') checkAddress(mail.envelopeFrom);
  if (!ID.test(mail.messageId)) throw permanent(`${show(mail.messageId)} is no Message-ID`);
  for (const [name, value] of Object.entries(mail.headers)) {
    if (!HEADER_NAME.test(name) || OWN_HEADERS.has(name.toLowerCase()) || !HEADER_VALUE.test(value))
      throw permanent(`the header ${show(name)} cannot be set`);
  }
}

function checkAddress(address: string): void {
  if (plainAddress(address) === null) throw permanent(`${show(address)} is no address that we write to`);
}

function show(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/gu, ' ').trim();
}
