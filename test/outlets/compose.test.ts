import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';

import { compose, envelopeOf } from '../../src/outlets/compose.ts';
import { outgoing } from './mail.ts';

describe('composing', () => {
  it('makes the same bytes for the same mail', async () => {
    const mail = outgoing({ subject: 'Ü', from: { name: 'Käthe, "Desk"', address: 'support@example.com' } });
    expect(await compose(mail)).toEqual(await compose(structuredClone(mail)));
    expect((await compose(mail)).equals(await compose({ ...mail, text: 'other' }))).toBe(false);
  });

  it('says what it was told, text before page', async () => {
    const mail = outgoing({
      text: 'Grüße\n.\nFrom here\n',
      html: '<p>Grüße</p>',
      references: ['<a@b>', '<first@example.org>'],
      replyTo: { name: 'Desk', address: 'reply@example.com' },
    });
    const raw = await compose(mail);
    const read = await simpleParser(raw);
    expect(read).toMatchObject({
      messageId: mail.messageId,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      inReplyTo: mail.inReplyTo,
      references: ['<a@b>', '<first@example.org>'],
      date: new Date(mail.date),
    });
    expect(read.from?.value).toEqual([mail.from]);
    expect(read.replyTo?.value).toEqual([mail.replyTo]);
    expect([read.to].flat()[0]?.value).toEqual([mail.to]);
    expect(read.headers.get('auto-submitted')).toBe('auto-replied');
    const source = raw.toString();
    expect(source).toMatch(/^Content-Type: multipart\/alternative;/mu);
    expect(source.indexOf('text/plain')).toBeLessThan(source.indexOf('text/html'));
    expect(source).not.toMatch(/[^\r]\n/u);
    expect(source).not.toMatch(/^(?:bcc|x-mailer):/imu);
  });

  it('takes files along', async () => {
    const bytes = Buffer.from('%PDF-1.7 pages');
    const enclosed = [{ filename: 'Fax-K7Q-2M4.pdf', type: 'application/pdf', bytes }];
    const parsed = await simpleParser(await compose({ ...outgoing(), enclosed }));
    expect(parsed.attachments).toMatchObject([
      { filename: 'Fax-K7Q-2M4.pdf', contentType: 'application/pdf', content: bytes },
    ]);
    expect(parsed.text).toContain('Hello.');
  });

  it('keeps the envelope apart', () => {
    expect(
      envelopeOf(outgoing({ envelopeFrom: '', to: { name: 'Ana, x@y.example', address: 'ana@example.org' } })),
    ).toEqual({ from: '', to: [{ name: '', address: 'ana@example.org' }] });
  });

  it('never lets a subject or a name make a header or another recipient', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'x\r\nBcc: evil@x.com',
        'a\nTo: evil@x.com\n\nbody',
        'evil@x.com, b',
        '<evil@x.com>',
        '"',
        '\u2028Bcc: x@y.example',
      ),
    );
    await fc.assert(
      fc.asyncProperty(text, text, async (subject, name) => {
        const raw = await compose(outgoing({ subject, to: { name, address: 'ana@example.org' } }));
        const head = raw.toString('latin1').split('\r\n\r\n', 1)[0]!;
        const names = head
          .replace(/\r\n[ \t]/gu, ' ')
          .split('\r\n')
          .map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
        expect(new Set(names).size).toBe(names.length);
        expect(names).not.toContain('bcc');
        const read = await simpleParser(raw);
        expect([read.to].flat().flatMap((list) => list?.value.map(({ address }) => address))).toEqual([
          'ana@example.org',
        ]);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves out what is no id, and keeps at most twenty', async () => {
    const references = [
      ...Array.from({ length: 30 }, (_, n) => `<r${n}@b>`),
      '<a@b> Bcc: evil@x.com',
      '<a@b>\r\nBcc: evil@x.com',
      'plain',
    ];
    const read = await simpleParser(await compose(outgoing({ inReplyTo: '<a@b>\r\nBcc: evil@x.com', references })));
    expect(read.inReplyTo).toBeUndefined();
    expect(read.references).toEqual(Array.from({ length: 20 }, (_, n) => `<r${n + 10}@b>`));
    expect(read.headers.has('bcc')).toBe(false);
  });

  it('reads no file and no page that a body might name', async () => {
    const trick = { path: '/etc/hostname' } as unknown as string;
    await expect(compose(outgoing({ text: trick }))).rejects.toThrow(/file access/iu);
    await expect(compose(outgoing({ html: { href: 'http://127.0.0.1:1/' } as unknown as string }))).rejects.toThrow(
      /url access/iu,
    );
  });
});
