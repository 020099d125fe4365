import { expect, test } from 'vitest';
import { callBackOf } from '../../../src/domain/promise/call-back.ts';
import { compileTerms } from '../../../src/domain/promise/compile.ts';
import type { Target, Terms } from '../../../src/domain/promise/terms.ts';
import { inNy, ny, promises, TERMS } from './office.ts';

test.each([
  [1, '2026-04-10 17:30', 'Mon 2026-04-13 08:30:00', '-'],
  [4, '2026-04-11 11:00', 'Mon 2026-04-13 12:00:00', 'Mon 2026-04-13 08:00:00'],
  [6, '2026-04-07 10:00', 'Thu 2026-04-09 14:00:00', '-'],
  [1, '2026-04-07 17:00', 'Tue 2026-04-07 18:00:00', '-'],
  [1, '2026-04-07 23:10', 'Wed 2026-04-08 09:00:00', 'Wed 2026-04-08 08:00:00'],
  [1, '2026-03-06 17:59', 'Mon 2026-03-09 08:59:00', '-'], // clocks go forward on that Sunday
] as const)('level %i, accepted and written %s: by %s, hours begin %s', (level, at, by, opens) => {
  const told = callBackOf(level, ny(at), promises, ny(at));
  expect([inNy(told.by), inNy(told.opensAt)]).toEqual([by, opens]);
});

const withCallBack = (callBack: Target, calendar: Partial<Terms['calendar']> = {}) =>
  compileTerms(1, {
    ...TERMS,
    calendar: { ...TERMS.calendar, ...calendar },
    levels: { ...TERMS.levels, 1: { ...TERMS.levels[1], callBack } },
  });
const NIGHT = ny('2026-04-07 23:10');

test('a promise by the clock on the wall is due at night too; when hours begin is said all the same', () => {
  const told = callBackOf(1, NIGHT, withCallBack({ minutes: 60, clock: 'calendar' }), NIGHT);
  expect([inNy(told.by), inNy(told.opensAt)]).toEqual(['Wed 2026-04-08 00:10:00', 'Wed 2026-04-08 08:00:00']);
});

test('where no number is promised, or the office never opens again, no time is named', () => {
  expect(callBackOf(1, NIGHT, withCallBack({ minutes: null, clock: 'business' }), NIGHT).by).toBeNull();
  const weekly = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  const closed = withCallBack({ minutes: 60, clock: 'business' }, { weekly });
  expect(callBackOf(1, NIGHT, closed, NIGHT)).toEqual({ by: null, opensAt: null });
});
