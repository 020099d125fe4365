import type { Instant } from './time.ts';

/** Opening and closing in wall-clock time of the zone, `08:00` to `24:00`, opening first. */
export type Hours = readonly (readonly [open: string, close: string])[];

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** A calendar as data: what is stored with a ticket's terms, and what `postroom clocks` reads. */
export type CalendarSpec = {
  /** a label, of no effect */
  readonly name: string;
  /** IANA name */
  readonly timezone: string;
  readonly weekly: Readonly<Record<Weekday, Hours>>;
  /** local dates (`2026-12-25`) closed all day */
  readonly holidays: readonly string[];
  /** local date: the hours worked on it instead of everything else; [] is closed */
  readonly exceptions: Readonly<Record<string, Hours>>;
};

/** A stretch in which a clock stands: `from <= t < to`; `to` null is not over yet. */
export type Pause = { readonly from: Instant; readonly to: Instant | null };

/** A compiled calendar. Instants are whole seconds in ms; a start between two seconds counts from the earlier one. */
export type Calendar = {
  readonly spec: CalendarSpec;
  /** The earliest instant by which `minutes` of working time have passed since `start`; null when there is none, or no number. */
  due(start: Instant, minutes: number | null, pauses?: readonly Pause[]): Instant | null;
  /** Working time in [from, to), seconds. */
  worked(from: Instant, to: Instant, pauses?: readonly Pause[]): number;
  isOpen(at: Instant): boolean;
  /** `at` itself when open, else the next opening; null when it never opens again. */
  nextOpening(at: Instant): Instant | null;
};
