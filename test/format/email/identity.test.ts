import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { peekIdentity } from '../../../src/format/email/identity.ts';
import { part, textMail } from './build.ts';

const fingerprint = (...lines: string[]): string => peekIdentity(part(lines)).fingerprint.toString('hex');
const BASE = ['Received: from a by b; now', 'Message-ID: <1@x>', 'Date: today', 'From: a@x.example'];

describe('peekIdentity', () => {
  it('does not mind folding, blanks, the case of names or anything else in the mail', () => {
    const one = fingerprint(...BASE, 'Subject: x');
    expect(
      fingerprint(
        'RECEIVED:from a\r\n\tby b;   now',
        'X-Flag: 1',
        'date : today',
        'message-id: <1@x>',
        'from: a@x.example',
        'Received: older',
      ),
    ).toBe(one);
  });

  it('differs with the topmost Received and with each of the others', () => {
    const all = [
      fingerprint(...BASE),
      ...BASE.map((line, n) => fingerprint(...BASE.with(n, `${line}!`))),
      ...BASE.slice(1).map((_, n) => fingerprint(...BASE.toSpliced(n + 1, 1))),
    ];
    expect(new Set(all).size).toBe(8);
    expect(fingerprint('Received: a', 'From: b')).not.toBe(fingerprint('Received: a', 'Date: b'));
  });

  it('is the hash of the bytes where no server has seen the mail', () => {
    const raw = part(BASE.slice(1), 'body');
    expect(peekIdentity(raw)).toEqual({ fingerprint: createHash('sha256').update(raw).digest(), messageId: '<1@x>' });
    expect(peekIdentity(Buffer.alloc(0)).messageId).toBeNull();
  });

  it('reads no further than the header block, and no more of it than 256 kB', () => {
    expect(peekIdentity(part(['Subject: x'], 'Message-ID: <1@x>\nReceived: x')).messageId).toBeNull();
    const late = Buffer.concat([Buffer.from('X: y\r\n'.repeat(50_000)), Buffer.from('Message-ID: <1@x>\r\n\r\n')]);
    expect(peekIdentity(late).messageId).toBeNull();
    expect(peekIdentity(new Uint8Array(textMail('x'))).messageId).toBe('<m1@customer.example>');
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (raw) => peekIdentity(raw).fingerprint.length === 32));
    for (const unit of ['\n', 'r', 'Received:', 'Received: x\n', 'From\n', 'Date: \n x\n', '\r', 'm\n']) {
      const before = performance.now();
      peekIdentity(Buffer.from(unit.repeat(1_000_000 / unit.length)));
      expect(performance.now() - before).toBeLessThan(2_000);
    }
  });
});
