import { describe, expect, test } from 'vitest';
import { documentsOf } from '../../../src/domain/fax/notice-documents.ts';
import { noticeOf, type FaxNotice } from '../../../src/domain/fax/notice.ts';
import { subjectOfNotice } from '../../../src/domain/fax/say-notice.ts';
import type { Attachment, Message } from '../../../src/domain/message.ts';
import type { MailboxPolicy } from '../../../src/domain/policy.ts';
import { mail } from '../mail.ts';
import { MAILBOX, officeProfiles } from './office.ts';

const office = officeProfiles();
const EFAX = 'message@inbound.efax.com';
const results = (value: string) => [['authentication-results', `mx.helpdesk.example; ${value}`]] as const;
const SIGNED = results('dkim=pass header.d=efax.com');

function efax(change: Parameters<typeof mail>[0] = {}): Message {
  return mail({
    from: [{ name: 'eFax', address: EFAX }],
    subject: 'eFax message from "16135550200" - 2 page(s), Caller-ID: 1-613-555-0200',
    text: 'You have received a fax.',
    trace: SIGNED,
    date: Date.UTC(2026, 10, 25, 15, 14, 3),
    ...change,
  });
}

function notice(message: Message, mailbox: MailboxPolicy = MAILBOX): FaxNotice {
  const verdict = noticeOf(message, office, mailbox);
  if (verdict.is !== 'fax') throw new Error(JSON.stringify(verdict));
  return verdict.notice;
}

function file(n: number, type: string, filename: string, inline = false): Attachment {
  return { n, type, filename, size: 1_000, inline, contentId: null, where: null, within: null };
}

describe('who is believed', () => {
  test.each([
    'dkim=pass header.d=efax.com',
    'dkim=fail header.d=bulk.example; dkim=pass header.i=@inbound.efax.com',
    'spf=pass smtp.mailfrom=bounce@inbound.efax.com',
    'dmarc=pass header.from=inbound.efax.com',
    'dmarc=pass header.from=efax.com', // some servers name the domain whose record they found
  ])('%s proves it', (value) => {
    expect(noticeOf(efax({ trace: results(value) }), office, MAILBOX).is).toBe('fax');
  });

  test.each([
    'dkim=none',
    'dkim=pass header.d=bulk.example',
    'dkim=pass header.d=notefax.com',
    'dkim=pass header.d=com',
    'dkim=pass header.d=efax.com.bulk.example',
    'dkim=fail header.d=efax.com',
    'spf=softfail smtp.mailfrom=message@inbound.efax.com',
    'spf=pass smtp.mailfrom=a@bulk.example',
    'dkim=pass header.d=efax.com; dmarc=fail header.from=inbound.efax.com',
    'dkim=pass header.d=efax.com; dmarc=none header.from=bulk.example',
  ])('%s does not', (value) => {
    expect(noticeOf(efax({ trace: results(value) }), office, MAILBOX)).toMatchObject({
      is: 'suspicious',
      profile: 'efax',
    });
  });

  test('a service is never believed where no mail server is trusted to check; a server of the office is, by its address', () => {
    const off: MailboxPolicy = { ...MAILBOX, authentication: { mode: 'off', authservId: null } };
    expect(noticeOf(efax(), office, off)).toMatchObject({
      is: 'suspicious',
      reason: expect.stringContaining('setting'),
    });
    const own = mail({
      from: [{ name: '', address: 'Fax@FAX.example' }],
      subject: 'Fax received from "CONTOSO"',
      text: '',
    });
    expect(notice(own, off)).toMatchObject({ profile: 'hylafax', told: { station: 'CONTOSO' } });
  });

  test.each([
    'dmarc=fail header.from=fax.example',
    'spf=fail smtp.mailfrom=fax@fax.example',
    'dmarc=none header.from=a.example',
  ])('but not when the check says otherwise: %s', (value) => {
    const from = [{ name: '', address: 'fax@fax.example' }];
    const own = mail({ from, subject: 'Fax received from "CONTOSO"', trace: results(value) });
    expect(noticeOf(own, office, MAILBOX).is).toBe('suspicious');
  });

  test('two From addresses, one of them the service, are nobody', () => {
    const from = [
      { name: '', address: EFAX },
      { name: '', address: 'a@bulk.example' },
    ];
    expect(noticeOf(efax({ from }), office, MAILBOX)).toMatchObject({ is: 'suspicious' });
  });

  test('a server that the office has not named fits nothing', () => {
    const shipped = { ...office, profiles: office.profiles.map((profile) => ({ ...profile, from: [] })) };
    const own = mail({ from: [{ name: '', address: 'fax@fax.example' }], subject: 'Fax received from "CONTOSO"' });
    expect(noticeOf(own, shipped, MAILBOX)).toEqual({ is: 'nothing' });
  });
});

describe('what is no fax', () => {
  test.each([
    ['a customer who writes of one', mail({ subject: 'New fax received, but no pages in it' }), 'nothing'],
    ['an answer', efax({ inReplyTo: ['<e1@inbound.efax.com>'] }), 'nothing'],
    [
      'somebody else with the words of a service',
      efax({ from: [{ name: '', address: 'a@bulk.example' }] }),
      'suspicious',
    ],
    ['the result of a fax that was sent', efax({ subject: 'Outgoing fax results' }), 'other'],
    ['a subject that nobody knows', efax({ subject: 'Your statement' }), 'other'],
    ['the same, unproven', efax({ subject: 'Your statement', trace: [] }), 'other'],
  ])('%s', (_what, message, is) => {
    expect(noticeOf(message, office, MAILBOX).is).toBe(is);
  });
});

