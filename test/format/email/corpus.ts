import { Buffer } from 'node:buffer';
import { attachment, base64Lines, head, multipart, noise, part, parts, textMail } from './build.ts';

const text = (body: string, type = 'text/plain; charset=utf-8') => part([`Content-Type: ${type}`], body);
const html = (body: string) => text(body, 'text/html; charset=utf-8');
const encoded = (type: string, bytes: Buffer) =>
  part([`Content-Type: ${type}`, 'Content-Transfer-Encoding: base64'], base64Lines(bytes));

/** A large PDF, as bytes: larger than what is worth cutting out. */
export const LARGE = noise(60_000, 7);

/** Well-formed and odd mail of every kind, by name; every one of them must read the same with and without cutting. */
export const CORPUS: Readonly<Record<string, Buffer>> = {
  plain: textMail('Hello,\n\nit burns.\n'),
  'no body': textMail(''),
  'nothing at all': Buffer.alloc(0),
  'no headers': Buffer.from('Hello there\r\nno header, no empty line'),
  'no headers, then a paragraph': Buffer.from('Hello there\n\nsecond paragraph'),
  'empty line first': Buffer.from('\r\nbody only\r\n'),
  'headers alone': Buffer.from('From: a@x.example\r\nSubject: x\r\n'),
  'lone CR': Buffer.from('From: a@x.example\rSubject: x\r\rit burns\rnow\r'),
  'LF alone': Buffer.from(textMail('it burns\n').toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
  'mbox line': Buffer.concat([Buffer.from('From jane@x Tue Jul  1 10:00:00 2025\r\n'), textMail('it burns')]),
  alternative: multipart(head(), 'alternative', 'b1', [text('plain text'), html('<p>html text</p>')]),
  'html only': part(
    head(['Content-Type: text/html; charset=utf-8']),
    '<html><head><title>t</title></head><body><p>it <b>burns</b></p></body></html>',
  ),
  'empty plain, html': multipart(head(), 'alternative', 'b1', [text(' \n\n'), html('<p>html text</p>')]),
  'stub plain, html': multipart(head(), 'alternative', 'b1', [
    text('This is an HTML message. Please use a client that can display it.'),
    html('<p>html text</p>'),
  ]),
  'html and footer': multipart(head(), 'mixed', 'b1', [html('<p>the body</p>'), text('-- \nlist footer')]),
  'several texts': multipart(head(), 'mixed', 'b1', [
    text('one'),
    attachment('image/png', 'a.png', noise(100)),
    text('two'),
  ]),
  'large attachment': multipart(head(), 'mixed', 'b1', [
    text('see file'),
    attachment('application/pdf', 'x.pdf', LARGE),
  ]),
  'several large': multipart(head(), 'mixed', 'b1', [
    text('see files'),
    attachment('application/pdf', 'x.pdf', LARGE),
    attachment('application/octet-stream', 'y.bin', noise(20_000, 2)),
    attachment('text/csv', 'z.csv', Buffer.from('a;b\n'.repeat(5_000))),
    attachment('image/tiff', 'fax.tif', noise(30_001, 3)),
  ]),
  nested: multipart(head(), 'mixed', 'outer', [
    multipart([], 'alternative', 'inner', [
      text('plain'),
      multipart(
        [],
        'related',
        'rel',
        [html('<p>rich <img src="cid:i1"></p>'), attachment('image/png', 'i.png', noise(9_000), ['Content-ID: <i1>'])],
        '; type="text/html"',
      ),
    ]),
    attachment('application/pdf', 'x.pdf', LARGE),
  ]),
  'quoted-printable attachment': multipart(head(), 'mixed', 'b1', [
    text('see file'),
    part(
      [
        'Content-Type: text/csv',
        'Content-Disposition: attachment; filename=q.csv',
        'Content-Transfer-Encoding: quoted-printable',
      ],
      'a=3Db;=\n c =E4 \t\nend',
    ),
  ]),
  'identity attachment': multipart(head(), 'mixed', 'b1', [
    text('see file'),
    part(['Content-Type: application/x-log', 'Content-Disposition: attachment; filename=a.log'], 'line 1\nline 2\n\n'),
  ]),
  'base64 with odd characters': multipart(head(), 'mixed', 'b1', [
    text('see file'),
    part(
      ['Content-Type: application/pdf; name=x.pdf', 'Content-Transfer-Encoding: base64'],
      `${base64Lines(LARGE)}\n!!not base64!!\n`,
    ),
  ]),
  'base64 padded line by line': multipart(head(), 'mixed', 'b1', [
    text('see file'),
    part(
      ['Content-Type: application/pdf; name=x.pdf', 'Content-Transfer-Encoding: base64'],
      Array.from({ length: 300 }, (_, n) => noise(40, n).toString('base64')).join('\n'),
    ),
  ]),
  'never closed': part(
    head(['Content-Type: multipart/mixed; boundary=b1']),
    Buffer.concat([
      Buffer.from('--b1\r\n'),
      text('it burns'),
      Buffer.from('\r\n--b1\r\n'),
      attachment('application/pdf', 'x.pdf', LARGE),
    ]),
  ),
  'inner never closed': part(
    head(['Content-Type: multipart/mixed; boundary=o']),
    parts('o', [
      part(
        ['Content-Type: multipart/alternative; boundary=i'],
        Buffer.concat([Buffer.from('--i\r\n'), text('it burns')]),
      ),
      attachment('application/pdf', 'x.pdf', LARGE),
    ]),
  ),
  'one boundary begins another': multipart(head(), 'mixed', 'b', [
    multipart([], 'alternative', 'bb', [text('plain'), html('x')]),
    attachment('application/pdf', 'x.pdf', LARGE),
  ]),
  'preamble and epilogue': Buffer.concat([
    part(
      head(['Content-Type: multipart/mixed; boundary=b1']),
      parts('b1', [text('it burns'), attachment('application/pdf', 'x.pdf', LARGE)], 'This is MIME.\r\n'),
    ),
    Buffer.from('\r\nepilogue\r\n--b1\r\nno part\r\n'),
  ]),
  'delimiter in a header': part(
    head(['Content-Type: multipart/mixed; boundary=b1']),
    Buffer.concat([
      Buffer.from('--b1\r\nContent-Type: text/plain\r\n--b1\r\n\r\nbody\r\n--b1\r\n'),
      attachment('application/pdf', 'x.pdf', LARGE),
      Buffer.from('\r\n--b1--\r\n'),
    ]),
  ),
  'closed before it began': part(
    head(['Content-Type: multipart/mixed; boundary=b1']),
    Buffer.concat([
      Buffer.from('--b1--\r\n'),
      parts('b1', [text('it burns'), attachment('application/pdf', 'x.pdf', LARGE)]),
    ]),
  ),
  'blanks behind delimiters': part(
    head(['Content-Type: multipart/mixed; boundary=b1']),
    Buffer.from(
      parts('b1', [text('it burns'), attachment('application/pdf', 'x.pdf', LARGE)])
        .toString('latin1')
        .replaceAll('--b1\r\n', '--b1  \t\r\n'),
      'latin1',
    ),
  ),
  'comment in the boundary': part(
    head(['Content-Type: multipart/mixed; boundary=b1 (the boundary)']),
    parts('b1', [text('it burns'), attachment('application/pdf', 'x.pdf', LARGE)]),
  ),
  'boundary in RFC 2231': part(
    head(["Content-Type: multipart/mixed; boundary*=us-ascii''b1"]),
    parts('b1', [text('it burns'), attachment('application/pdf', 'x.pdf', LARGE)]),
  ),
  'no boundary': part(head(['Content-Type: multipart/mixed']), parts('b1', [text('it burns')])),
  'two types': part(
    head(['Content-Type: multipart/mixed; boundary=b1', 'Content-Type: text/plain']),
    parts('b1', [text('it burns'), attachment('application/pdf', 'x.pdf', LARGE)]),
  ),
  'part without a type': multipart(head(), 'mixed', 'b1', [
    part([], 'it burns'),
    part(['Content-Disposition: attachment; filename=x.pdf', 'Content-Transfer-Encoding: base64'], base64Lines(LARGE)),
  ]),
  'attached mail': multipart(head(), 'mixed', 'b1', [
    text('see mail'),
    part(['Content-Type: message/rfc822'], textMail('the inner text')),
  ]),
  'attached mail alone': multipart(head([], 'Fwd'), 'mixed', 'b1', [
    part(['Content-Type: message/rfc822', 'Content-Disposition: inline'], textMail('the inner text')),
  ]),
  'attached multipart mail': multipart(head(), 'mixed', 'b1', [
    text('see mail'),
    part(
      ['Content-Type: message/rfc822'],
      multipart(head(), 'mixed', 'b2', [text('inner'), attachment('application/pdf', 'x.pdf', LARGE)]),
    ),
  ]),
  'attachment alone': part(
    head(['Content-Type: application/pdf; name="only.pdf"', 'Content-Transfer-Encoding: base64']),
    base64Lines(LARGE),
  ),
  'latin1 labelled, windows meant': part(
    head(['Content-Type: text/plain; charset=iso-8859-1']),
    Buffer.from([0x93, 0x68, 0x69, 0x94, 0x20, 0x80, 0x20, 0xe4]),
  ),
  'no charset, utf-8': textMail('Größe €', ['Content-Type: text/plain']),
  'no charset, windows-1252': textMail(Buffer.from([0x47, 0x72, 0xf6, 0xdf, 0x65, 0x20, 0x80]), [
    'Content-Type: text/plain',
  ]),
  'utf-8 said, windows-1252 meant': part(
    head(['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable']),
    'Gr=F6=DFe =80',
  ),
  'utf-8 with one bad byte': part(
    head(['Content-Type: text/plain; charset=utf-8']),
    Buffer.concat([Buffer.from('Größe '), Buffer.from([0xff]), Buffer.from(' €')]),
  ),
  'koi8-r': part(head(['Content-Type: text/plain; charset=koi8-r']), Buffer.from([0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4])),
  gb18030: part(
    head(['Content-Type: text/plain; charset=gb18030']),
    Buffer.from('c4e3bac3a3acc8cbc3f12095328236', 'hex'),
  ),
  'iso-2022-jp': part(
    head(['Content-Type: text/plain; charset=iso-2022-jp']),
    Buffer.from('\u001b$B;3ED\u001b(B desu', 'latin1'),
  ),
  'iso-2022-jp without a word': part(head(), Buffer.from('\u001b$B;3ED\u001b(B desu', 'latin1')),
  'utf-7': part(head(['Content-Type: text/plain; charset=utf-7']), '+ADw-script+AD4-alert(1)'),
  'unknown charset': part(head(['Content-Type: text/plain; charset=x-martian']), Buffer.from([0x47, 0xf6])),
  'html with its own charset': part(
    head(['Content-Type: text/html']),
    Buffer.concat([Buffer.from('<meta charset="koi8-r"><p>'), Buffer.from([0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4])]),
  ),
  flowed: part(head(['Content-Type: text/plain; charset=utf-8; format=flowed']), 'one long \nline\n-- \nJane\n'),
  'inline texts in base64': multipart(head(), 'mixed', 'b1', [
    encoded('text/plain; charset=utf-8', Buffer.from('grüße\n'.repeat(3_000))),
    attachment('application/pdf', 'x.pdf', LARGE),
  ]),
  'nul everywhere': part(
    ['From: Ja\u0000ne <jane@customer.example>', 'Subject: a\u0000b', 'Message-ID: <m\u0000@x>'],
    'te\u0000xt\u202e',
  ),
  'named texts': multipart(head(), 'mixed', 'b1', [
    multipart([], 'alternative', 'b2', [
      part(['Content-Type: text/plain; name=body.txt'], 'see log'),
      html('<p>see log</p>'),
    ]),
    part(['Content-Type: text/plain; name=a.log'], 'line 1\nline 2'),
    attachment('image/png', 'b.png', noise(50)),
    part(
      [
        'Content-Type: text/html',
        'Content-Disposition: inline; filename=c.html',
        'Content-Transfer-Encoding: quoted-printable',
      ],
      '<p>=C3=A4</p>',
    ),
    text('more words'),
  ]),
};
