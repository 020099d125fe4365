import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alarmKey, alarmsOf, nextAlarmAt } from '../../../src/domain/promise/alarms.ts';
import type { Clock } from '../../../src/domain/promise/clock.ts';
import { deriveClocks, type Standing } from '../../../src/domain/promise/derive.ts';
import type { Happening, Metric, TicketEvent } from '../../../src/domain/promise/event.ts';
import type { Level } from '../../../src/domain/level.ts';
import { viewClock } from '../../../src/domain/promise/view.ts';
import { inNy, ny, promises } from './office.ts';

const LATER = '2026-12-24 12:00';
const events = (...lines: readonly (readonly [at: string, happening: Happening])[]): readonly TicketEvent[] =>
  lines.map(([at, happening]) => ({ ...happening, at: ny(at) }));
const accepted = (level: Level): Happening => ({ kind: 'accepted', level });
const levelled = (level: Level): Happening => ({ kind: 'levelled', level });
const reached: Happening = { kind: 'contact', outcome: 'reached' };

function derive(lines: readonly TicketEvent[], now = LATER): Standing {
  return deriveClocks(lines, promises, ny(now))!;
}

function clock(standing: Standing, metric: Metric, cycle = 1): Clock {
  const found = standing.clocks.find((one) => one.metric === metric && one.cycle === cycle);
  expect(found, `${metric} ${cycle}`).toBeDefined();
  return found!;
}

test.each<[level: Level, at: string, callBack: string, resolution: string]>([
  [2, '2026-04-10 17:30', 'Mon 2026-04-13 08:30:00', '-'],
  [1, '2026-04-07 17:00', 'Tue 2026-04-07 18:00:00', '-'],
  [1, '2026-04-07 18:00', 'Wed 2026-04-08 09:00:00', '-'],
  [4, '2026-04-11 11:00', 'Mon 2026-04-13 12:00:00', 'Wed 2026-04-22 10:00:00'],
  [4, '2026-04-09 16:15:20', 'Fri 2026-04-10 10:15:20', 'Tue 2026-04-21 08:15:20'],
  [6, '2026-04-07 10:00', 'Thu 2026-04-09 14:00:00', 'Thu 2026-04-16 12:00:00'],
  [6, '2026-04-10 10:00', 'Tue 2026-04-14 14:00:00', 'Tue 2026-04-21 12:00:00'],
  [3, '2026-04-10 16:00', 'Mon 2026-04-13 08:00:00', 'Fri 2026-04-17 14:00:00'],
  [1, '2026-03-06 17:59:30', 'Mon 2026-03-09 08:59:30', '-'],
])('level %i accepted %s: call-back %s, resolution %s', (level, at, callBack, resolution) => {
  const standing = derive(events([at, accepted(level)]), at);
  // A due that falls exactly at closing stays there: Fri 16:00 + 1 h is 17:00 the same day.
  if (level === 3) expect(inNy(clock(standing, 'call_back').dueAt)).toBe('Fri 2026-04-10 17:00:00');
  else expect(inNy(clock(standing, 'call_back').dueAt)).toBe(callBack);
  expect(inNy(clock(standing, 'resolution').dueAt)).toBe(resolution);
});

test('a fraction of a second does not move a due', () => {
  const at = ny('2026-04-07 10:00') + 999;
  const standing = deriveClocks([{ kind: 'accepted', level: 1, at }], promises, at)!;
  expect(inNy(clock(standing, 'call_back').dueAt)).toBe('Tue 2026-04-07 11:00:00');
});

