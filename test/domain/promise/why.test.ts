import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveClocks } from '../../../src/domain/promise/derive.ts';
import type { Metric, TicketEvent } from '../../../src/domain/promise/event.ts';
import { sayWhy } from '../../../src/domain/promise/why-words.ts';
import { whyDue, type Why } from '../../../src/domain/promise/why.ts';
import { LEVELS, type Level } from '../../../src/domain/level.ts';
import { DAY, MINUTE } from '../../../src/domain/time.ts';
import { inNy, ny, promises } from './office.ts';

/** How the promise of a ticket was counted, after what happened on it. */
function why(metric: Metric, events: readonly TicketEvent[], now = ny('2026-05-29 12:00')): Why {
  const standing = deriveClocks(events, promises, now)!;
  return whyDue(
    standing.clocks.find((clock) => clock.metric === metric)!,
    standing,
    promises,
    now,
  );
}

const accepted = (at: string, level: Level): TicketEvent => ({ kind: 'accepted', at: ny(at), level });
const hours = ({ days }: Why): Readonly<Record<string, number>> =>
  Object.fromEntries(days.map(({ date, seconds }) => [date.slice(5), seconds / 3600]));

// CLOCKS.md §5, the worked examples that are about one due
describe('the days of a due are those that a person would count', () => {
  test.each<[string, Metric, Level, string, string, Record<string, number>]>([
    ['1', 'call_back', 2, '2026-04-10 17:30', 'Mon 2026-04-13 08:30:00', { '04-10': 0.5, '04-13': 0.5 }],
    ['2, up to closing', 'call_back', 1, '2026-04-07 17:00', 'Tue 2026-04-07 18:00:00', { '04-07': 1 }],
    ['2, from closing', 'call_back', 1, '2026-04-07 18:00', 'Wed 2026-04-08 09:00:00', { '04-08': 1 }],
    ['3', 'call_back', 4, '2026-04-11 11:00', 'Mon 2026-04-13 12:00:00', { '04-13': 4 }],
    ['5', 'call_back', 6, '2026-04-07 10:00', 'Thu 2026-04-09 14:00:00', { '04-07': 8, '04-08': 10, '04-09': 6 }],
    [
      '7',
      'resolution',
      3,
      '2026-04-10 16:00',
      'Fri 2026-04-17 14:00:00',
      { '04-10': 2, '04-13': 10, '04-14': 10, '04-15': 10, '04-16': 10, '04-17': 6 },
    ],
    ['9', 'call_back', 4, '2025-10-31 17:00', 'Mon 2025-11-03 11:00:00', { '10-31': 1, '11-03': 3 }],
  ])('example %s', (_name, metric, level, at, due, expected) => {
    const said = why(metric, [accepted(at, level)]);
    expect(inNy(said.dueAt)).toBe(due);
    expect(hours(said)).toEqual(expected);
    expect(said.seconds).toBe(said.targetMinutes! * 60);
  });

  test('example 4: seconds stand in the sum', () => {
    const said = why('call_back', [accepted('2026-04-09 16:15:20', 4)]);
    expect(said.days.map(({ seconds }) => seconds)).toEqual([6280, 8120]);
    expect(sayWhy(said, ny('2026-04-09 17:00'))).toEqual([
      'The call-back counts working time from Thu 9 Apr 16:15:20 EDT, when the request was taken in.',
      'Promised are 4 h of it.',
      'Thu 9 Apr: 16:15:20–18:00 = 1 h 44 min 40 s',
      'Fri 10 Apr: 08:00–10:15:20 = 2 h 15 min 20 s',
      'Sum: 4 h.',
      'Due Fri 10 Apr 10:15:20 EDT.',
    ]);
  });

  test('example 11: the working hours of a wait are cut out, and told', () => {
    const said = why('resolution', [
      accepted('2026-04-07 10:00', 3),
      { kind: 'published', at: ny('2026-04-08 16:00') },
      { kind: 'asked', at: ny('2026-04-08 16:00') },
      { kind: 'answered', at: ny('2026-04-13 09:30') },
    ]);
    expect(inNy(said.dueAt)).toBe('Thu 2026-04-16 11:30:00');
    expect(said.pauses.map(({ seconds }) => seconds / 3600)).toEqual([23.5]);
    expect(hours(said)).toEqual({
      '04-07': 8,
      '04-08': 8,
      '04-13': 8.5,
      '04-14': 10,
      '04-15': 10,
      '04-16': 3.5,
    });
    expect(sayWhy(said, ny('2026-04-13 10:00'))).toContain(
      'It stood from Wed 8 Apr 16:00 EDT to 09:30 EDT: 23 h 30 min that do not count.',
    );
  });

  test('what waits without an end is counted until it began to wait', () => {
    const said = why('resolution', [
      accepted('2026-04-07 10:00', 3),
      { kind: 'published', at: ny('2026-04-07 12:00') },
      { kind: 'asked', at: ny('2026-04-07 12:00') },
    ]);
    expect([said.dueAt, said.seconds]).toEqual([null, 7200]);
    expect(sayWhy(said, ny('2026-04-07 13:00')).slice(-3)).toEqual([
      'It stands since 12:00 EDT.',
      'Sum: 2 h.',
      'While it stands nothing is due.',
    ]);
  });

  test('a promise without a number is counted until now', () => {
    const now = ny('2026-04-08 09:00');
    const said = why('resolution', [accepted('2026-04-07 10:00', 1)], now);
    expect([said.dueAt, said.targetMinutes, said.seconds]).toEqual([null, null, 9 * 3600]);
    expect(sayWhy(said, now)).toContain('The policy names no number for it, so it can never be late.');
  });
});

test('whatever happens, the stretches are open, apart, in order, and add up to the target', () => {
  const start = ny('2026-10-29 00:00');
  const minute = fc.nat(12 * 24 * 60).map((minutes) => start + minutes * MINUTE);
  fc.assert(
    fc.property(
      minute,
      fc.constantFrom(...LEVELS),
      fc.array(fc.tuple(minute, minute), { maxLength: 4 }),
      (at, level, waits) => {
        const events: TicketEvent[] = [
          { kind: 'accepted', at, level },
          ...waits.flatMap(([from, to]): TicketEvent[] => [
            { kind: 'asked', at: Math.max(at, Math.min(from, to)) },
            { kind: 'answered', at: Math.max(at, from, to) },
          ]),
        ];
        const said = why('resolution', events, start + 40 * DAY);
        const stretches = said.days.flatMap((day) => day.stretches);
        for (const [i, { from, to, seconds }] of stretches.entries()) {
          expect(to).toBeGreaterThan(from);
          expect((to - from) / 1000).toBe(seconds);
          expect(promises.business.worked(from, to)).toBe(seconds);
          expect(from).toBeGreaterThanOrEqual(stretches[i - 1]?.to ?? said.startedAt);
          expect(to).toBeLessThanOrEqual(said.until);
        }
        if (said.dueAt !== null) expect(said.seconds).toBe(said.targetMinutes! * 60);
      },
    ),
  );
});
