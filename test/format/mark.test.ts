import { randomBytes } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { referenceOf } from '../../src/domain/reference.ts';
import { createMarks } from '../../src/format/mark.ts';

const key = Buffer.alloc(32, 7);
const instance = '0b1f3a52-7c1d-4e6f-8a9b-0c1d2e3f4a5b';
const marks = createMarks({ key, instance });
const stranger = createMarks({ key: randomBytes(32), instance });

const uuid = fc.uuid();
const reference = fc.array(fc.nat(23), { minLength: 6, maxLength: 6 }).map(referenceOf);
const domain = fc.constantFrom('example.com', 'mail.example.co.uk', 'xn--bcher-kva.example');
const mailbox = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9.+-]{0,20}$/u), domain)
  .map(([local, home]) => `${local}@${home}`);

/** Every single-character change of a text: another character put in its place, one taken out, one put in. */
const changed = (text: fc.Arbitrary<string>): fc.Arbitrary<readonly [string, string]> =>
  fc
    .tuple(text, fc.nat(10_000), fc.integer({ min: 32, max: 126 }), fc.constantFrom('replace', 'remove', 'insert'))
    .map(([whole, place, code, how]) => {
      const at = place % whole.length;
      const put = how === 'remove' ? '' : String.fromCharCode(code);
      return [whole, whole.slice(0, at) + put + whole.slice(how === 'insert' ? at : at + 1)] as const;
    });

const messageIds = fc.record({ id: uuid, reference, domain }).map((mail) => marks.messageId(mail));
const bounces = fc.tuple(uuid, domain).map(([id, home]) => marks.bounceAddress(id, home));
const replies = fc.tuple(reference, mailbox).map(([ticket, box]) => marks.replyAddress(ticket, box));

describe('the marks of a mail', () => {
  it('looks as documented', () => {
    const id = marks.messageId({
      id: '6f1c0a3e-2f1b-4c55-9d3a-111111111111',
      reference: 'K7Q-2M4',
      domain: 'Example.com',
    });
    expect(id).toMatch(/^<k1\.6f1c0a3e-2f1b-4c55-9d3a-111111111111\.k7q2m4\.[a-z2-7]{16}@example\.com>$/u);
    expect(marks.loop()).toMatch(/^0b1f3a52-7c1d-4e6f-8a9b-0c1d2e3f4a5b\.[a-z2-7]{16}$/u);
    expect(marks.replyAddress('K7Q-2M4', 'Support@example.com')).toMatch(
      /^support\+k7q2m4\.[a-z2-7]{16}@example\.com$/u,
    );
  });

  it('comes back as what it was made of', () => {
    fc.assert(
      fc.property(uuid, reference, domain, mailbox, (id, ticket, home, box) => {
        expect(marks.verifyMessageId(marks.messageId({ id, reference: ticket, domain: home }))).toEqual({
          id,
          reference: ticket,
        });
        expect(marks.verifyBounceAddress(marks.bounceAddress(id, home))).toEqual({ id });
        expect(marks.verifyReplyAddress(marks.replyAddress(ticket, box))).toEqual({
          reference: ticket,
          mailboxAddress: box,
        });
      }),
    );
    expect(marks.isOurLoop(marks.loop())).toBe(true);
  });

  it('survives addresses in capitals', () => {
    const id = '6f1c0a3e-2f1b-4c55-9d3a-111111111111';
    expect(marks.verifyBounceAddress(marks.bounceAddress(id, 'example.com').toUpperCase())).toEqual({ id });
    expect(marks.verifyReplyAddress(marks.replyAddress('K7Q-2M4', 'desk@example.com').toUpperCase())?.reference).toBe(
      'K7Q-2M4',
    );
  });

  it('is refused when any one character is changed', () => {
    fc.assert(
      fc.property(changed(messageIds), ([whole, other]) => other === whole || marks.verifyMessageId(other) === null),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(changed(fc.constant(marks.loop())), ([whole, other]) => other === whole || !marks.isOurLoop(other)),
      { numRuns: 1_000 },
    );
    const differs = (whole: string, other: string): boolean => whole.toLowerCase() !== other.toLowerCase();
    fc.assert(
      fc.property(
        changed(bounces),
        ([whole, other]) => !differs(whole, other) || marks.verifyBounceAddress(other) === null,
      ),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(
        changed(replies),
        ([whole, other]) => !differs(whole, other) || marks.verifyReplyAddress(other) === null,
      ),
      { numRuns: 2_000 },
    );
  });

  it('is refused when another key made it, or when it was made for another purpose', () => {
    const mail = { id: '6f1c0a3e-2f1b-4c55-9d3a-111111111111', reference: 'K7Q-2M4', domain: 'example.com' };
    expect(marks.verifyMessageId(stranger.messageId(mail))).toBeNull();
    expect(marks.isOurLoop(stranger.loop())).toBe(false);
    expect(marks.verifyBounceAddress(stranger.bounceAddress(mail.id, mail.domain))).toBeNull();
    expect(marks.verifyReplyAddress(stranger.replyAddress(mail.reference, 'desk@example.com'))).toBeNull();
    const signature = /\.([a-z2-7]{16})@/u.exec(marks.messageId(mail))![1]!;
    expect(marks.verifyBounceAddress(`bounce+${mail.id}.${signature}@example.com`)).toBeNull();
  });

  it('keeps the plain address where a tag would make the local part too long', () => {
    const box = `${'a'.repeat(60)}@example.com`;
    expect(marks.replyAddress('K7Q-2M4', box)).toBe(box);
  });

  it('refuses whatever else it is shown, and a megabyte of it at once', { retry: 3 }, () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) =>
          marks.verifyMessageId(text) === null &&
          !marks.isOurLoop(text) &&
          marks.verifyBounceAddress(text) === null &&
          marks.verifyReplyAddress(text) === null,
      ),
    );
    for (const piece of ['a', '+', '.', '@', '<k1.', 'bounce+', '-', 'é']) {
      const huge = piece.repeat(Math.ceil(1_000_000 / piece.length));
      const before = performance.now();
      expect([
        marks.verifyMessageId(huge),
        marks.isOurLoop(huge),
        marks.verifyBounceAddress(huge),
        marks.verifyReplyAddress(huge),
      ]).toEqual([null, false, null, null]);
      expect(performance.now() - before).toBeLessThan(50); // ms
    }
  });
});

describe('the mark on fax pages', () => {
  const codes = reference.map((ticket) => marks.markFax(ticket));

  it('names its ticket, in letters that a small code can hold', () => {
    fc.assert(
      fc.property(reference, (ticket) => {
        const code = marks.markFax(ticket);
        expect(code).toMatch(/^PR1\.[2-9A-Z]{3}-[2-9A-Z]{3}\.[A-Z2-7]{10}$/u);
        expect(marks.verifyFaxMark(code)).toEqual({ reference: ticket });
        expect(stranger.verifyFaxMark(code)).toBeNull();
      }),
    );
  });

  it('is none when a single letter is another', () => {
    fc.assert(
      fc.property(changed(codes), ([whole, other]) => {
        fc.pre(other !== whole);
        expect(marks.verifyFaxMark(other)).toBeNull();
      }),
    );
  });

  it('of an address of a letter is for that letter alone', () => {
    fc.assert(
      fc.property(uuid, uuid, (id, other) => {
        fc.pre(id !== other);
        expect(marks.isFaxLetter(id, marks.faxLetter(id))).toBe(true);
        expect(marks.isFaxLetter(other, marks.faxLetter(id))).toBe(false);
        expect(stranger.isFaxLetter(id, marks.faxLetter(id))).toBe(false);
      }),
    );
  });
});
