import { Buffer } from 'node:buffer';

/** Hand-made mail for the reader's tests: exact bytes, CRLF line ends, nothing added that was not asked for. */
export type Part = { readonly head: readonly string[]; readonly body: string | Buffer };

/** A part, or a whole message: header lines as given (latin1 characters become bytes), an empty line, the body. */
export function part(head: readonly string[], body: string | Buffer = ''): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(crlf(body), 'utf8') : body;
  return Buffer.concat([Buffer.from(`${head.map((line) => crlf(line)).join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}

/** Parts between delimiters, closed. `preamble` stands before the first one. */
export function parts(boundary: string, children: readonly Buffer[], preamble = ''): Buffer {
  const between = children.map((child) =>
    Buffer.concat([Buffer.from(`--${boundary}\r\n`), child, Buffer.from('\r\n')]),
  );
  return Buffer.concat([Buffer.from(preamble), ...between, Buffer.from(`--${boundary}--\r\n`)]);
}

/** A multipart message or part with its children. */
export function multipart(
  head: readonly string[],
  subtype: string,
  boundary: string,
  children: readonly Buffer[],
  params = '',
): Buffer {
  return part(
    [...head, `Content-Type: multipart/${subtype}; boundary="${boundary}"${params}`],
    parts(boundary, children),
  );
}

/** An attachment in base64, 76 characters a line. */
export function attachment(type: string, filename: string, content: Buffer, extra: readonly string[] = []): Buffer {
  const head = [
    `Content-Type: ${type}; name="${filename}"`,
    `Content-Disposition: attachment; filename="${filename}"`,
    'Content-Transfer-Encoding: base64',
    ...extra,
  ];
  return part(head, base64Lines(content));
}

export function base64Lines(content: Buffer): string {
  return content.toString('base64').replace(/.{76}/g, '$&\n');
}

/** The usual header lines of a mail; `more` are put below them. */
export function head(more: readonly string[] = [], subject = 'Printer on fire'): readonly string[] {
  return [
    'Received: from mx.customer.example (mx.customer.example [192.0.2.7]) by mail.desk.example with ESMTPS id 4X; Tue, 1 Jul 2025 10:00:01 +0200',
    'From: Jane Doe <jane@customer.example>',
    'To: support@desk.example',
    `Subject: ${subject}`,
    'Message-ID: <m1@customer.example>',
    'Date: Tue, 1 Jul 2025 10:00:00 +0200',
    'MIME-Version: 1.0',
    ...more,
  ];
}

/** A one-part text mail. */
export function textMail(body: string | Buffer, more: readonly string[] = []): Buffer {
  return part(head(more), body);
}

/** Bytes that differ from place to place and from seed to seed, the same on every run. */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed * 2_654_435_761;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

function crlf(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}