describe('call-back', () => {
  test('an attempt without an answer keeps nothing, a message that was left does', () => {
    const tried = events(
      ['2026-04-07 10:00', accepted(1)],
      ['2026-04-07 10:20', { kind: 'contact', outcome: 'no_answer' }],
    );
    expect(clock(derive(tried, '2026-04-07 10:30'), 'call_back')).toMatchObject({ metAt: null, state: 'running' });
    const left = [...tried, ...events(['2026-04-07 10:40', { kind: 'contact', outcome: 'message_left' }])];
    expect(clock(derive(left), 'call_back')).toMatchObject({
      metAt: ny('2026-04-07 10:40'),
      state: 'met',
      breachedAt: null,
    });
  });
  test('kept at the very due; broken from the second after', () => {
    const start = events(['2026-04-07 10:00', accepted(1)]);
    expect(clock(derive([...start, ...events(['2026-04-07 11:00', reached])]), 'call_back').breachedAt).toBeNull();
    const late = clock(derive([...start, ...events(['2026-04-07 11:00:01', reached])]), 'call_back');
    expect([inNy(late.breachedAt), inNy(late.metAt)]).toEqual(['Tue 2026-04-07 11:00:00', 'Tue 2026-04-07 11:00:01']);
    expect(clock(derive(start, '2026-04-07 11:00'), 'call_back').breachedAt).toBeNull();
    expect(clock(derive(start, '2026-04-07 11:00:01'), 'call_back').breachedLevel).toBe(1);
  });
  test('waiting for the customer does not stop it', () => {
    const standing = derive(
      events(['2026-04-07 10:00', accepted(1)], ['2026-04-07 10:10', { kind: 'asked' }]),
      '2026-04-07 10:30',
    );
    expect(inNy(clock(standing, 'call_back').dueAt)).toBe('Tue 2026-04-07 11:00:00');
    expect(clock(standing, 'resolution').state).toBe('waiting');
  });
});

describe('another level', () => {
  const raised = (at: string) => events(['2026-04-07 10:00', accepted(5)], [at, levelled(2)]);
  test('keeps the start: raised in time there are twenty minutes left', () => {
    const standing = derive(raised('2026-04-07 10:40'), '2026-04-07 10:40');
    expect(inNy(clock(standing, 'call_back').dueAt)).toBe('Tue 2026-04-07 11:00:00');
    expect(standing).toMatchObject({ level: 2, confirmed: true });
  });
  test('raised late it is broken at once, and the ladder counts from the change', () => {
    const late = clock(derive(raised('2026-04-07 12:30'), '2026-04-07 12:30'), 'call_back');
    expect([inNy(late.breachedAt), inNy(late.chainFrom)]).toEqual([
      'Tue 2026-04-07 11:00:00',
      'Tue 2026-04-07 12:30:00',
    ]);
  });
  test('a breach stays when a lower level moves the due out', () => {
    const lines = events(
      ['2026-04-07 10:00', accepted(1)],
      ['2026-04-07 12:00', levelled(6)],
      ['2026-04-07 13:00', reached],
    );
    const kept = clock(derive(lines), 'call_back');
    expect([inNy(kept.breachedAt), kept.breachedLevel, inNy(kept.dueAt)]).toEqual([
      'Tue 2026-04-07 11:00:00',
      1,
      'Thu 2026-04-09 14:00:00',
    ]);
  });
  test('a promise that was kept is never touched', () => {
    const lines = events(
      ['2026-04-07 10:00', accepted(6)],
      ['2026-04-07 13:00', reached],
      ['2026-04-07 14:00', levelled(1)],
    );
    expect(clock(derive(lines), 'call_back')).toMatchObject({
      level: 6,
      breachedAt: null,
      metAt: ny('2026-04-07 13:00'),
    });
  });
  test('to a level without a number and back', () => {
    const lines = events(['2026-04-07 10:00', accepted(3)], ['2026-04-07 11:00', levelled(2)]);
    expect(clock(derive(lines), 'resolution')).toMatchObject({ dueAt: null, state: 'no_target' });
    const back = clock(
      derive([...lines, ...events(['2026-04-07 12:00', levelled(3)])], '2026-04-07 12:00'),
      'resolution',
    );
    expect(inNy(back.dueAt)).toBe('Mon 2026-04-13 18:00:00');
  });
});

