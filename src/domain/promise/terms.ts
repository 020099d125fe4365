import type { Calendar, CalendarSpec } from '../calendar.ts';
import type { Level } from '../level.ts';

/** How long something may take. `minutes` null: the policy names no number, so nothing can be late. */
export type Target = {
  readonly minutes: number | null;
  /** whether the minutes are counted in service hours, or by the clock on the wall */
  readonly clock: 'business' | 'calendar';
};

/** What is promised for one level. */
export type LevelTerms = {
  readonly callBack: Target;
  /** how often the customer hears from us while a request is open and it is our turn */
  readonly update: Target;
  readonly resolution: Target;
  /** working minutes of work on the solution after which each rung is told, where the solution has no number; [] for never */
  readonly unnumberedRungs: readonly number[];
};

/**
 * Everything that the clocks of a ticket are counted by, as plain data. Stored by version; a ticket keeps the version
 * that was in force when it came, so that a change of the policy moves no promise that was already made.
 */
export type Terms = {
  readonly calendar: CalendarSpec;
  readonly levels: Readonly<Record<Level, LevelTerms>>;
  /** per cent of a target at which the rep is reminded, e.g. [50, 75] */
  readonly warnAt: readonly number[];
  /** when each rung of the ladder is told of a broken promise: multiples of the level's call-back target after the breach, e.g. [0, 1, 2] */
  readonly rungsAfterBreach: readonly number[];
  /** working minutes of waiting for the customer after which the customer is reminded, e.g. [1200, 3000] */
  readonly nudgesAfter: readonly number[];
};

/** Terms with their calendars compiled. */
export type Promises = {
  /** of the stored terms; 0 for terms that were never stored */
  readonly version: number;
  readonly terms: Terms;
  readonly business: Calendar;
  /** every hour of every day, for targets that are counted by the wall clock */
  readonly always: Calendar;
};
