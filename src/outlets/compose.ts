import { createHash } from 'node:crypto';

import MailComposer from 'nodemailer/lib/mail-composer';

import type { Address } from '../domain/message.ts';
import type { Outgoing } from '../domain/outgoing.ts';
import { permanent } from '../lib/fault.ts';

/**
 * The bytes of a mail: multipart/alternative, text first, UTF-8. The same mail always makes the same bytes, so that a
 * resend is a true repeat. Lines end in CRLF. Rejects with a permanent Fault when an address, an id or a header of it
 * could be read as something else on the wire.
 */
export async function compose(mail: Outgoing): Promise<Buffer> {
  check(mail);
  const composer = new MailComposer({
    messageId: mail.messageId,
    date: new Date(mail.date),
    from: addressed(mail.from),
    to: [addressed(mail.to)],
    ...(mail.replyTo ? { replyTo: addressed(mail.replyTo) } : {}),
    subject: oneLine(mail.subject),
    ...(mail.inReplyTo ? { inReplyTo: mail.inReplyTo } : {}),
    ...(mail.references.length > 0 ? { references: [...mail.references] } : {}),
    headers: { ...mail.headers },
    text: mail.text,
    html: mail.html,
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

// Plain dot-atom addresses only (RFC 5322 §3.4.1 without quoted strings, comments and literals).
const ADDRESS = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}){0,31}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/u;
const ID = /^<[^\s<>]{1,250}>$/u;
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]{0,75}$/u;
const HEADER_VALUE = /^[\x20-\x7e]{1,900}$/u;

/** Fields that the composer writes itself; a second one would contradict it. */
const OWN_HEADERS = new Set(['from', 'to', 'cc', 'bcc', 'sender', 'reply-to', 'subject', 'date', 'message-id', 'in-reply-to', 'references', 'content-type', 'content-transfer-encoding', 'mime-version']);

function check(mail: Outgoing): void {
  for (const { address } of [mail.from, mail.to, ...(mail.replyTo ? [mail.replyTo] : [])]) checkAddress(address);
  if (mail.envelopeFrom !== '') checkAddress(mail.envelopeFrom);
  for (const id of [mail.messageId, ...(mail.inReplyTo ? [mail.inReplyTo] : []), ...mail.references]) {
    if (!ID.test(id)) throw permanent(`${show(id)} is no Message-ID`);
  }
  if (mail.references.length > 20) throw permanent('more than 20 References');
  for (const [name, value] of Object.entries(mail.headers)) {
    if (!HEADER_NAME.test(name) || OWN_HEADERS.has(name.toLowerCase()) || !HEADER_VALUE.test(value)) throw permanent(`the header ${show(name)} cannot be set`);
  }
}

function checkAddress(address: string): void {
  if (address.length > 254 || !ADDRESS.test(address)) throw permanent(`${show(address)} is no address that we write to`);
}

function show(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/gu, ' ').trim();
}