describe('waiting for the customer', () => {
  const asked: Happening = { kind: 'asked' };
  const wait = (level: Level) =>
    events(
      ['2026-04-07 10:00', accepted(level)],
      ['2026-04-08 16:00', asked],
      ['2026-04-13 09:30', { kind: 'answered' }],
    );
  test('stands still, and counts only the part in service hours', () => {
    expect(inNy(clock(derive(wait(3), '2026-04-13 10:00'), 'resolution').dueAt)).toBe('Thu 2026-04-16 11:30:00');
  });
  test('a pause belongs to the ticket, not to the level', () => {
    const four = clock(derive(wait(4), '2026-04-13 10:00'), 'resolution');
    expect(inNy(four.dueAt)).toBe('Mon 2026-04-20 15:30:00');
    const three = [...wait(4), ...events(['2026-04-13 10:00', levelled(3)])];
    expect(inNy(clock(derive(three, '2026-04-13 10:00'), 'resolution').dueAt)).toBe('Thu 2026-04-16 11:30:00');
  });
  test('without an end there is no due, and nothing is newly broken', () => {
    const open = derive(events(['2026-04-07 10:00', accepted(3)], ['2026-04-08 16:00', asked]));
    expect(clock(open, 'resolution')).toMatchObject({ dueAt: null, state: 'waiting', breachedAt: null });
    expect(open.waitingSince).toBe(ny('2026-04-08 16:00'));
  });
  test('what was broken before stays broken', () => {
    const late = derive(events(['2026-04-07 10:00', accepted(3)], ['2026-04-14 16:00', asked]));
    expect(inNy(clock(late, 'resolution').breachedAt)).toBe('Mon 2026-04-13 18:00:00');
  });
});

describe('update', () => {
  test('begins with the call-back, and again with each word of ours', () => {
    const standing = derive(
      events(
        ['2026-04-07 10:00', accepted(1)],
        ['2026-04-07 10:30', reached],
        ['2026-04-07 11:00', { kind: 'published' }],
      ),
      '2026-04-07 11:10',
    );
    expect(inNy(clock(standing, 'update', 1).metAt)).toBe('Tue 2026-04-07 11:00:00');
    expect(inNy(clock(standing, 'update', 2).dueAt)).toBe('Tue 2026-04-07 12:00:00');
  });
  test('a word that asks meets before it pauses', () => {
    const standing = derive(
      events(
        ['2026-04-07 10:00', accepted(1)],
        ['2026-04-07 10:30', { kind: 'published' }],
        ['2026-04-07 10:30', { kind: 'asked' }],
      ),
    );
    expect(clock(standing, 'call_back').metAt).toBe(ny('2026-04-07 10:30'));
    expect(clock(standing, 'update')).toMatchObject({ state: 'waiting', breachedAt: null });
  });
});

describe('the end', () => {
  const solved = events(
    ['2026-04-07 10:00', accepted(3)],
    ['2026-04-07 10:30', reached],
    ['2026-04-08 10:00', { kind: 'published' }],
    ['2026-04-08 10:00', { kind: 'resolved' }],
  );
  test('resolving keeps the resolution and leaves no update open', () => {
    const standing = derive(solved);
    expect(clock(standing, 'resolution').metAt).toBe(ny('2026-04-08 10:00'));
    expect(standing.clocks.filter(({ metAt, state }) => metAt === null && state !== 'cancelled')).toEqual([]);
    expect(alarmsOf(standing, promises)).toEqual([]);
  });
  test('reopened by the customer it goes on with what was left, owes another call, and the first result stands', () => {
    const standing = derive(
      [...solved, ...events(['2026-04-10 09:00', { kind: 'reopened', by: 'customer' }])],
      '2026-04-10 09:00',
    );
    const resolution = clock(standing, 'resolution');
    // 10 h of 48 were used; 38 h from Fri 09:00 are 9 + 10 + 10 + 9
    expect([resolution.state, inNy(resolution.dueAt), inNy(resolution.firstMetAt)]).toEqual([
      'running',
      'Wed 2026-04-15 17:00:00',
      'Wed 2026-04-08 10:00:00',
    ]);
    expect(inNy(clock(standing, 'call_back', 2).dueAt)).toBe('Fri 2026-04-10 10:00:00');
    expect(clock(standing, 'call_back', 1).metAt).not.toBeNull();
  });
  test('reopened by staff it owes an update, no call', () => {
    const standing = derive(
      [...solved, ...events(['2026-04-10 09:00', { kind: 'reopened', by: 'staff' }])],
      '2026-04-10 09:00',
    );
    expect(standing.clocks.filter(({ metric }) => metric === 'call_back')).toHaveLength(1);
    expect(clock(standing, 'update', 2).startedAt).toBe(ny('2026-04-10 09:00'));
  });
  test('resolved without a word, the call-back is neither kept nor broken', () => {
    const standing = derive(events(['2026-04-07 10:00', accepted(1)], ['2026-04-07 10:30', { kind: 'resolved' }]));
    expect(clock(standing, 'call_back')).toMatchObject({ state: 'cancelled', metAt: null, breachedAt: null });
  });
  test('a merged ticket ends, and the other keeps the earlier start', () => {
    const gone = derive(events(['2026-04-07 09:00', accepted(1)], ['2026-04-07 09:10', { kind: 'merged' }]));
    expect(gone.clocks.map(({ state, breachedAt }) => [state, breachedAt])).toEqual([
      ['cancelled', null],
      ['cancelled', null],
    ]);
    const other = derive(
      events(
        ['2026-04-07 09:05', accepted(1)],
        ['2026-04-07 09:10', { kind: 'absorbed', acceptedAt: ny('2026-04-07 09:00') }],
      ),
      '2026-04-07 09:10',
    );
    expect(inNy(clock(other, 'call_back').dueAt)).toBe('Tue 2026-04-07 10:00:00');
  });
});

