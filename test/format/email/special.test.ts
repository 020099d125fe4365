import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newText } from '../../../src/domain/message.ts';
import { contentOf, extractWithin, readMessage } from '../../../src/format/email.ts';
import { readTnef } from '../../../src/format/email/tnef.ts';
import { attachment, head, multipart, part, textMail } from './build.ts';

const text = (body: string) => part(['Content-Type: text/plain; charset=utf-8'], body);
const read = (raw: Buffer) => readMessage(raw, null);

describe('delivery reports', () => {
  const original = part(
    ['Content-Type: text/rfc822-headers'],
    'From: support@desk.example\nMessage-ID: <k1.x@desk.example>\nSubject: hi\n',
  );
  const report = (type: string, subtype: string, body: string, children: readonly Buffer[] = [original]) =>
    multipart(
      head(),
      'report',
      'b1',
      [text('It could not be delivered.'), part([`Content-Type: message/${subtype}`], body), ...children],
      `; report-type=${type}`,
    );

  it('of RFC 3464', async () => {
    const status =
      'Reporting-MTA: dns; mx.x.example\n\nFinal-Recipient: rfc822; Jane@X.example\nAction: failed\nStatus: 5.1.1 (no such user)\nDiagnostic-Code: smtp; 550 5.1.1\n no such user\n\nOriginal-Recipient: rfc822;<b@x.example>\nAction: Delayed\nStatus: 4.4.1\n';
    const message = await read(report('delivery-status', 'delivery-status', status));
    expect(message.report).toEqual({
      kind: 'delivery-status',
      recipients: [
        { address: 'Jane@x.example', action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 no such user' },
        { address: 'b@x.example', action: 'delayed', status: '4.4.1', diagnostic: '' },
      ],
      originalMessageId: '<k1.x@desk.example>',
    });
    expect(message.text).toBe('It could not be delivered.');
    expect(message.attachments.map(({ type }) => type)).toEqual(['text/rfc822-headers']);
  });

  it('with the original mail attached, and with a broken status', async () => {
    const mail = part(['Content-Type: message/rfc822'], textMail('original'));
    expect((await read(report('delivery-status', 'delivery-status', '\n\n garbage\n: x\n', [mail]))).report).toEqual({
      kind: 'delivery-status',
      recipients: [],
      originalMessageId: '<m1@customer.example>',
    });
    expect(
      (await read(multipart(head(), 'report', 'b1', [text('x')], '; report-type="delivery-status"'))).report,
    ).toEqual({ kind: 'delivery-status', recipients: [], originalMessageId: null });
  });

  it('of a read receipt and of a complaint', async () => {
    const mdn =
      'Final-Recipient: rfc822;jane@x.example\nOriginal-Message-ID: <k1.y@desk.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n';
    expect((await read(report('disposition-notification', 'disposition-notification', mdn))).report).toEqual({
      kind: 'disposition-notification',
      recipients: [{ address: 'jane@x.example', action: 'displayed', status: '', diagnostic: '' }],
      originalMessageId: '<k1.y@desk.example>',
    });
    const arf = 'Feedback-Type: abuse\nUser-Agent: x/1\nOriginal-Rcpt-To: jane@x.example\n';
    expect((await read(report('feedback-report', 'feedback-report', arf))).report).toMatchObject({
      kind: 'feedback-report',
      recipients: [{ address: 'jane@x.example', action: 'abuse' }],
      originalMessageId: '<k1.x@desk.example>',
    });
  });

  it('that only look like one', async () => {
    const daemon = ['Return-Path: <>', 'From: MAILER-DAEMON@mx.x.example', 'Subject: failure notice'];
    const qmail =
      'Hi. This is the qmail-send program at x.example.\n\n<jane@x.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 unknown\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <x>\nMessage-ID: <k1.z@desk.example>\nFrom: a@desk.example\n';
    expect((await read(part(daemon, qmail))).report).toMatchObject({
      kind: 'delivery-status',
      recipients: [{ address: 'jane@x.example', action: 'failed', status: '5.1.1' }],
      originalMessageId: '<k1.z@desk.example>',
    });
    const exim = part([...daemon, 'X-Failed-Recipients: a@x.example, b@x.example'], 'whatever');
    expect((await read(exim)).report).toMatchObject({
      recipients: [{ address: 'a@x.example' }, { address: 'b@x.example' }],
      originalMessageId: null,
    });
    expect((await read(textMail(qmail))).report).toBeNull();
    expect((await read(part(daemon, 'Please call me.'))).report).toBeNull();
  });
});

describe('signed and encrypted mail', () => {
  it.each([
    [
      'multipart/signed, S/MIME',
      multipart(
        head(),
        'signed',
        'b1',
        [text('it burns'), attachment('application/pkcs7-signature', 'smime.p7s', Buffer.from('x'))],
        '; protocol="application/pkcs7-signature"',
      ),
      'smime',
      'none',
      'it burns',
    ],
    [
      'multipart/signed, PGP',
      multipart(
        head(),
        'signed',
        'b1',
        [text('it burns'), part(['Content-Type: application/pgp-signature'], 'x')],
        '; protocol="application/pgp-signature"',
      ),
      'pgp',
      'none',
      'it burns',
    ],
    [
      'enveloped S/MIME',
      part(head(['Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m']), 'x'),
      'none',
      'smime',
      '',
    ],
    [
      'opaque signed S/MIME',
      part(head(['Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m']), 'x'),
      'smime',
      'none',
      '',
    ],
    [
      'PGP/MIME',
      multipart(head(), 'encrypted', 'b1', [
        part(['Content-Type: application/pgp-encrypted'], 'Version: 1'),
        attachment('application/octet-stream', 'encrypted.asc', Buffer.from('x')),
      ]),
      'none',
      'pgp',
      '',
    ],
    [
      'inline PGP',
      textMail('-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----'),
      'none',
      'pgp',
      '-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----',
    ],
    [
      'inline PGP signature',
      textMail(
        '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nit burns\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----',
      ),
      'pgp',
      'none',
      'it burns',
    ],
  ])('%s', async (_, raw, signed, encrypted, fresh) => {
    const message = await read(raw);
    expect(message).toMatchObject({ signed, encrypted });
    expect(newText(message)).toBe(fresh);
    if (encrypted === 'smime') expect(message.attachments).toMatchObject([{ filename: 'smime.p7m' }]);
  });
});

describe('invitations', () => {
  const calendar =
    'BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VTIMEZONE\nTZID:Europe/Berlin\nEND:VTIMEZONE\nBEGIN:VEVENT\nSUMMARY;LANGUAGE=de:Gespräch\\, kurz\n und gut\nDTSTART;TZID=Europe/Berlin:20250701T100000\nLOCATION:Raum 1\\; hinten\nEND:VEVENT\nEND:VCALENDAR\n';
  const invite = part(['Content-Type: text/calendar; method=REQUEST; charset=utf-8; name=invite.ics'], calendar);

  it('say what they are about, in the text too where there is no other', async () => {
    const bare = await read(multipart(head(), 'alternative', 'b1', [invite]));
    expect(bare.calendar).toEqual({ method: 'REQUEST', summary: 'Gespräch, kurzund gut' });
    expect(bare.text).toBe('Gespräch, kurzund gut\nWhen: 2025-07-01 10:00 Europe/Berlin\nWhere: Raum 1; hinten');
    const worded = await read(multipart(head(), 'alternative', 'b1', [text('come'), invite]));
    expect(worded).toMatchObject({
      text: 'come',
      calendar: { method: 'REQUEST' },
      attachments: [{ filename: 'invite.ics' }],
    });
    expect(
      (await read(multipart(head(), 'mixed', 'b1', [text('x'), part(['Content-Type: text/calendar'], 'nothing')])))
        .calendar,
    ).toBeNull();
  });
});

describe('winmail.dat', () => {
  const attribute = (level: number, name: number, data: Buffer) => {
    const start = Buffer.alloc(9);
    start[0] = level;
    start.writeUInt16LE(name, 1);
    start.writeUInt16LE(6, 3);
    start.writeUInt32LE(data.length, 5);
    return Buffer.concat([start, data, Buffer.from([0, 0])]);
  };
  const wide = (name: string) => {
    const value = Buffer.from(`${name}\0`, 'utf16le');
    const start = Buffer.alloc(16);
    [1, 0x3707_001f, 1, value.length].forEach((number, n) => start.writeUInt32LE(number, n * 4));
    return Buffer.concat([start, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
  };
  const TNEF = Buffer.concat([
    Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]),
    attribute(1, 0x9006, Buffer.from([0, 0, 1, 0])),
    attribute(2, 0x9002, Buffer.alloc(14)),
    attribute(2, 0x8010, Buffer.from('LONGNA~1.PDF\0')),
    attribute(2, 0x800f, Buffer.from('first file')),
    attribute(2, 0x9005, wide('Länger benannt.pdf')),
    attribute(2, 0x9002, Buffer.alloc(14)),
    attribute(2, 0x8010, Buffer.from('../b.txt\0')),
    attribute(2, 0x800f, Buffer.from('second')),
  ]);
  const mail = (dat: Buffer) =>
    multipart(head(), 'mixed', 'b1', [
      text('see file'),
      attachment('application/ms-tnef', 'winmail.dat', dat),
      attachment('image/png', 'last.png', Buffer.from('png')),
    ]);

  it('is opened, and kept', async () => {
    const raw = mail(TNEF);
    const { attachments } = await read(raw);
    expect(attachments.map(({ n, filename, type, size, within }) => [n, filename, type, size, within])).toEqual([
      [1, 'winmail.dat', 'application/ms-tnef', TNEF.length, null],
      [2, 'Länger benannt.pdf', 'application/pdf', 10, 1],
      [3, 'b.txt', 'text/plain', 6, 1],
      [4, 'last.png', 'image/png', 3, null],
    ]);
    expect(contentOf(raw, attachments, 3).toString()).toBe('second');
    expect(contentOf(raw, attachments, 4).toString()).toBe('png');
    expect(extractWithin(TNEF, 0)?.toString()).toBe('first file');
    expect(extractWithin(TNEF, 2)).toBeNull();
  });

  it('that is malformed is kept, with a note', async () => {
    const message = await read(mail(TNEF.subarray(0, TNEF.length - 20)));
    expect(message.attachments.map(({ filename }) => filename)).toEqual(['winmail.dat', 'last.png']);
    expect(message.notes.join()).toMatch(/could not be opened/u);
  });

  it('never throws, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(TNEF.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.uint8Array({ maxLength: 50 }),
        (changes, rest) => {
          const bytes = Buffer.concat([TNEF, rest]);
          for (const [at, value] of changes) bytes[at] = value;
          readTnef(bytes);
        },
      ),
      { numRuns: 3_000 },
    );
    readTnef(Buffer.concat([TNEF.subarray(0, 6), Buffer.alloc(1_000_000)]));
  });
});
