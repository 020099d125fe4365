import { describe, expect, it } from 'vitest';
import { newText, textOf } from '../../../src/domain/message.ts';
import { contentOf, readMessage } from '../../../src/format/email.ts';
import { READ_LIMITS } from '../../../src/format/email/limits.ts';
import { attachment, head, multipart, noise, part } from './build.ts';
import { CORPUS, LARGE } from './corpus.ts';

const read = (name: string) => readMessage(CORPUS[name]!, null);

describe('the corpus', () => {
  it.each(Object.keys(CORPUS))(
    '%s: reads the same with and without cutting, and every attachment can be taken out again',
    async (name) => {
      const raw = CORPUS[name]!;
      const [cut, whole] = [await readMessage(raw, null), await readMessage(raw, null, READ_LIMITS, { cut: false })];
      expect(cut).toEqual(whole);
      for (const { n, size, where } of cut.attachments)
        if (where) expect(contentOf(raw, cut.attachments, n)).toHaveLength(size);
      // oxlint-disable-next-line no-control-regex -- this is what must never come through
      expect(JSON.stringify([cut, [...cut.headers]])).not.toMatch(/\\u0000|[\u0000-\u001f\u202e]/u);
    },
  );
});

describe('visible text', () => {
  it.each([
    ['plain', 'Hello,\n\nit burns.'],
    ['no body', ''],
    ['nothing at all', ''],
    ['no headers', 'Hello there\nno header, no empty line'],
    ['no headers, then a paragraph', 'Hello there\n\nsecond paragraph'],
    ['empty line first', '\nbody only'],
    ['headers alone', ''],
    ['lone CR', 'it burns\nnow'],
    ['LF alone', 'it burns'],
    ['mbox line', 'it burns'],
    ['alternative', 'plain text'],
    ['html only', 'it burns'],
    ['empty plain, html', 'html text'],
    ['stub plain, html', 'html text'],
    ['html and footer', 'the body\n\n-- \nlist footer'],
    ['several texts', 'one\n\ntwo'],
    ['nested', 'plain'],
    ['never closed', 'it burns'],
    ['inner never closed', 'it burns'],
    ['comment in the boundary', 'it burns'],
    ['latin1 labelled, windows meant', '“hi” € ä'],
    ['no charset, utf-8', 'Größe €'],
    ['no charset, windows-1252', 'Größe €'],
    ['utf-8 said, windows-1252 meant', 'Größe €'],
    ['utf-8 with one bad byte', 'Größe \ufffd €'],
    ['koi8-r', 'Привет'],
    ['gb18030', '你好，人民 𠀀'],
    ['iso-2022-jp', '山田 desu'],
    ['iso-2022-jp without a word', '山田 desu'],
    ['utf-7', '+ADw-script+AD4-alert(1)'],
    ['unknown charset', 'Gö'],
    ['html with its own charset', 'Привет'],
    ['flowed', 'one long line\n-- \nJane'],
    ['nul everywhere', 'text'],
    ['attached mail', 'see mail'],
    ['named texts', 'see log\n\nmore words'],
    ['attached mail alone', 'the inner text'],
  ])('of "%s"', async (name, text) => {
    expect((await read(name)).text).toBe(text);
  });

  it('of an attached mail is passed on, not new', async () => {
    const message = await read('attached mail alone');
    expect(newText(message)).toBe('');
    expect(textOf(message, 'forwarded')).toBe('the inner text');
    expect(message.attachments).toMatchObject([{ filename: 'Printer on fire.eml', type: 'message/rfc822' }]);
  });

  it('is cut at its limit, with a note', async () => {
    const message = await readMessage(part(head(), 'a'.repeat(5_000)), null, { ...READ_LIMITS, textChars: 1_000 });
    expect(message.text).toHaveLength(1_000);
    expect(message.notes).toContain('its text was cut at 1000 characters');
  });

  it.each([
    ['lone CR', /CR alone/u],
    ['no headers', /no headers/u],
    ['utf-7', /UTF-7/u],
    ['utf-8 with one bad byte', /could not be read \(charset "utf-8"\)/u],
  ])('of "%s" comes with a note', async (name, note) => {
    expect((await read(name)).notes.join('\n')).toMatch(note);
  });
});