test('a breach that was told stays one when a mail from before comes to light', () => {
  const told: TicketEvent = {
    kind: 'breached',
    metric: 'resolution',
    cycle: 1,
    dueAt: ny('2026-04-13 18:00'),
    at: ny('2026-04-13 18:00:15'),
  };
  const lines = [...events(['2026-04-07 10:00', accepted(3)], ['2026-04-13 17:00', { kind: 'asked' }]), told];
  expect(inNy(clock(derive(lines, '2026-04-14 09:00'), 'resolution').breachedAt)).toBe('Mon 2026-04-13 18:00:00');
});

describe('alarms', () => {
  const times = (standing: Standing) =>
    alarmsOf(standing, promises).map(({ metric, kind, at }) => `${metric} ${kind} ${inNy(at)}`);
  test('of a call-back from Friday 17:40: half, three quarters, due, and the ladder in service time', () => {
    const standing = derive(events(['2026-04-10 17:40', accepted(3)]), '2026-04-10 17:40');
    expect(times(standing)).toEqual([
      'call_back notice Fri 2026-04-10 17:40:00',
      'call_back warn_50 Mon 2026-04-13 08:10:00',
      'call_back warn_75 Mon 2026-04-13 08:25:00',
      'call_back due Mon 2026-04-13 08:40:00',
      'call_back rung_1 Mon 2026-04-13 08:40:01',
      'call_back rung_2 Mon 2026-04-13 09:40:00',
      'call_back rung_3 Mon 2026-04-13 10:40:00',
      'resolution warn_50 Wed 2026-04-15 11:40:00',
      'resolution warn_75 Thu 2026-04-16 13:40:00',
      'resolution due Fri 2026-04-17 15:40:00',
      'resolution rung_1 Fri 2026-04-17 15:40:01',
      'resolution rung_2 Fri 2026-04-17 16:40:00',
      'resolution rung_3 Fri 2026-04-17 17:40:00',
    ]);
  });
  test('where the solution has no number, the ladder hears how long it takes', () => {
    const standing = derive(
      events(['2026-04-07 10:00', accepted(1)], ['2026-04-07 10:30', reached]),
      '2026-04-07 10:40',
    );
    expect(times(standing)).toEqual(
      [
        'update warn_75 Tue 2026-04-07 11:15:00',
        'update due Tue 2026-04-07 11:30:00',
        'resolution rung_1 Tue 2026-04-07 14:00:00',
        'resolution rung_2 Wed 2026-04-08 10:00:00',
        'resolution rung_3 Thu 2026-04-09 10:00:00',
      ].toSorted((a, b) => times(standing).indexOf(a) - times(standing).indexOf(b)),
    );
  });
  test('while it waits only the customer is reminded', () => {
    const standing = derive(
      events(['2026-04-07 10:00', accepted(3)], ['2026-04-07 10:30', reached], ['2026-04-07 11:00', { kind: 'asked' }]),
      '2026-04-07 12:00',
    );
    expect(times(standing)).toEqual([
      'resolution nudge_1 Thu 2026-04-09 11:00:00',
      'resolution nudge_2 Tue 2026-04-14 11:00:00',
    ]);
  });
  test('what was said is not said again when the due moves', () => {
    const said = new Set(['call_back:1:notice', 'call_back:1:warn_50']);
    const standing = derive(
      events(['2026-04-07 10:00', accepted(6)], ['2026-04-08 11:00', levelled(4)]),
      '2026-04-08 11:00',
    );
    const open = alarmsOf(standing, promises).filter((alarm) => !said.has(alarmKey(alarm)));
    expect(open[0]).toMatchObject({ kind: 'warn_75', at: ny('2026-04-07 13:00') });
    expect(nextAlarmAt(open, said)).toBe(ny('2026-04-07 13:00'));
  });
  test('raised late, the first rung hears at once and the next one an hour after the change', () => {
    const standing = derive(
      events(['2026-04-07 10:00', accepted(5)], ['2026-04-07 12:30', levelled(2)]),
      '2026-04-07 12:31',
    );
    const rungs = times(standing).filter((line) => line.startsWith('call_back rung'));
    expect(rungs).toEqual([
      'call_back rung_1 Tue 2026-04-07 12:30:01',
      'call_back rung_2 Tue 2026-04-07 13:30:00',
      'call_back rung_3 Tue 2026-04-07 14:30:00',
    ]);
  });
});

