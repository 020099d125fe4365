import type { Random } from './random.ts';
import { paragraphs, sentence } from './words.ts';

/*
 * The MIME parts that mail programs make: text in quoted-printable, the HTML of Outlook and of newsletters, attachments
 * in base64. Each is a header and a body, with CRLF line ends.
 */

const LINE = 76; // characters (RFC 2045 §6.7, §6.8)

/** The text of a mail of about `chars` characters, with its signature and, in a reply, what it answers. */
export function textOf(random: Random, chars: number, isReply: boolean): string {
  const own = paragraphs(random, isReply ? chars * 0.4 : chars);
  const quoted = isReply
    ? [
        'On Tue, 24 Nov 2026 at 09:12, Support <support@helpdesk.example> wrote:',
        ...quote(paragraphs(random, chars * 0.6)),
      ]
    : [];
  return [
    'Hello,',
    ...own,
    'Kind regards',
    '-- \r\nJürgen Example\r\nExample GmbH, Köln\r\n+49 221 555 0100',
    ...quoted,
  ].join('\r\n\r\n');
}

function quote(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replace(/(.{1,70})(?: |$)/gu, '> $1\r\n'));
}

/** The same text as a mail program's HTML, with `weight` characters of styles and tables that nobody sees. */
export function htmlOf(random: Random, text: string, weight: number): string {
  const style = `<style>${Array.from({ length: Math.ceil(weight / 200) }, (_, n) => `p.Mso${n}, li.Mso${n}, div.Mso${n} { margin: 0cm; font-size: 11.0pt; font-family: "Calibri", sans-serif; mso-fareast-language: EN-US; }`).join('\r\n')}</style>`;
  const body = text
    .split('\r\n\r\n')
    .map(
      (p) =>
        `<p class="MsoNormal"><span lang="EN-US" style="font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif">${p.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\r\n', '<br>\r\n')}<o:p></o:p></span></p>`,
    )
    .join('\r\n');
  const table = `<table border="0" cellpadding="0" style="border-collapse:collapse">${Array.from({ length: Math.ceil(weight / 400) }, () => `<tr><td style="padding:0cm 5.4pt 0cm 5.4pt"><a href="https://www.example.com/${random.below(1e9).toString(36)}">${sentence(random)}</a></td><td>${random.below(1000)}</td></tr>`).join('\r\n')}</table>`;
  return `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">${style}</head><body lang="EN-US">${body}${table}</body></html>`;
}

/** A text part in quoted-printable, as most mail programs send it. */
export function textPart(type: 'plain' | 'html', text: string): string {
  return `Content-Type: text/${type}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quotedPrintable(text)}`;
}

/** An attachment of `size` bytes before its encoding. */
export function attachmentPart(random: Random, size: number, n: number): string {
  const [type, ending] = random.pick([
    ['application/pdf', 'pdf'],
    ['image/jpeg', 'jpg'],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
  ] as const);
  const body = random.bytes(size).toString('base64').replace(/.{76}/gu, '$&\r\n');
  return `Content-Type: ${type}; name="document-${n}.${ending}"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="document-${n}.${ending}"\r\n\r\n${body}`;
}

/** Parts in a multipart of this kind. */
export function multipart(kind: 'alternative' | 'mixed', boundary: string, parts: readonly string[]): string {
  const body = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('');
  return `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n${body}--${boundary}--\r\n`;
}

function quotedPrintable(text: string): string {
  return text
    .split('\r\n')
    .map((line) => fold(line.replace(/[=\u0080-\uffff]+/gu, hex).replace(/ $/u, '=20')))
    .join('\r\n');
}

function hex(characters: string): string {
  return Array.from(Buffer.from(characters), (byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** Soft line breaks, never within an escape. */
function fold(line: string): string {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > LINE) {
    const escape = rest.slice(LINE - 3, LINE - 1).indexOf('=');
    const at = escape < 0 ? LINE - 1 : LINE - 3 + escape;
    lines.push(`${rest.slice(0, at)}=`);
    rest = rest.slice(at);
  }
  return [...lines, rest].join('\r\n');
}