describe('attachments', () => {
  it('are described without being decoded', async () => {
    const raw = CORPUS['several large']!;
    const { attachments } = await readMessage(raw, null);
    expect(attachments.map(({ n, filename, type, size }) => [n, filename, type, size])).toEqual([
      [1, 'x.pdf', 'application/pdf', 60_000],
      [2, 'y.bin', 'application/octet-stream', 20_000],
      [3, 'z.csv', 'text/csv', 20_000],
      [4, 'fax.tif', 'image/tiff', 30_001],
    ]);
    expect(attachments.every(({ where }) => where?.encoding === 'base64')).toBe(true);
    expect(contentOf(raw, attachments, 1).equals(LARGE)).toBe(true);
    expect(contentOf(raw, attachments, 4).equals(noise(30_001, 3))).toBe(true);
  });

  it('may be texts that have a name', async () => {
    const message = await read('named texts');
    expect(message.text).toBe('see log\n\nmore words');
    expect(message.attachments.map(({ filename, size }) => [filename, size])).toEqual([
      ['a.log', 14],
      ['b.png', 50],
      ['c.html', 9],
    ]);
  });

  it('know whether they are shown in the text', async () => {
    expect((await read('nested')).attachments).toMatchObject([
      { filename: 'i.png', inline: true, contentId: 'i1' },
      { filename: 'x.pdf', inline: false, contentId: null },
    ]);
  });

  it('say so when they cannot be taken out by themselves', async () => {
    const message = await read('delimiter in a header');
    expect(message.attachments.map(({ where }) => where)).toEqual([null]);
    expect(message.notes.join()).toMatch(/only in the original mail/u);
    expect(() => contentOf(CORPUS['delimiter in a header']!, message.attachments, 1)).toThrow(/original mail/u);
    expect(() => contentOf(CORPUS['plain']!, [], 9)).toThrow(/no attachment 9/u);
  });

  it.each([
    ['../../../etc/cron.d/x', 'x'],
    ['C:\\\\temp\\\\report.pdf', 'report.pdf'],
    ['.htaccess', 'htaccess'],
    ['\u00e2\u0080\u008b.htaccess', 'htaccess'],
    ['inv\u00e2\u0080\u00aefdp.exe', 'invfdp.exe'],
    ['<img onerror=x>.png', '_img onerror=x_.png'],
    ['=?utf-8?Q?Rechnung_=C3=BC.pdf?=', 'Rechnung ü.pdf'],
    ['Rechnung \u00fc.pdf', 'Rechnung ü.pdf'],
    ['Rechnung \u00c3\u00bc.pdf', 'Rechnung ü.pdf'],
    [`${'a'.repeat(400)}.pdf`, `${'a'.repeat(196)}.pdf`],
    ['', 'attachment-1.pdf'],
    ['///', 'attachment-1.pdf'],
    ['a\u0000b.pdf', 'ab.pdf'],
  ])('called %j are shown as %j', async (name, shown) => {
    const message = await readMessage(
      multipart(head(), 'mixed', 'b1', [
        part(['Content-Type: text/plain'], 'x'),
        attachment('application/pdf', name, noise(10)),
      ]),
      null,
    );
    expect(message.attachments[0]!.filename).toBe(shown);
  });

  it('may be named in RFC 2231, in pieces', async () => {
    const child = part(
      [
        'Content-Type: application/pdf',
        "Content-Disposition: attachment; filename*0*=utf-8''Rech%C3%BC;\n filename*1*=nung%20%E2%80%AE.pdf",
      ],
      'x',
    );
    expect((await readMessage(multipart(head(), 'mixed', 'b1', [child]), null)).attachments[0]!.filename).toBe(
      'Rechünung .pdf',
    );
  });
});
