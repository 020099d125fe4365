import { expect, test } from 'vitest';
import { ASSUMED, pacesOf, type KeepingAct } from '../../../src/domain/board/pace.ts';
import { MINUTE } from '../../../src/domain/time.ts';
import { ny } from '../promise/office.ts';
import { person } from '../staff/office.ts';

const EARLY = ny('2026-11-01 09:00'); // tickets that came long before
/** Acts of a rep, one after each of these minutes. */
const acts = (rep: string, from: string, gaps: readonly number[]): readonly KeepingAct[] => {
  let at = ny(from);
  return [{ rep, at, since: EARLY }, ...gaps.map((gap) => ({ rep, at: (at += gap * MINUTE), since: EARLY }))];
};
const times = (n: number, gap: number): readonly number[] => Array.from({ length: n }, () => gap);
const [ben, cy] = [person('ben'), person('cy')];

test('the median of the stretches between two acts, with its quarters', () => {
  const { of } = pacesOf(acts('ben', '2026-11-23 09:00', [5, 10, 10, 10, 20, 20, 20, 40, 40, 40, 60]), [ben]);
  expect(of.get('ben')).toEqual({ quick: 10, usual: 20, slow: 40, of: 11, from: 'own' });
});

test('a night, a weekend and an absence are no work', () => {
  const away = person('ben', { absent: [['2026-11-23 10:00', '2026-11-23 17:00']] });
  // Friday 17:50 to Monday 8:10 are 20 minutes; 9:55 to 17:05 are ten
  const moments = ['11-20 17:50', '11-23 08:10', '11-23 09:55', '11-23 17:05'].map((at) => ny(`2026-${at}`));
  const { of } = pacesOf(
    [...moments.map((at) => ({ rep: 'ben', at, since: EARLY })), ...acts('ben', '2026-11-23 17:05', times(7, 5))],
    [away],
  );
  // 20, 105, 10 and seven times 5
  expect(of.get('ben')).toEqual({ quick: 5, usual: 5, slow: 9, of: 10, from: 'own' });
});

test('too few stretches of one: the pace of the desk; too few of all: an assumed one, and it says so', () => {
  const own = acts('ben', '2026-11-23 09:00', times(12, 10));
  const few = acts('cy', '2026-11-23 09:00', [60, 60]);
  const { desk, of } = pacesOf([...own, ...few], [ben, cy]);
  expect(of.get('ben')).toMatchObject({ usual: 10, of: 12, from: 'own' });
  expect(of.get('cy')).toEqual(desk);
  expect(desk).toMatchObject({ usual: 10, of: 14, from: 'desk' });
  expect(pacesOf(few, [ben, cy]).of.get('cy')).toEqual(ASSUMED);
});

test('what is done at one moment, out of hours, or by who is no rep tells nothing', () => {
  const bulk = times(30, 0).map(() => ({ rep: 'ben', at: ny('2026-11-23 09:00'), since: EARLY }));
  const night = acts('ben', '2026-11-22 20:00', times(30, 5));
  const strangers = acts('gone', '2026-11-23 09:00', times(30, 5));
  expect(pacesOf([...bulk, ...night, ...strangers], [ben]).desk).toEqual(ASSUMED);
});

test('a rep who waited for work is not taken for a slow one', () => {
  // one request an hour, called back ten minutes after it came
  const quiet = acts('ben', '2026-11-23 09:10', times(8, 60)).map((act) => ({ ...act, since: act.at - 10 * MINUTE }));
  const more = acts('ben', '2026-11-24 09:10', times(8, 60)).map((act) => ({ ...act, since: act.at - 10 * MINUTE }));
  expect(pacesOf([...more, ...quiet], [ben]).of.get('ben')).toEqual({
    quick: 10,
    usual: 10,
    slow: 10,
    of: 17,
    from: 'own',
  });
});
