import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../../src/format/email.ts';
import { partOf } from '../../../src/format/email/part.ts';
import { READ_LIMITS } from '../../../src/format/email/limits.ts';
import { takeApart } from '../../../src/format/email/take-apart.ts';
import { attachment, head, multipart, noise, part } from './build.ts';
import { CORPUS } from './corpus.ts';

const SAMPLES = fileURLToPath(new URL('../../samples/', import.meta.url));
const samples = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })
  // one is there because it cannot be read
  .filter((name) => name.endsWith('.eml') && name !== 'parts-without-end.eml')
  .map((name) => [name, readFileSync(`${SAMPLES}${name}`)] as const);
const text = part(['Content-Type: text/plain'], 'see files');

describe('the parts of a mail', () => {
  it.each([...samples, ...Object.entries(CORPUS)])('%s: by the numbers under which it was read', async (_, raw) => {
    const { attachments, report } = await readMessage(raw, null);
    const { parts } = await takeApart(raw, READ_LIMITS);
    const held: Buffer[] = [];
    for (const { n, size, filename, within } of attachments) {
      const got = await partOf(raw, attachments, n);
      expect(got).toMatchObject({ filename, bytes: expect.objectContaining({ length: size }) });
      if (within === null) held.push(got!.bytes);
    }
    // what the parser itself has of them, in its order
    const contents = parts.map((one) => one.content().toString('base64'));
    const order = held.map((bytes) => contents.indexOf(bytes.toString('base64')));
    expect(order).not.toContain(-1);
    if (report === null) expect(held).toHaveLength(parts.length);
    expect(await partOf(raw, attachments, attachments.length + 1)).toBeNull();
  });

  it('that are alike and have no place are told apart by their turn', async () => {
    const odd = (body: string) =>
      part(
        ['Content-Type: application/x-a', 'Content-Disposition: attachment', 'Content-Transfer-Encoding: base64'],
        body,
      );
    // a stray padding and rubbish: no place decodes to the very same bytes
    const raw = multipart(head(), 'mixed', 'b1', [text, odd('YWFh*YWFh\n'), odd('YmJi*YmJi\n')]);
    const { attachments } = await readMessage(raw, null);
    const placeless = attachments.map((one) => ({ ...one, where: null }));
    const [a, b] = await Promise.all([partOf(raw, placeless, 1), partOf(raw, placeless, 2)]);
    expect([a!.bytes.toString(), b!.bytes.toString()]).toEqual(['aaaaaa', 'bbbbbb']);
  });

  it('are missing where only the beginning of the mail was kept', async () => {
    const raw = multipart(head(), 'mixed', 'b1', [text, attachment('application/pdf', 'a.pdf', noise(50_000))]);
    const { attachments } = await readMessage(raw, null);
    expect(await partOf(raw.subarray(0, 30_000), attachments, 1)).toBeNull();
  });

  it.each([
    ['../../etc/cron.d/x', 'x'],
    ['C:\\Windows\\a.exe', 'a.exe'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['a\r\nSet-Cookie: x=1', 'a Set-Cookie_ x=1'],
    ['..', 'attachment-1'],
    ['a\0b\u0007.txt', 'ab.txt'],
    ['x'.repeat(500) + '.pdf', `${'x'.repeat(196)}.pdf`],
    ['<script>alert(1)</script>.txt', 'script_.txt'],
  ])('called %j is handed out as %j', async (name, safe) => {
    const raw = multipart(head(), 'mixed', 'b1', [text, attachment('application/octet-stream', 'a.bin', noise(40))]);
    const { attachments } = await readMessage(raw, null);
    const named = attachments.map((one) => ({ ...one, filename: name }));
    expect((await partOf(raw, named, 1))!.filename).toBe(safe);
  });
});
