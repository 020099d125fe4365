import type { Calendar } from './calendar.ts';
import type { Instant } from './time.ts';

export type Role = 'rep' | 'manager' | 'operator';

/** Somebody of the office (config/people.yaml). */
export type Person = {
  /** stands in the journal; never changes */
  readonly id: string;
  readonly name: string;
  readonly address: string;
  /** E.164, for SMS about levels 1 and 2; or null */
  readonly mobile: string | null;
  readonly roles: readonly Role[];
  /** when this person works, in their own zone */
  readonly hours: Calendar;
  /** holidays, sickness: `from <= t < until` */
  readonly absences: readonly { readonly from: Instant; readonly until: Instant }[];
  /** mailboxes whose tickets this rep takes; null is all */
  readonly mailboxes: readonly string[] | null;
};

/** One step of the escalation ladder; several people are all told, and any of them may answer for it. */
export type Rung = { readonly title: string; readonly people: readonly string[] };

/** Everybody who keeps the promises, and who stands above them. */
export type Staff = { readonly people: readonly Person[]; readonly ladder: readonly Rung[] };
