import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newText, textOf } from '../../src/domain/message.ts';
import { OUR_MARKER, splitText } from '../../src/domain/quote.ts';

/*
 * Each case is a file: the mail, then after a line of equals signs what is new in it (and, after a second one, what is
 * passed on). A first line "Subject: …" names the subject.
 */
const CASES = readFileSync(new URL('./quote-cases.txt', import.meta.url), 'utf8')
  .split(/^#### /mu)
  .slice(1)
  .map((block) => {
    const [title, ...rest] = block.split('\n');
    const [mail = '', fresh = '', passedOn = ''] = rest.join('\n').split(/^====\n/mu);
    const subject = /^Subject: (.*)\n/u.exec(mail);
    return {
      title: title!,
      subject: subject?.[1] ?? '',
      text: subject ? mail.slice(subject[0].length) : mail,
      fresh: fresh.trim(),
      passedOn: passedOn.trim(),
    };
  });

describe('what is new in a mail', () => {
  it.each(CASES)('$title', ({ text, subject, fresh, passedOn }) => {
    const message = { text, segments: splitText(text, subject) };
    expect(newText(message)).toBe(fresh);
    expect(textOf(message, 'forwarded')).toBe(passedOn);
  });

  it('covers the whole text in order, and leaves nothing without new or passed-on text', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '> quoted',
        '>> deeper',
        'On 1 Jul 2025, at 10:00, Jane <j@x.example> wrote:',
        '-- ',
        '',
        '',
        'From: Jane <j@x.example>',
        'Sent: Tuesday',
        'To: us',
        'Subject: Hi',
      ),
      fc.constantFrom(
        '---------- Forwarded message ---------',
        '-----Original Message-----',
        OUR_MARKER,
        '```',
        'Sent from my iPhone',
        '________________________________',
        'new words',
      ),
      fc.string({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.constantFrom('', 'Fwd: x', 'Re: x'), (lines, subject) => {
        const text = lines.join('\n');
        const segments = splitText(text, subject);
        expect(segments.map(({ from, to }) => text.slice(from, to)).join('')).toBe(text);
        expect(segments.every(({ from, to }) => from < to)).toBe(true);
        if (text.trim() !== '')
          expect(newText({ text, segments }) + textOf({ text, segments }, 'forwarded')).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  const HOSTILE = [
    '\n',
    'a',
    'a\n',
    '>',
    '> a\n',
    '> a\nb\n',
    'On a b ',
    'On a:\n',
    'On x\n',
    'On 10:00 wrote\n',
    'From: x\n',
    'From: x\nTo: y\n\n',
    '--\n',
    '--\n\n\n',
    '-',
    '- -',
    'a:\n',
    '```\n',
    '<a@',
    'On Mon 2025 <a@b> 10:00 wrote:\n\nx\n',
    '\t',
    '>>> x\n',
    `${'confidential recipient email notify '.repeat(9)}\n\n`,
    '##-',
    `---- a${' '.repeat(40)}\n`,
    '1:11 ',
    '\u00a0',
  ];
  it.each(HOSTILE)('takes bounded time for a megabyte of %j', (unit) => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    const before = performance.now();
    const segments = splitText(text);
    // Quadratic rules take minutes here; linear ones 5 to 150 ms. The limit only tells those apart.
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(segments.length).toBeLessThanOrEqual(1_000);
    expect(segments.at(-1)!.to).toBe(text.length);
  });
});