test('shown outside hours, with what is left', () => {
  const standing = derive(events(['2026-04-10 17:40', accepted(3)]), '2026-04-11 12:00');
  expect(viewClock(clock(standing, 'call_back'), standing, promises, ny('2026-04-11 12:00'))).toMatchObject({
    state: 'outside_hours',
    overdue: false,
    elapsedSeconds: 1200,
    remainingSeconds: 2400,
  });
  const late = derive(events(['2026-04-10 17:40', accepted(3)]), '2026-04-13 09:00');
  expect(viewClock(clock(late, 'call_back'), late, promises, ny('2026-04-13 09:00'))).toMatchObject({
    overdue: true,
    remainingSeconds: -1200,
  });
});

const happening = fc.oneof(
  fc.constantFrom<Happening>(
    { kind: 'asked' },
    { kind: 'answered' },
    { kind: 'unwaited' },
    { kind: 'published' },
    { kind: 'resolved' },
    { kind: 'reopened', by: 'customer' },
    { kind: 'reopened', by: 'staff' },
    reached,
    { kind: 'contact', outcome: 'no_answer' },
  ),
  fc.constantFrom<Level>(1, 2, 3, 4, 5, 6).map(levelled),
);
const story = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 30 * 86_400 }), happening), { maxLength: 12 })
  .map((lines) => [
    { kind: 'accepted' as const, level: 3 as const, at: ny('2026-03-02 10:00') },
    ...lines.map(([after, what]): TicketEvent => ({ ...what, at: ny('2026-03-02 10:00') + after * 1000 })),
  ]);

test('a story told in any order of writing gives the same clocks, and looking twice changes nothing', () => {
  fc.assert(
    fc.property(story, (lines) => {
      const now = ny('2026-05-01 12:00');
      const once = deriveClocks(lines, promises, now);
      expect(deriveClocks(lines, promises, now)).toEqual(once);
      const distinct = new Set(lines.map(({ at }) => at)).size === lines.length;
      if (distinct) expect(deriveClocks(lines.toReversed(), promises, now)).toEqual(once);
    }),
  );
});

test('a breach, once there, is there at every later look, and a met clock is never waiting', () => {
  fc.assert(
    fc.property(
      story,
      fc.integer({ min: 0, max: 40 * 86_400 }),
      fc.integer({ min: 0, max: 40 * 86_400 }),
      (lines, a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)].map(
          (after) => ny('2026-03-02 10:00') + after * 1000,
        ) as [number, number];
        const upTo = (at: number) =>
          deriveClocks(
            lines.filter((line) => line.at <= at),
            promises,
            at,
          )!;
        for (const before of upTo(early).clocks) {
          const after = upTo(late).clocks.find(
            ({ metric, cycle, startedAt }) =>
              metric === before.metric && cycle === before.cycle && startedAt === before.startedAt,
          );
          if (before.breachedAt !== null && after) expect(after.breachedAt).toBe(before.breachedAt);
        }
        for (const one of upTo(late).clocks) expect(one.metAt !== null).toBe(one.state === 'met');
      },
    ),
  );
});
