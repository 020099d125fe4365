import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TicketBrief, Worded } from '../../../src/format/letter/about.ts';
import { alert } from '../../../src/format/letter/alert.ts';
import { digest } from '../../../src/format/letter/digest.ts';
import { gathered } from '../../../src/format/letter/gathered.ts';
import { nobody } from '../../../src/format/letter/nobody.ts';
import { notice } from '../../../src/format/letter/notice.ts';
import { reminder } from '../../../src/format/letter/reminder.ts';
import { weekly } from '../../../src/format/letter/weekly.ts';
import { ATTACKS } from './attacks.ts';
import { brief, desk, promise } from './brief.ts';
import { letter, wording } from './customer.samples.ts';
import { ny } from './hours.ts';

/** A ticket all of whose customer-made words are one string. */
function madeOf(words: string, n = 0): TicketBrief {
  return brief({
    reference: `K7Q-${n % 10}M4`,
    subject: words,
    because: words,
    evidence: [words, words],
    requester: words,
    excerpt: words,
    excerptOf: words.length,
    customer: { name: words, agreement: { number: words, from: null, until: null }, sure: true },
    callWhom: { name: words, phone: words, phoneFrom: words },
    tried: [{ at: ny('2026-11-23 13:00'), words }],
    promise: promise(),
  });
}

/** Every letter, made of one string wherever a stranger's words may stand. */
function lettersOf(words: string): readonly Worded[] {
  const ticket = madeOf(words);
  const listed = { rows: [ticket], total: 1 };
  const now = desk('14:05');
  const rung = { n: 1, title: 'Manager' };
  return [
    notice(ticket, now),
    reminder(ticket, { percentGone: 75 }, now),
    alert({ ticket, cause: { kind: 'broken' }, rung, next: null }, now),
    alert(
      { ticket, cause: { kind: 'carried', by: 'customer', who: null, at: now.now, reason: words }, rung, next: null },
      now,
    ),
    gathered([{ kind: 'notice', ticket }], now),
    nobody([{ ticket, passedOver: [words] }], now),
    digest(
      {
        late: listed,
        dueToday: listed,
        unconfirmed: listed,
        waiting: listed,
        sources: [{ name: words, since: now.now, problem: words, todo: words }],
        before: null,
        queue: null,
      },
      now,
    )!,
    weekly(
      {
        name: 'Week 47',
        from: ny('2026-11-16 00:00'),
        until: ny('2026-11-23 00:00'),
        callBacks: { kept: 0, of: 1 },
        resolutions: { kept: 0, of: 0 },
        levels: [],
        reps: [{ name: words, callBacks: { kept: 0, of: 1 }, resolutions: { kept: 0, of: 0 } }],
        trend: [],
        broken: [
          {
            reference: 'K7Q-2M4',
            subject: words,
            customer: words,
            level: 2,
            metric: 'call_back',
            dueAt: now.now,
            metAt: null,
            why: words,
            told: [],
            url: null,
          },
        ],
        brokenTotal: 1,
        rerated: [],
        ledger: null,
        board: null,
      },
      now,
    ),
    wording('reply', letter({ subject: words })),
    wording('nudge', letter({ subject: words, askedAt: now.now })),
  ];
}

const tagsOf = (html: string): readonly string[] => html.match(/<[^>]*>?/gu) ?? [];
const harmless = new Set(
  [...lettersOf('word'), ...lettersOf('two\n\nwords '.repeat(400)), ...lettersOf('  blanks')].flatMap(({ html }) =>
    tagsOf(html),
  ),
);
const titled = /^<span style="white-space:nowrap">$/u; // a ticket's number within a stranger's words stays in one piece

// Controls, marks that turn the direction, and line ends that only some programs know.
const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

describe('whatever a stranger writes stays words', () => {
  it.each(Object.entries(ATTACKS))('%s', (_name, attack) => {
    for (const { subject, preheader, text, html } of lettersOf(attack)) {
      // No tag, not even an attribute, that a letter made of harmless words does not hold.
      expect(tagsOf(html).filter((tag) => !harmless.has(tag) && !titled.test(tag))).toEqual([]);
      const all = `${subject}\n${preheader}\n${text}\n${html}`;
      expect(
        all.match(/[a-z]+:\/\/[^\s"<>]*/giu)?.filter((url) => !url.startsWith('https://desk.example.com/')) ?? [],
      ).toEqual([]);
      expect(all).not.toMatch(/\bwww\.\S/iu);
      expect(all).not.toMatch(UNSEEN);
      expect(all.isWellFormed()).toBe(true);
      expect(subject).not.toContain('\n');
      expect(subject.length).toBeLessThan(300);
      expect(text.split('\n').filter((line) => Buffer.byteLength(line) > 998)).toEqual([]);
      expect(text.length).toBeLessThan(60_000);
    }
  });

  it.each(Object.entries(ATTACKS))('%s, passed on by one of ours', (_name, attack) => {
    const plain = wording('question', letter({ message: 'word\n\nword' })).html;
    const { html, subject } = wording('question', letter({ message: attack, repName: attack, mailboxName: attack }));
    const known = new Set(tagsOf(plain));
    expect(tagsOf(html).filter((tag) => !known.has(tag) && !titled.test(tag))).toEqual([]);
    expect(html).not.toMatch(UNSEEN);
    expect(subject).toBe('Re: Cannot post invoices [#K7Q-2M4]');
  });

  it('lines of any words stay within what mail allows', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (words) => {
        const { text } = notice(madeOf(words), desk('14:05'));
        expect(text.split('\n').every((line) => Buffer.byteLength(line) <= 998)).toBe(true);
      }),
      { numRuns: 30 }, // each is a whole mail
    );
  });

  it('fifty rows of the worst words are no more than mail programs show', () => {
    for (const words of ['&'.repeat(300), '"<>&\''.repeat(60), '株'.repeat(300), '😀'.repeat(150)]) {
      const matters = Array.from({ length: 60 }, (_, n) => ({
        kind: 'notice' as const,
        ticket: { ...madeOf(words), reference: `${n}` },
      }));
      const { html, text } = gathered(matters, desk('14:05'));
      expect(Buffer.byteLength(html)).toBeLessThan(100_000);
      expect(text).toContain('and 10 more');
    }
  });
});
