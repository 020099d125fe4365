import type { CalendarSpec, Hours } from '../../../src/domain/calendar.ts';
import { compileCalendar } from '../../../src/domain/calendar/compile.ts';
import type { Person, Role, Staff } from '../../../src/domain/staff.ts';

export const NEW_YORK = 'America/New_York';

/** The same hours on some days of the week; Monday to Friday when none are named. */
export function week(
  hours: Hours,
  days: readonly (keyof CalendarSpec['weekly'])[] = ['mon', 'tue', 'wed', 'thu', 'fri'],
): CalendarSpec['weekly'] {
  const none: Hours = [];
  const open = Object.fromEntries(days.map((day) => [day, hours]));
  return { mon: none, tue: none, wed: none, thu: none, fri: none, sat: none, sun: none, ...open };
}

/** Instant of New York wall-clock time, `2026-11-23 08:00`, a Monday. */
export function ny(text: string): number {
  return Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime(NEW_YORK).epochMilliseconds;
}

/** A rep who works from eight to six in New York, with whatever the case at hand changes. */
export function person(
  id: string,
  change: {
    readonly roles?: readonly Role[];
    readonly weekly?: CalendarSpec['weekly'];
    readonly zone?: string;
    readonly absent?: readonly (readonly [from: string, until: string])[];
    readonly mailboxes?: readonly string[] | null;
    readonly holidays?: readonly string[];
  } = {},
): Person {
  const { weekly = week([['08:00', '18:00']]), zone = NEW_YORK, holidays = [] } = change;
  return {
    id,
    name: id.charAt(0).toUpperCase() + id.slice(1),
    address: `${id}@desk.example`,
    mobile: null,
    roles: change.roles ?? ['rep'],
    hours: compileCalendar({ name: id, timezone: zone, weekly, holidays, exceptions: {} }),
    absences: (change.absent ?? []).map(([from, until]) => ({ from: ny(from), until: ny(until) })),
    mailboxes: change.mailboxes ?? null,
  };
}

/** Somebody of `person` in a role that is no rep's. */
export function manager(id: string, change: Parameters<typeof person>[1] = {}): Person {
  return person(id, { roles: ['manager'], ...change });
}

/** Staff with a ladder of rungs named first, second… */
export function staff(people: readonly Person[], ...rungs: readonly (readonly string[])[]): Staff {
  const titles = ['First', 'Second', 'Third'];
  return { people, ladder: rungs.map((ids, n) => ({ title: titles[n]!, people: ids })) };
}

export const NIGHT = week([['20:00', '24:00']]);
export const NEVER = week([], []);

/** An instant as New York's clock shows it, `11-23 10:00`. */
export function momentOf(at: number): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(NEW_YORK).toPlainDateTime();
  return local.toString({ smallestUnit: 'minute' }).slice(5).replace('T', ' ');
}
