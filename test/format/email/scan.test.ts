import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractAttachment } from '../../../src/format/email.ts';
import { base64Size } from '../../../src/format/email/extract.ts';
import { READ_LIMITS } from '../../../src/format/email/limits.ts';
import { parseMime } from '../../../src/format/email/parse.ts';
import { readMessage } from '../../../src/format/email/read.ts';
import { scanParts } from '../../../src/format/email/scan.ts';
import { attachment, base64Lines, multipart, noise, part } from './build.ts';
import { CORPUS } from './corpus.ts';

const HEAD = READ_LIMITS.headBytes;

/** What mail is made of, for putting together at random. */
const LINES = [
  '--a',
  '--b',
  '--a--',
  '--b--',
  '--ab',
  '--a ',
  '',
  '',
  'text',
  '\r',
  '--',
  '-- ',
  ' folded',
  'QUJD',
  'QQ==',
  'a=3D=',
  'Content-Type: multipart/mixed; boundary=a',
  'Content-Type: multipart/alternative; boundary="b"',
  'Content-Type: text/plain',
  'Content-Type: text/html',
  'Content-Type: message/rfc822',
  'Content-Type: application/pdf',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Disposition: attachment; filename=x',
];

describe('the scan', () => {
  it('is sure of ordinary mail, and of nothing odd', () => {
    const sure = (name: string) => scanParts(CORPUS[name]!, HEAD).sure;
    for (const name of [
      'plain',
      'alternative',
      'nested',
      'several large',
      'one boundary begins another',
      'preamble and epilogue',
      'blanks behind delimiters',
      'attached multipart mail',
    ])
      expect(sure(name)).toBe(true);
    for (const name of [
      'never closed',
      'inner never closed',
      'delimiter in a header',
      'closed before it began',
      'comment in the boundary',
      'boundary in RFC 2231',
      'no boundary',
      'two types',
      'part without a type',
    ])
      expect(sure(name)).toBe(false);
  });

  it('numbers parts as mailparser does', async () => {
    const { parts } = scanParts(CORPUS['nested']!, HEAD);
    expect(parts.map(({ id, type }) => `${id} ${type}`)).toEqual([
      '1.1 text/plain',
      '1.2.1 text/html',
      '1.2.2 image/png',
      '2 application/pdf',
    ]);
    const parsed = await parseMime(CORPUS['nested']!, READ_LIMITS);
    expect(parsed.attachments.map(({ partId }) => partId)).toEqual(['1.2.2', '2']);
    // What the reader takes from mailparser's tree, which its types do not promise.
    expect(parsed.root).toMatchObject({
      type: 'multipart/mixed',
      text: null,
      children: [
        {
          type: 'multipart/alternative',
          children: [{ type: 'text/plain', charset: 'utf-8', partId: '1.1', text: 'plain' }, {}],
        },
        { text: null },
      ],
    });
  });

  it('never makes a difference to what is read, whatever the structure', async () => {
    const line = fc.constantFrom(...LINES, base64Lines(noise(7_000)).replaceAll('\n', '\r\n'));
    const start = fc.constantFrom(
      'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n',
      'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n',
      'Subject: x\r\n',
    );
    await fc.assert(
      fc.asyncProperty(
        start,
        fc.array(fc.tuple(line, fc.constantFrom('\r\n', '\r\n', '\n', '\r\r\n')), { maxLength: 25 }),
        async (first, lines) => {
          const raw = Buffer.from(
            `From: a@x.example\r\n${first}${lines.map((pair) => pair.join('')).join('')}`,
            'latin1',
          );
          expect(await readMessage(raw, null)).toEqual(await readMessage(raw, null, READ_LIMITS, { cut: false }));
        },
      ),
      { numRuns: 600 },
    );
  }, 120_000);

  it('is sure of every well-formed tree, and each attachment lies where it says', async () => {
    const leaf = fc.oneof(
      fc.string({ maxLength: 30 }).map((text) => part(['Content-Type: text/plain; charset=utf-8'], text)),
      fc.nat(30_000).map((size) => attachment('application/pdf', `${size}.pdf`, noise(size, size))),
      fc.nat(30_000).map((size) => attachment('text/csv', `${size}.csv`, noise(size, size))),
      fc.nat(300).map((size) => part(['Content-Type: message/rfc822'], part(['Subject: inner'], 'x'.repeat(size)))),
    );
    const { tree } = fc.letrec<{ tree: Buffer; node: Buffer }>((tie) => ({
      node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('tree')),
      tree: fc
        .tuple(
          fc.constantFrom('mixed', 'related', 'signed'),
          fc.uuid(),
          fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
        )
        .map(([subtype, boundary, children]) => multipart([], subtype, boundary, children)),
    }));
    await fc.assert(
      fc.asyncProperty(tree, async (body) => {
        const raw = Buffer.concat([Buffer.from('From: a@x.example\r\n'), body]);
        const message = await readMessage(raw, null);
        expect(scanParts(raw, HEAD).sure).toBe(true);
        expect(message).toEqual(await readMessage(raw, null, READ_LIMITS, { cut: false }));
        for (const { filename, where } of message.attachments) {
          const size = Number.parseInt(filename, 10);
          if (!Number.isNaN(size)) expect(extractAttachment(raw, where!).equals(noise(size, size))).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  it.each([
    '--a\n',
    '--\n',
    '\n--',
    '\n',
    '--a\nContent-Type: multipart/mixed; boundary=a\n\n',
    '\r--',
    '--a--\n',
    'Content-Type: a\n',
    ';',
  ])('takes bounded time for a megabyte of %j', (unit) => {
    for (const head of ['', 'Content-Type: multipart/mixed; boundary=a\n\n--a\n\n', 'Content-Type: text/plain']) {
      const before = performance.now();
      scanParts(Buffer.from(head + unit.repeat(1_000_000 / unit.length)), HEAD);
      expect(performance.now() - before).toBeLessThan(2_000);
    }
  });
});

describe('extraction', () => {
  it('gives base64 back, whatever its lines and padding, and knows its size beforehand', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 2_000 }),
        fc.constantFrom('\r\n', '\n', ' \n\t'),
        fc.integer({ min: 1, max: 80 }),
        (bytes, end, width) => {
          const text = Buffer.from(bytes)
            .toString('base64')
            .replace(new RegExp(`.{${width}}`, 'g'), (all) => all + end);
          const raw = Buffer.from(`xx${text}yy`);
          const decoded = extractAttachment(raw, { offset: 2, length: text.length, encoding: 'base64' });
          expect(decoded.equals(Buffer.from(bytes))).toBe(true);
          expect(base64Size(raw.subarray(2, 2 + text.length))).toBe(bytes.length);
        },
      ),
    );
  });

  it('knows sizes across the pieces in which it checks', () => {
    for (const length of [49_151, 49_152, 49_153, 98_304, 200_000])
      expect(base64Size(Buffer.from(base64Lines(noise(length))))).toBe(length);
    for (const bad of ['QQ=', 'Q', '!QUJD', 'QUJD-', 'QQ==QQ==', 'QUI\u0000D'])
      expect(base64Size(Buffer.from(bad))).toBeNull();
  });

  it('never throws', () => {
    const encoding = fc.constantFrom('base64' as const, 'quoted-printable' as const, 'identity' as const);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat(300),
        fc.nat(300),
        encoding,
        (raw, offset, length, encoding) => {
          extractAttachment(raw, { offset, length, encoding });
        },
      ),
    );
  });
});
