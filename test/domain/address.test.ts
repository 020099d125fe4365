import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, domainOf, isAnswerable, oneLine, plainAddress, sameAddress } from '../../src/domain/address.ts';

describe('plainAddress', () => {
  it.each([
    ['jane@customer.example', 'jane@customer.example'],
    [' Jane.Doe+tag@Customer.EXAMPLE ', 'Jane.Doe+tag@customer.example'],
    ['root@localhost', 'root@localhost'],
    ['jörg@müller.example', 'jörg@müller.example'],
    ['user@उदाहरण.भारत', 'user@उदाहरण.भारत'],
    ["o'brien=x@sub.customer.example", "o'brien=x@sub.customer.example"],
  ])('takes %j', (value, expected) => {
    expect(plainAddress(value)).toBe(expected);
  });

  it.each([
    '',
    '@',
    'jane',
    'jane@',
    '@customer.example',
    'a@b@c.example',
    'ceo@trusted.example .evil.example',
    '"victim@gmail.example x"@internal.example',
    'jane@[192.0.2.1]',
    'jane@-customer.example',
    'jane@customer-.example',
    'jane@customer..example',
    '.jane@customer.example',
    'jane.@customer.example',
    'ja..ne@customer.example',
    'jane@customer.example.',
    'a@example.com>\r\nBcc: evil@x.example',
    'jane@customer.example\u0000',
    'ja\u200bne@customer.example',
    'jane@cust\u202eomer.example',
    '<jane@customer.example>',
    'jane(x)@customer.example',
    `${'a'.repeat(65)}@customer.example`,
    `a@${'b'.repeat(64)}.example`,
    `a@${'b.'.repeat(130)}example`,
  ])('refuses %j', (value) => {
    expect(plainAddress(value)).toBeNull();
  });

  it('never takes what holds a blank, a control or a bracket', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (value) => {
        const address = plainAddress(value);
        // oxlint-disable-next-line no-control-regex -- that is the point
        if (address !== null) expect(address).not.toMatch(/[\s\u0000-\u001f<>"(),:;\\[\]]/u);
      }),
    );
  });
});

describe('isAnswerable', () => {
  it.each(['jane@customer.example', 'jane+x@customer.example'])('writes to %s', (address) =>
    expect(isAnswerable(address)).toBe(true),
  );
  it.each([
    'root@localhost',
    'mailer-daemon@x.example',
    'no-reply@x.example',
    'noreply+1@x.example',
    'jane@192.0.2.1',
    '"a b"@x.example',
  ])('does not write to %s', (address) => expect(isAnswerable(address)).toBe(false));
});

describe('cleanText', () => {
  it('takes out what lies or breaks, and composes', () => {
    expect(cleanText('a\u0000b\r\nc\rd\u202e\u2066e\u200bf\u0085\ufeffg\th', 100)).toBe('ab\nc\ndefg\th');
    expect(cleanText('e\u0301', 10)).toBe('é');
    expect(cleanText('x\ud800y', 10)).toBe('x\ufffdy');
    // joiners are part of words and of emoji
    expect(cleanText('می\u200cخواهم 👨\u200d👩', 30)).toBe('می\u200cخواهم 👨\u200d👩');
    expect(oneLine(' a\n\tb  c ', 10)).toBe('a b c');
  });

  it('is well-formed, bounded and stable for anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 0, max: 100 }), (value, limit) => {
        const clean = cleanText(value, limit);
        expect(clean.length).toBeLessThanOrEqual(limit);
        expect(clean.isWellFormed()).toBe(true);
        expect(cleanText(clean, limit)).toBe(clean);
        expect(oneLine(value, limit)).not.toMatch(/[\r\n]/u);
      }),
    );
  });

  it('takes bounded time for a megabyte of anything', () => {
    for (const unit of ['a', '@', '.', 'a.', 'a@', ' ', '\u202e', 'e\u0301', '\ud800', '"', '(', 'ﷺ']) {
      const value = unit.repeat(1_000_000 / unit.length);
      const before = performance.now();
      for (const work of [
        () => cleanText(value, 1_000_000),
        () => oneLine(value, 1_000_000),
        () => plainAddress(value),
        () => domainOf(value),
        () => isAnswerable(value),
        () => sameAddress(value, `${value}x`),
      ])
        work();
      expect(performance.now() - before).toBeLessThan(3_000);
    }
  });
});
