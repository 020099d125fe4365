import fc from 'fast-check';
import type { CalendarSpec, Hours, Pause } from '../../../src/domain/calendar.ts';
import { readWall, type Wall } from './wall.ts';

/* Any calendar, in zones and on days on which counting goes wrong. */

const DAYS_READ = 5;

/** Zone and first of the days: changes by an hour, by half an hour, at midnight, twice a year and not at all, and a date that never was. */
const PLACES = [
  ['America/New_York', '2026-03-06'], // 8 March, forward at 02:00
  ['America/New_York', '2026-10-30'], // 1 November, back at 02:00
  ['Europe/Berlin', '2026-03-27'],
  ['Europe/Berlin', '2026-10-23'],
  ['Australia/Lord_Howe', '2026-04-02'], // 5 April, back by half an hour
  ['Australia/Lord_Howe', '2026-10-01'],
  ['Africa/Casablanca', '2026-02-13'], // back for Ramadan
  ['Africa/Casablanca', '2026-03-20'],
  ['America/Sao_Paulo', '2018-11-02'], // 4 November began at 01:00
  ['America/Havana', '2026-10-30'], // the first hour of 1 November came twice
  ['Pacific/Apia', '2011-12-27'], // no 30 December
  ['Asia/Kolkata', '2026-06-05'], // no change, and half an hour beside the others
  ['UTC', '2025-12-29'], // over a new year
] as const;

const read = new Map<string, Wall>();
const wall: fc.Arbitrary<Wall> = fc.constantFrom(...PLACES).map(([zone, day]) => {
  const key = `${zone} ${day}`;
  const known = read.get(key) ?? readWall(zone, day, DAYS_READ);
  read.set(key, known);
  return known;
});

/** Often near midnight and in the small hours, where clocks are changed, and on hours, where things meet. */
const minute = fc.oneof(
  fc.integer({ min: 0, max: 1440 }),
  fc.integer({ min: 0, max: 210 }),
  fc.integer({ min: 0, max: 24 }).map((hour) => hour * 60),
);
const stretch = fc
  .tuple(minute, minute)
  .filter(([open, close]) => open !== close)
  .map(([a, b]) => [clock(Math.min(a, b)), clock(Math.max(a, b))] as const);
const hours: fc.Arbitrary<Hours> = fc.array(stretch, { maxLength: 3 });

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** A calendar, days of its zone on which to try it, and what to ask it there. */
export type Trial = {
  readonly wall: Wall;
  readonly spec: CalendarSpec;
  readonly pauses: readonly Pause[];
  /** in order, within the wall */
  readonly moments: readonly [number, number, number];
  readonly minutes: number;
};

export const trial: fc.Arbitrary<Trial> = wall.chain((days) => {
  const date = fc.constantFrom(...days.dates);
  const seconds = (days.to - days.from) / 1000;
  const moment = fc
    .oneof(
      fc.integer({ min: 0, max: seconds }),
      fc.integer({ min: 0, max: seconds / 3600 }).map((hour) => hour * 3600),
    )
    .map((second) => days.from + second * 1000);
  const length = fc.option(fc.oneof(fc.integer({ min: 0, max: 2 * 86_400 }), fc.integer({ min: 0, max: 900 })), {
    freq: 8,
  });
  const pause: fc.Arbitrary<Pause> = fc
    .tuple(moment, length)
    .map(([from, long]) => ({ from, to: long === null ? null : from + long * 1000 }));
  return fc.record({
    wall: fc.constant(days),
    spec: fc.record({
      name: fc.constant('any'),
      timezone: fc.constant(days.timezone),
      weekly: fc.record({ mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours }),
      holidays: fc.array(date, { maxLength: 2 }),
      exceptions: fc.dictionary(date, hours, { maxKeys: 2 }),
    }),
    pauses: fc.array(pause, { maxLength: 3 }),
    moments: fc
      .tuple(moment, moment, moment)
      .map((three) => three.toSorted((a, b) => a - b) as [number, number, number]),
    minutes: fc.oneof(fc.integer({ min: 0, max: 180 }), fc.integer({ min: 0, max: 6_000 })),
  });
});
