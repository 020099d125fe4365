import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAddresses, readSenders } from '../../../src/format/email/addresses.ts';
import { readHeaderOnly } from '../../../src/format/email.ts';
import { head, part, textMail } from './build.ts';

const read = (...lines: string[]) => readHeaderOnly(part(lines));
const from = (value: string) => readSenders(Buffer.from(value, 'utf8').toString('latin1'));

describe('From', () => {
  it.each([
    ['jane@customer.example', '', 'jane@customer.example'],
    ['Jane Doe <Jane@Customer.Example>', 'Jane Doe', 'Jane@customer.example'],
    ['"Doe, Jane" <jane@customer.example>', 'Doe, Jane', 'jane@customer.example'],
    ['"Jane@customer.example" <jane@customer.example>', '', 'jane@customer.example'],
    ['Doe, Jane <jane@customer.example>', 'Doe, Jane', 'jane@customer.example'],
    ['jane@customer.example (Jane Doe)', 'Jane Doe', 'jane@customer.example'],
    ['=?utf-8?Q?J=C3=B6rg_M=C3=BCller?= <j@customer.example>', 'Jörg Müller', 'j@customer.example'],
    ['=?iso-2022-jp?B?GyRCOzNFRBsoQg==?= <y@customer.example>', '山田', 'y@customer.example'],
    ['=?utf-8?Q?a?= =?utf-8?Q?b?= <j@customer.example>', 'ab', 'j@customer.example'],
    ['Jörg <j@customer.example>', 'Jörg', 'j@customer.example'],
    ['"ceo@trusted.example" <x@evil.example>', 'ceo@trusted.example', 'x@evil.example'],
    ['"a\\"b" <j@customer.example>', 'a"b', 'j@customer.example'],
    ['\u202eJane\u0000 <j@customer.example>', 'Jane', 'j@customer.example'],
    ['x <j@xn--mller-kva.example>', 'x', 'j@xn--mller-kva.example'],
  ])('reads %j', (value, name, address) => {
    expect(from(value)).toEqual({ mailboxes: [{ name, address }], malformed: false });
  });

  it.each([
    'Boss <ceo@trusted.example .evil.example>',
    'ceo@trusted.example .evil.example',
    'Boss <ceo@trusted.example(comment).evil.example>',
    'ceo(x)@trusted.example',
    '"victim@gmail.example x"@internal.example',
    '<ceo@trusted.example> <x@evil.example>',
    'Boss <ceo@trusted.example',
    'ceo@trusted.example <x@evil.example',
    '<@relay.example:ceo@trusted.example>',
    'Jane Doe jane@customer.example',
    '=?utf-8?Q?ceo=40trusted.example?=@evil.example',
    '<ceo@trusted.example> x@evil.example',
    '(((((ceo@trusted.example',
    'just a name',
    '<>',
  ])('calls %j malformed', (value) => {
    const message = read(`From: ${value}`, 'Subject: x');
    expect(message.from).toEqual([]);
    expect(message.notes.join()).toMatch(/From is malformed/u);
  });

  it('keeps every mailbox of every From field', () => {
    const message = read('From: a@x.example, b@x.example', 'From: c@y.example');
    expect(message.from.map(({ address }) => address)).toEqual(['a@x.example', 'b@x.example', 'c@y.example']);
    expect(message.notes).toContain('it has 2 From fields');
  });

  it('notes a missing one', () => {
    expect(read('Subject: x')).toMatchObject({ from: [], notes: ['it has no From'] });
  });

  it('never believes an address that nodemailer does not see as well, and never throws', () => {
    const piece = fc.constantFrom(
      'a@b.example',
      '<',
      '>',
      '"',
      '(',
      ')',
      ',',
      ';',
      ':',
      ' ',
      '\\',
      '@',
      'x',
      '.evil.example',
      '=?utf-8?Q?a=40b?=',
      'é',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        for (const { address } of from(pieces.join('')).mailboxes)
          expect(address).toMatch(/^[^\s<>"(),:;@]+@[^\s<>"(),:;@]+$/u);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('other addresses', () => {
  it('flattens groups, leaves out what is malformed, and bounds lists', () => {
    expect(
      readAddresses('Team: a@x.example, B <b@x.example>;, c@y.example').mailboxes.map(({ address }) => address),
    ).toEqual(['a@x.example', 'b@x.example', 'c@y.example']);
    expect(readAddresses('undisclosed-recipients:;')).toEqual({ mailboxes: [], malformed: false });
    expect(readAddresses('a@x.example, b c@x.example, d@x.example')).toMatchObject({
      mailboxes: [{ address: 'a@x.example' }, { address: 'd@x.example' }],
      malformed: true,
    });
    const many = read(
      'From: a@x.example',
      `To: ${Array.from({ length: 3_000 }, (_, n) => `u${n}@x.example`).join(', ')}`,
    );
    expect(many.to).toHaveLength(500);
    expect(many.notes.join()).toMatch(/only the first 500/u);
  });

  it.each([
    'g:'.repeat(500_000),
    '('.repeat(1_000_000),
    '"'.repeat(1_000_000),
    '<'.repeat(1_000_000),
    'a@b.example,'.repeat(80_000),
    ', '.repeat(500_000),
    '\\'.repeat(1_000_000),
    '(a)'.repeat(300_000),
  ])('takes bounded time for a megabyte of it', (value) => {
    const before = performance.now();
    readAddresses(value);
    readSenders(value);
    expect(performance.now() - before).toBeLessThan(4_000);
  });
});

describe('the rest of the header', () => {
  it('reads ids, path, recipients and type', () => {
    const message = readHeaderOnly(
      part([
        'Return-Path: <>',
        'Delivered-To: <support+1@desk.example>',
        'X-Original-To: support@desk.example',
        ...head([
          'In-Reply-To: Your mail of Tuesday <a@b> and <c d@e>',
          `References: <1@x> <bad id> ${Array.from({ length: 40 }, (_, n) => `<${n + 2}@x>`).join('\n ')}`,
        ]),
        'Content-Type: Text/Plain; Charset="UTF-8"; format=flowed',
      ]),
      { mailFrom: '', rcptTo: ['Support@desk.example'] },
    );
    expect(message.inReplyTo).toEqual(['<a@b>']);
    expect(message.references).toHaveLength(20);
    expect([message.references[0], message.references.at(-1)]).toEqual(['<1@x>', '<41@x>']);
    expect(message).toMatchObject({
      messageId: '<m1@customer.example>',
      returnPath: '',
      date: Date.UTC(2025, 6, 1, 8),
    });
    expect(message.deliveredTo).toEqual(['Support@desk.example', 'support+1@desk.example', 'support@desk.example']);
    expect(message.contentType).toEqual({
      value: 'text/plain',
      params: new Map([
        ['charset', 'UTF-8'],
        ['format', 'flowed'],
      ]),
    });
  });

  it('keeps a subject on one line, without NUL, controls and marks that turn it', () => {
    expect(read('Subject: hi\r\n\tthere\u0000 =?utf-8?B?DQpCY2M6IGV2aWxAeA==?= \u00e2\u0080\u00aex').subject).toBe(
      'hi there Bcc: evil@x x',
    );
    expect(read('Subject: =?iso-8859-1?Q?=93quoted=94?= =?unknown?Q?J=F6rg?= =?utf-7?Q?+ADw-?=').subject).toBe(
      '“quoted”Jörg+ADw-',
    );
    expect(read(`Subject: ${'=?utf-8?B?4oKs?= '.repeat(10_000)}`).subject).toBe('€'.repeat(998));
    expect(read('Subject: =?utf-8?B?4oI=?= =?utf-8?B?rA==?=').subject).toBe('€');
  });

  it('refuses ids that hold blanks, line ends or a megabyte', () => {
    expect(read('Message-ID: <a@b> Bcc: evil@x', 'In-Reply-To: <a@b\r\n Bcc: x>').messageId).toBe('<a@b>');
    expect(read(`Message-ID: <${'a'.repeat(300)}@b>`).messageId).toBeNull();
    expect(read(`References: ${'<'.repeat(200_000)}`).references).toEqual([]);
    expect(read('Date: yesterday').date).toBeNull();
  });

  it('traces only what our own servers can have written', () => {
    const trace = (...lines: string[]) => read(...lines).trace.map(([, value]) => value);
    const border = 'Received: from mx.customer.example by mx.desk.example; x';
    const foreign = 'Received: from laptop by mx.customer.example; x';
    expect(trace('X-A: above', border, 'X-A: below', foreign, 'X-A: forged', 'From: a@b.example')).toEqual([
      'above',
      border.slice(10),
      'below',
    ]);
    expect(
      trace('Received: by 2002:a05:6214:1 with SMTP id x', border, 'X-A: ours', foreign, 'X-A: forged'),
    ).toHaveLength(3);
    expect(trace('Received: from mx.desk.example by store.desk.example', 'X-A: ours', border, foreign)).toHaveLength(3);
    expect(trace('X-A: forged', 'From: a@b.example')).toEqual([]);
  });

  it('passes a megabyte of anything', () => {
    for (const unit of [
      'a',
      '\n',
      ':',
      'a:\n',
      ' \n',
      'a: b\n',
      'From: x@y.example\n',
      '\r',
      '\u0000',
      '=?a?Q?',
      '=?utf-8?Q?=41?= ',
      'Subject: =?\n',
      'Received: from a by b\n',
      ' x\n',
    ]) {
      const before = performance.now();
      readHeaderOnly(Buffer.from(unit.repeat(1_000_000 / unit.length)));
      readHeaderOnly(Buffer.from(`Subject: ${unit.repeat(1_000_000 / unit.length)}`));
      expect(performance.now() - before).toBeLessThan(6_000);
    }
    expect(readHeaderOnly(textMail('x')).text).toBe('');
  });
});
