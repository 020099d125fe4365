import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forecast, type OpenPromise, type Work } from '../../../src/domain/board/forecast.ts';
import type { Pace } from '../../../src/domain/board/pace.ts';
import type { Level } from '../../../src/domain/level.ts';
import type { Person } from '../../../src/domain/staff.ts';
import { MINUTE } from '../../../src/domain/time.ts';
import { ny } from '../promise/office.ts';
import { person } from '../staff/office.ts';

const NOW = ny('2026-11-23 14:00');
const UNTIL = ny('2026-11-23 18:00');
const pace = (usual: number): Pace => ({ quick: usual / 2, usual, slow: usual * 2, of: 40, from: 'own' });
let made = 0;
const promise = (due: string, change: Partial<OpenPromise> = {}): OpenPromise => {
  made += 1;
  const dueAt = ny(`2026-11-23 ${due}`);
  return {
    ticketId: String(made),
    reference: `P${made}`,
    subject: '',
    metric: 'call_back',
    level: 2,
    isConfirmed: true,
    dueAt,
    soonAt: dueAt - 30 * MINUTE,
    nowAt: dueAt - 15 * MINUTE,
    mailbox: 'support',
    assignee: null,
    ...change,
  };
};
const look = (open: readonly OpenPromise[], people: readonly Person[], usual = 20, change: Partial<Work> = {}) => {
  const work = { open, people, paces: new Map(people.map(({ id }) => [id, pace(usual)])), now: NOW, until: UNTIL };
  const { broken, ...sums } = forecast({ ...work, ...change });
  return { ...sums, broken: broken.map((one) => `${one.promise.reference}${one.sure ? '!' : ''}`) };
};
const same = (...open: readonly OpenPromise[]): readonly string[] => open.map(({ reference }) => reference);

describe('a queue worked from its top', () => {
  test('one rep keeps what there is time for, in the order of the desk', () => {
    const open = [promise('14:20'), promise('14:40'), promise('14:50'), promise('15:30')];
    // 14:20, 14:40 done in time; the third is done at 15:00, ten minutes late; the fourth at 15:20
    expect(look(open, [person('ben')])).toEqual({ due: 4, reps: 1, broken: same(open[2]!), atWorst: 4 });
  });

  test('two reps keep them all', () => {
    const open = [promise('14:20'), promise('14:40'), promise('14:50'), promise('15:30')];
    expect(look(open, [person('ben'), person('cy')])).toMatchObject({ reps: 2, broken: [] });
  });

  test('what is late already is on top, takes its time, and is not counted as broken anew', () => {
    const late = promise('13:00', { level: 6 });
    const next = promise('14:30');
    expect(look([next, late], [person('ben')])).toMatchObject({ due: 1, broken: same(next) });
  });

  test('the level goes before the due within a band', () => {
    const grave = promise('17:00', { level: 1, soonAt: NOW, nowAt: null });
    const near = promise('14:35', { level: 3, soonAt: NOW, nowAt: null });
    expect(look([near, grave], [person('ben')], 20)).toMatchObject({ broken: same(near) });
  });

  test('who has a ticket works on it alone; when they are not there, others do', () => {
    const bens = [promise('14:20', { assignee: 'ben' }), promise('14:25', { assignee: 'ben' })];
    expect(look(bens, [person('ben'), person('cy')])).toMatchObject({ broken: same(bens[1]!) });
    const away = person('ben', { absent: [['2026-11-23 13:00', '2026-11-23 18:00']] });
    expect(look(bens, [away, person('cy'), person('dee')])).toMatchObject({ reps: 2, broken: [] });
    const gone = [promise('14:20', { assignee: 'nobody-known' })];
    expect(look(gone, [person('cy')])).toMatchObject({ broken: [] });
  });

  test('a rep takes the tickets of their mailboxes', () => {
    const open = [promise('15:00', { mailbox: 'billing' })];
    expect(look(open, [person('cy', { mailboxes: ['support'] })])).toMatchObject({
      broken: same(open[0]!).map((one) => `${one}!`),
    });
    expect(look(open, [person('cy', { mailboxes: ['billing'] })])).toMatchObject({ broken: [] });
  });

  test('nobody there: everything that falls due is broken, for sure', () => {
    const open = [promise('15:00'), promise('17:59'), promise('18:00'), promise('18:01')];
    expect(look(open, [])).toEqual({
      due: 3,
      reps: 0,
      broken: same(...open.slice(0, 3)).map((one) => `${one}!`),
      atWorst: 3,
    });
  });

  test('a rep who comes later begins later', () => {
    const later = person('ben', { absent: [['2026-11-23 13:00', '2026-11-23 16:00']] });
    const open = [promise('15:00'), promise('16:45')];
    expect(look(open, [later])).toMatchObject({ reps: 1, broken: [`${open[0]!.reference}!`] });
  });

  test('sure is what breaks even at the quick pace', () => {
    const open = [promise('14:05'), promise('14:20')];
    // quick: 10 minutes each, so the first breaks all the same
    expect(look(open, [person('ben')], 20)).toMatchObject({ broken: [`${open[0]!.reference}!`, open[1]!.reference] });
  });
});

const open = fc.array(
  fc.record({
    minutes: fc.integer({ min: -120, max: 400 }),
    level: fc.integer({ min: 1, max: 6 }),
    who: fc.constantFrom(null, 'ben', 'cy', 'gone'),
  }),
  { maxLength: 40 },
);
const toPromise = (
  { minutes, level, who }: { minutes: number; level: number; who: string | null },
  n: number,
): OpenPromise => {
  const dueAt = NOW + minutes * MINUTE;
  return {
    ...promise('15:00'),
    ticketId: String(n),
    reference: `R${n}`,
    level: level as Level,
    assignee: who,
    dueAt,
    soonAt: dueAt - 40 * MINUTE,
    nowAt: dueAt - 15 * MINUTE,
  };
};

describe('whatever is open', () => {
  test('only what falls due can be broken, no more often than it falls due, and the order it comes in changes nothing', () => {
    fc.assert(
      fc.property(open, fc.integer({ min: 1, max: 90 }), (specs, usual) => {
        const all = specs.map(toPromise);
        const people = [person('ben'), person('cy')];
        const found = look(all, people, usual);
        const due = all.filter(({ dueAt }) => dueAt >= NOW && dueAt <= UNTIL);
        expect(found.due).toBe(due.length);
        expect(new Set(found.broken).size).toBe(found.broken.length);
        expect(found.broken.length).toBeLessThanOrEqual(found.atWorst);
        expect(found.atWorst).toBeLessThanOrEqual(found.due);
        expect(due.map(({ reference }) => reference)).toEqual(
          expect.arrayContaining(found.broken.map((one) => one.replace('!', ''))),
        );
        expect(look(all.toReversed(), people, usual)).toEqual(found);
      }),
    );
  });

  test('at least as many break as there is no time for', () => {
    fc.assert(
      fc.property(open, fc.integer({ min: 5, max: 90 }), (specs, usual) => {
        const all = specs.map(toPromise);
        const acts = Math.ceil((UNTIL - NOW) / MINUTE / usual);
        const { due, broken } = look(all, [person('ben')], usual);
        expect(broken.length).toBeGreaterThanOrEqual(due - acts);
      }),
    );
  });
});