describe('what is told', () => {
  test('the number and the station are two things, and a name in place of a number is a name', () => {
    expect(notice(efax()).told).toMatchObject({ caller: '1-613-555-0200', station: '16135550200', callerName: null });
    const named = efax({ subject: 'eFax message from "x" - 1 page(s), Caller-ID: CONTOSO CLINIC' });
    expect(notice(named).told).toMatchObject({ caller: null, callerName: 'CONTOSO CLINIC', station: 'x' });
  });

  test.each(['UNAVAILABLE', '<NONE>', '"unknown"', 'Private'])('%s is nobody', (word) => {
    const { told, sameAs } = notice(efax({ subject: `eFax message from "${word}" - 1 page(s), Caller-ID: ${word}` }));
    expect([told.caller, told.callerName, told.station, sameAs]).toEqual([null, null, null, null]);
  });

  test('a repeat under another Message-ID is known by number, pages and minute; another minute is another fax', () => {
    const later = (seconds: number) =>
      efax({ messageId: '<e9@x.example>', date: Date.UTC(2026, 10, 25, 15, 14, 3 + seconds) });
    const first = notice(efax()).sameAs;
    expect(first).toContain('16135550200');
    expect(notice(later(50)).sameAs).toBe(first);
    expect(notice(later(60)).sameAs).not.toBe(first);
    expect(notice(efax({ date: null })).sameAs).toBeNull();
  });

  test('marks of the own mail server before the subject are taken off', () => {
    const tagged = efax({ subject: `[EXT] [EXTERNAL]  ${efax().subject}` });
    expect(notice(tagged).told.pages).toBe(2);
  });

  test('an absurd number of pages is none', () => {
    expect(notice(efax({ subject: 'eFax message from "x" - 99999 page(s)' })).told.pages).toBeNull();
  });
});

describe('the documents', () => {
  test('TIFF before PDF, for a server that sends both sends one fax', () => {
    const attachments = [
      file(1, 'application/pdf', 'a.pdf'),
      file(2, 'image/tiff', 'a.tif'),
      file(3, 'image/tiff', 'b.tif'),
    ];
    expect(documentsOf({ attachments })).toEqual({ readable: [2, 3], other: [] });
  });

  test('the name counts only where the type says nothing', () => {
    const attachments = [
      file(1, 'text/html', 'fax.pdf'),
      file(2, 'application/octet-stream', 'fax.PDF'),
      file(3, 'application/octet-stream', 'fax.pdf.exe'),
      file(4, 'application/zip', 'fax.zip'),
    ];
    expect(documentsOf({ attachments })).toEqual({ readable: [2], other: [] });
  });

  test('raw pages and pictures are for a person, and a logo is no fax', () => {
    expect(documentsOf({ attachments: [file(1, 'image/x-fax-g3', 'f.1'), file(2, 'image/png', 'logo.png')] })).toEqual({
      readable: [],
      other: [1],
    });
    expect(
      documentsOf({ attachments: [file(1, 'image/png', 'logo.png', true), file(2, 'image/png', 'p1.png')] }),
    ).toEqual({
      readable: [],
      other: [2],
    });
  });

  test('none is still a fax: it waits in the portal, or its server sent none', () => {
    expect(notice(efax()).document).toBe('portal');
    expect(notice(efax({ attachments: [file(1, 'application/pdf', 'a.pdf')] }))).toMatchObject({
      document: 'attached',
      attachments: [1],
    });
    const own = mail({ from: [{ name: '', address: 'fax@fax.example' }], subject: 'Fax received from "CONTOSO"' });
    expect(notice(own).document).toBe('none');
  });
});

describe('how its ticket is called', () => {
  const called = (change: Partial<FaxNotice>, told: Partial<FaxNotice['told']> = {}) => {
    const plain = notice(efax());
    return subjectOfNotice({ ...plain, ...change, told: { ...plain.told, ...told } });
  };
  test.each([
    [called({}), 'A fax waits in the portal of eFax: fax from 1-613-555-0200, 2 pages'],
    [called({ document: 'attached' }, { station: 'Contoso' }), 'Fax from 1-613-555-0200 (Contoso), 2 pages'],
    [called({ document: 'attached' }, { status: 'partial', pages: 1 }), 'Incomplete fax from 1-613-555-0200, 1 page'],
    [called({ document: 'none' }, { status: 'failed', pages: null }), 'A fax did not arrive: fax from 1-613-555-0200'],
    [
      called({ document: 'none' }, { caller: null, station: null }),
      'eFax told of a fax, and sent no document: fax from an unknown number, 2 pages',
    ],
  ])('%s', (subject, expected) => {
    expect(subject).toBe(expected);
  });
});

test('a long log and many lines cost little', () => {
  const line =
    'Nov 23 06:06:17.47: [30022]: <-- HDLC<32:FF C0 04 B5 00 AA 12 9E 36 86 62 82 1A 04 14 2E B6 94 04 6A> '.repeat(3);
  const own = mail({
    from: [{ name: '', address: 'fax@fax.example' }],
    subject: 'Fax received from "CONTOSO"',
    text: `${line}\n`.repeat(3_000),
  });
  const started = process.cpuUsage();
  expect(notice(own).told.status).toBe('received');
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1e6).toBeLessThan(2);
});
