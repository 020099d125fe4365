import { expect, test } from 'vitest';
import type { Level } from '../../../src/domain/level.ts';
import { deriveClocks } from '../../../src/domain/promise/derive.ts';
import type { TicketEvent } from '../../../src/domain/promise/event.ts';
import { nearestPromise, riskOf, sayPromise, type Risk } from '../../../src/domain/promise/risk.ts';
import { viewClock } from '../../../src/domain/promise/view.ts';
import { ny, promises } from './office.ts';

/** The nearest promise of a ticket at a time, in a word and in a sentence. */
function seen(level: Level, at: string, now: string, ...more: readonly TicketEvent[]): readonly [Risk, string] | null {
  const events: readonly TicketEvent[] = [{ kind: 'accepted', at: ny(at), level }, ...more];
  const standing = deriveClocks(events, promises, ny(now))!;
  const view = nearestPromise(standing.clocks.map((clock) => viewClock(clock, standing, promises, ny(now))));
  const when = { now: ny(now), zone: 'America/New_York', waitingSince: standing.waitingSince };
  return view === null ? null : [riskOf(view), sayPromise(view, when)];
}

test.each<[level: Level, at: string, now: string, risk: Risk, words: string]>([
  [2, '2026-11-23 12:53', '2026-11-23 13:05', 'on_time', 'Call back by 13:53 EST · 48 min left'],
  [2, '2026-11-23 12:53', '2026-11-23 13:30', 'soon', 'Call back by 13:53 EST · 23 min left'],
  [2, '2026-11-23 12:53', '2026-11-23 13:43:01', 'now', 'Call back by 13:53 EST · 9 min left'],
  [2, '2026-11-23 12:53', '2026-11-23 13:52:10', 'now', 'Call back by 13:53 EST · less than 1 min left'],
  [2, '2026-11-23 12:53', '2026-11-23 13:53', 'now', 'Call back by 13:53 EST · less than 1 min left'],
  [2, '2026-11-23 12:53', '2026-11-23 13:53:01', 'late', 'The call-back was due 13:53 EST · 1 min late'],
  [2, '2026-11-20 17:40', '2026-11-21 09:00', 'on_time', 'Call back by Mon 23 Nov 08:40 EST · 40 min working left'],
  [
    2,
    '2026-11-20 16:50',
    '2026-11-23 08:05',
    'late',
    'The call-back was due Fri 20 Nov 17:50 EST · 15 min working late',
  ],
  [6, '2026-11-23 12:53', '2026-11-23 13:05', 'on_time', 'Call back by Wed 25 Nov 16:53 EST'],
])('level %i of %s at %s: %s', (level, at, now, risk, words) => {
  expect(seen(level, at, now)).toEqual([risk, words]);
});

test('after the call the nearest promise is the next one', () => {
  const called: TicketEvent = { kind: 'contact', outcome: 'reached', at: ny('2026-11-23 13:10') };
  expect(seen(1, '2026-11-23 12:53', '2026-11-23 13:20', called)).toEqual([
    'on_time',
    'Give an update by 14:10 EST · 50 min left',
  ]);
});

test('while the customer is asked, it stands; where there is no number, it is told how long it takes', () => {
  const asked: readonly TicketEvent[] = [
    { kind: 'published', at: ny('2026-11-23 13:10') },
    { kind: 'asked', at: ny('2026-11-23 13:10') },
  ];
  expect(seen(3, '2026-11-23 12:53', '2026-11-23 15:00', ...asked)).toEqual([
    'waiting',
    'The resolution stands since 13:10 EST: we wait for the customer',
  ]);
  const standing = deriveClocks(
    [{ kind: 'accepted', at: ny('2026-11-23 12:53'), level: 1 }],
    promises,
    ny('2026-11-23 14:05'),
  )!;
  const view = viewClock(standing.clocks[1]!, standing, promises, ny('2026-11-23 14:05'));
  expect([
    riskOf(view),
    sayPromise(view, { now: ny('2026-11-23 14:05'), zone: 'America/New_York', waitingSince: null }),
  ]).toEqual(['none', 'The resolution has no number at this level · open 1 h 12 min working']);
});

test('when all are kept there is none', () => {
  expect(
    seen(
      3,
      '2026-11-23 12:53',
      '2026-11-23 15:00',
      { kind: 'published', at: ny('2026-11-23 14:00') },
      { kind: 'resolved', at: ny('2026-11-23 14:00') },
    ),
  ).toBe(null);
});
