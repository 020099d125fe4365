import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { readHeaderOnly, readMessage } from '../../../src/format/email.ts';
import { isPermanent } from '../../../src/lib/fault.ts';
import { head, noise, part, textMail } from './build.ts';

const LINES = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => line(n)).join('\r\n');
const nested = (levels: number) =>
  Buffer.from(
    `From: a@x.example\r\n${LINES(levels, (n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}`)}\r\n\r\nit burns\r\n`,
  );
const nestedMail = (levels: number) =>
  Buffer.from(
    `From: a@x.example\r\n${'Content-Type: message/rfc822\r\n\r\nFrom: a@x.example\r\n'.repeat(levels)}\r\nit burns\r\n`,
  );
const manyParts = (count: number) =>
  part(head(['Content-Type: multipart/mixed; boundary=b']), `${'--b\n\n\n'.repeat(count)}--b--\n`);

/** The pathological inputs that other parsers hang on; what must happen to each. */
const REFUSED: readonly (readonly [string, () => Buffer])[] = [
  ['20 000 nested multiparts', () => nested(20_000)],
  ['200 000 empty parts', () => manyParts(200_000)],
  ['301 parts', () => manyParts(301)],
  ['a header of 5 MB', () => part(['From: a@x.example', `Subject: ${'a'.repeat(5_000_000)}`], 'x')],
  ['200 000 header fields', () => part(['From: a@x.example', LINES(200_000, (n) => `X-${n}: y`)], 'x')],
  [
    'a header without end',
    () => Buffer.concat([Buffer.from('From: a@x.example\r\n'), Buffer.alloc(1_000_000, 'X: y\r\n')]),
  ],
];
const READ: readonly (readonly [string, () => Buffer])[] = [
  ['200 nested multiparts', () => nested(200)],
  ['5 000 nested mails', () => nestedMail(5_000)],
  [
    '20 MB of base64 in one line',
    () =>
      part(
        head(['Content-Type: application/pdf', 'Content-Transfer-Encoding: base64']),
        noise(15_000_000).toString('base64'),
      ),
  ],
  ['10 MB of text in one line', () => textMail('a'.repeat(10_000_000))],
  ['5 000 encoded words', () => part(['From: a@x.example', `Subject: ${'=?utf-8?B?4oKs?=\n '.repeat(5_000)}`], 'x')],
  ['5 000 addresses', () => part(['From: a@x.example', `To: ${LINES(5_000, (n) => ` u${n}@x.example,`)}`], 'x')],
  ['3 MB of < as HTML', () => part(head(['Content-Type: text/html']), '<'.repeat(3_000_000))],
  [
    'names of JavaScript',
    () =>
      part(
        [
          'From: a@x.example',
          '__proto__: x',
          'constructor: y',
          'toString: z',
          'List-__proto__: <x>',
          'Content-Type: text/plain; __proto__=1; constructor=2',
        ],
        'x',
      ),
  ],
  ['random bytes', () => noise(1_000_000)],
  ['NULs', () => Buffer.alloc(1_000_000)],
  ['line ends', () => Buffer.alloc(300_000, '\n')],
];

describe('hostile mail', () => {
  it.each(REFUSED)(
    '%s: is refused in a sentence, and its header can still be read',
    async (_, make) => {
      const raw = make();
      const error: unknown = await readMessage(raw, null).then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(isPermanent(error)).toBe(true);
      expect((error as Error).message).toMatch(/^this mail cannot be read: it/u);
      expect(readHeaderOnly(raw).from.length).toBeLessThan(2);
    },
    60_000,
  );

  it.each(READ)(
    '%s: is read',
    async (_, make) => {
      const message = await readMessage(make(), null);
      expect(message.text.length).toBeLessThanOrEqual(1_000_000);
      expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    },
    60_000,
  );

  it('keeps fields that are called like parts of JavaScript as ordinary ones', async () => {
    const message = await readMessage(READ.find(([name]) => name === 'names of JavaScript')![1](), null);
    expect(message.headers.get('__proto__')).toEqual(['x']);
    expect(message.headers.get('constructor')).toEqual(['y']);
    expect(message.contentType.params.get('__proto__')).toBe('1');
  });
});
