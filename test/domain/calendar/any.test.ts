import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CalendarSpec, Hours } from '../../../src/domain/calendar.ts';
import { compileCalendar } from '../../../src/domain/calendar/compile.ts';
import { trial } from './any.ts';
import { counted, reached, running } from './wall.ts';

const never = (due: number | null): number => due ?? Number.POSITIVE_INFINITY;

test('it counts what the wall clock of the zone shows, second by second', () => {
  fc.assert(
    fc.property(trial, ({ wall, spec, pauses, moments: [a, b], minutes }) => {
      const calendar = compileCalendar(spec);
      const runs = running(wall, spec, pauses);
      expect(calendar.worked(a, b, pauses)).toBe(counted(wall, runs, a, b));
      const due = reached(wall, runs, a, minutes * 60);
      if (due !== null) expect(calendar.due(a, minutes, pauses)).toBe(due);
      else expect(never(calendar.due(a, minutes, pauses))).toBeGreaterThan(wall.to);
    }),
    { numRuns: 300 },
  );
});

test('it is open when the wall clock says so, and opens next when it does', () => {
  fc.assert(
    fc.property(trial, ({ wall, spec, moments }) => {
      const calendar = compileCalendar(spec);
      const open = running(wall, spec);
      for (const at of moments) {
        const second = (at - wall.from) / 1000;
        if (second < open.length) expect(calendar.isOpen(at)).toBe(open[second] === 1);
        const next = open.indexOf(1, second);
        if (next >= 0) expect(calendar.nextOpening(at)).toBe(wall.from + next * 1000);
        else expect(never(calendar.nextOpening(at))).toBeGreaterThanOrEqual(wall.to);
      }
    }),
  );
});

test('due and worked are inverse, and nothing earlier would do', () => {
  fc.assert(
    fc.property(trial, ({ spec, pauses, moments: [start], minutes }) => {
      const calendar = compileCalendar(spec);
      const due = calendar.due(start, minutes, pauses);
      if (due === null || minutes === 0) return;
      expect(calendar.worked(start, due, pauses)).toBe(minutes * 60);
      expect(calendar.worked(start, due - 1000, pauses)).toBe(minutes * 60 - 1);
    }),
  );
});

test('working time adds up', () => {
  fc.assert(
    fc.property(trial, ({ spec, pauses, moments: [a, b, c] }) => {
      const calendar = compileCalendar(spec);
      expect(calendar.worked(a, b, pauses) + calendar.worked(b, c, pauses)).toBe(calendar.worked(a, c, pauses));
    }),
  );
});

test('a pause never shortens', () => {
  fc.assert(
    fc.property(trial, ({ spec, pauses, moments: [start, from, to], minutes }) => {
      const calendar = compileCalendar(spec);
      const due = never(calendar.due(start, minutes, pauses));
      expect(never(calendar.due(start, minutes, [...pauses, { from, to }]))).toBeGreaterThanOrEqual(due);
    }),
  );
});

test('a holiday never makes a due earlier', () => {
  fc.assert(
    fc.property(trial, fc.nat(), ({ wall, spec, pauses, moments: [start], minutes }, n) => {
      const more = { ...spec, holidays: [...spec.holidays, wall.dates[n % wall.dates.length]!] };
      const due = never(compileCalendar(spec).due(start, minutes, pauses));
      expect(never(compileCalendar(more).due(start, minutes, pauses))).toBeGreaterThanOrEqual(due);
    }),
  );
});

test('hours that touch or overlap are those of their union, in any order', () => {
  fc.assert(
    fc.property(trial, fc.nat(), ({ spec, pauses, moments: [a, b], minutes }, n) => {
      const cut = eachHours(spec, (hours) => hours.flatMap((one) => halves(one, n)).toReversed());
      const [whole, parts] = [compileCalendar(spec), compileCalendar(cut)];
      expect(parts.due(a, minutes, pauses)).toBe(whole.due(a, minutes, pauses));
      expect(parts.worked(a, b, pauses)).toBe(whole.worked(a, b, pauses));
    }),
  );
});

test('years are answered the same in whatever order they are asked for', () => {
  const start = fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 }).map((s) => s * 1000);
  fc.assert(
    fc.property(trial, fc.array(start, { minLength: 2, maxLength: 6 }), ({ spec, minutes }, starts) => {
      const asked = compileCalendar(spec);
      const answers = starts.map((at) => [asked.due(at, minutes), asked.worked(starts[0]!, at), asked.nextOpening(at)]);
      const alone = starts.map((at) => [
        compileCalendar(spec).due(at, minutes),
        compileCalendar(spec).worked(starts[0]!, at),
        compileCalendar(spec).nextOpening(at),
      ]);
      expect(answers).toEqual(alone);
    }),
    { numRuns: 60 },
  );
});

/** A stretch as two: touching, or overlapping, wherever `n` falls. */
function halves([open, close]: Hours[number], n: number): Hours {
  const middle = `${close.slice(0, 2)}:00`;
  if (middle <= open || middle >= close) return [[open, close]];
  return n % 2 === 0
    ? [
        [open, middle],
        [middle, close],
      ]
    : [
        [open, close],
        [open, middle],
      ];
}

function eachHours(spec: CalendarSpec, change: (hours: Hours) => Hours): CalendarSpec {
  const all = <Key extends string>(record: Readonly<Record<Key, Hours>>): Record<Key, Hours> =>
    Object.fromEntries(Object.entries<Hours>(record).map(([key, hours]) => [key, change(hours)])) as Record<Key, Hours>;
  return { ...spec, weekly: all(spec.weekly), exceptions: all(spec.exceptions) };
}
