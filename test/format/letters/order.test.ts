import { describe, expect, it } from 'vitest';
import { digest } from '../../../src/format/letter/digest.ts';
import { gathered, type Matter } from '../../../src/format/letter/gathered.ts';
import { notice } from '../../../src/format/letter/notice.ts';
import { toneOf } from '../../../src/format/letter/promise.ts';
import { brief, desk, promise } from './brief.ts';
import { ny } from './hours.ts';

const due = (time: string, change = {}) => promise({ dueAt: ny(`2026-11-23 ${time}`), ...change });

describe('how pressing a promise is', () => {
  it.each([
    // now, promise, waits for the customer, tone
    ['12:53', due('13:53'), false, 'fine'],
    ['13:24', due('13:53'), false, 'soon'],
    ['13:38', due('13:53'), false, 'now'],
    ['13:53', due('13:53'), false, 'now'],
    ['13:54', due('13:53'), false, 'late'],
    // broken once is broken, though the due moved
    ['13:00', due('18:00', { breachedAt: ny('2026-11-23 12:00') }), false, 'late'],
    // under a quarter of a long time, though hours are left
    ['10:00', due('15:00', { targetMinutes: 1_440 }), false, 'now'],
    ['08:00', due('15:00', { targetMinutes: 900 }), false, 'soon'],
    ['13:00', due('15:00', { metric: 'resolution' }), true, 'waiting'],
    ['13:00', due('15:00', { metric: 'call_back' }), true, 'fine'],
    ['13:00', promise({ metric: 'resolution', targetMinutes: null, dueAt: null }), false, 'plain'],
  ] as const)('at %s', (now, one, waits, tone) => {
    expect(toneOf(one, waits ? ny('2026-11-23 12:00') : null, desk(now))).toBe(tone);
  });
});

describe('several in one mail', () => {
  const at = (reference: string, level: 1 | 2 | 6, dueTime: string) =>
    brief({ reference, level, promise: due(dueTime, { targetMinutes: 120 }) });

  it('stand worst first: late, then what presses, then by level, due and age', () => {
    const matters: readonly Matter[] = [
      at('FINE-6', 6, '16:00'),
      at('LATE-6', 6, '13:00'),
      at('NOW-2', 2, '14:15'),
      at('LATE-2', 2, '14:00'),
      at('FINE-1', 1, '16:04'),
      at('NOW-1', 1, '14:18'),
    ].map((ticket) => ({ kind: 'reminder', ticket }));
    const { text, subject } = gathered(matters, desk('14:05'));
    expect(text.match(/[A-Z]+-\d(?= Cannot)/gu)).toEqual(['LATE-2', 'LATE-6', 'NOW-1', 'NOW-2', 'FINE-1', 'FINE-6']);
    expect(subject).toBe('2 late, 4 near the time; first LATE-2');
  });

  it('what is told twice of one promise stands once', () => {
    const ticket = at('A', 2, '14:15');
    const { text, subject } = gathered(
      [
        { kind: 'notice', ticket },
        { kind: 'reminder', ticket },
      ],
      desk('14:05'),
    );
    expect(text.match(/ A Cannot/gu)).toHaveLength(1);
    expect(subject).toBe('1 near the time; first A');
  });

  it('are fifty at most, and the rest is counted', () => {
    const matters = Array.from({ length: 73 }, (_, n): Matter => ({ kind: 'notice', ticket: at(`T${n}`, 2, '16:00') }));
    const { text, html } = gathered(matters, desk('14:05'));
    expect(text.match(/Cannot post invoices/gu)).toHaveLength(50);
    for (const part of [text, html]) expect(part).toContain('and 23 more');
    expect(html.length).toBeLessThan(50_000);
  });
});

describe('the digest', () => {
  const NONE = { rows: [], total: 0 };
  const empty = { late: NONE, dueToday: NONE, unconfirmed: NONE, waiting: NONE, sources: [], queue: null };

  it('is none when nothing is to do and all is well', () => {
    expect(
      digest({ ...empty, before: { at: ny('2026-11-20 12:00'), promises: { kept: 5, of: 5 } } }, desk('08:00')),
    ).toBeNull();
  });

  it('shows no more than fifty rows in all, and no list pushes out the next', () => {
    const rows = Array.from({ length: 60 }, (_, n) => brief({ reference: `T${n}` }));
    const listed = { rows, total: 200 };
    const { text, html } = digest(
      { ...empty, late: listed, dueToday: listed, unconfirmed: listed, waiting: listed, before: null },
      desk('08:00'),
    )!;
    expect(text.match(/Cannot post invoices/gu)).toHaveLength(50);
    expect(text.match(/and (?:180|190|200) more/gu)).toEqual([
      'and 180 more',
      'and 180 more',
      'and 190 more',
      'and 200 more',
    ]);
    expect(html.length).toBeLessThan(50_000);
  });
});

describe('a link that is no page of ours', () => {
  it('is left out, and the mail goes out without it', () => {
    const links = {
      ...brief().links,
      take: 'javascript:alert(1)',
      open: 'https://a b',
      called: `https://x/${'y'.repeat(900)}`,
    };
    const { html, text } = notice(brief({ links }), desk('12:53'));
    for (const part of [html, text])
      expect(part).not.toMatch(/javascript|https:\/\/a b|Take it|I have called back|Open the ticket/u);
    expect(text).toContain('Ask for information');
  });
});
