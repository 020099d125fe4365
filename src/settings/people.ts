import type { CalendarSpec, Weekday } from '../domain/calendar.ts';
import { compileCalendar } from '../domain/calendar/compile.ts';
import type { Person, Staff } from '../domain/staff.ts';
import type { Instant } from '../domain/time.ts';
import { intersection, WEEKDAYS, weekly } from './hours.ts';
import type { PeopleFile } from './people-shape.ts';

type Written = PeopleFile['people'][number];

/** Everybody of people.yaml, with the service hours where they have none of their own. */
export function buildStaff({ people, ladder }: PeopleFile, service: CalendarSpec): Staff {
  return { people: people.map((person) => personOf(person, service)), ladder };
}

/**
 * When a person works. Holidays of the service hours are free for everybody. On a date with exceptional service hours,
 * who has hours of their own works as far as both agree: a short day is short for all, and nobody gets a longer one.
 */
export function personalCalendar({ name, zone, hours }: Written, service: CalendarSpec): CalendarSpec {
  const timezone = zone ?? service.timezone;
  if (hours === null) return { ...service, name, timezone };
  const own = weekly(hours);
  const exceptions = Object.entries(service.exceptions).map(
    ([date, open]) => [date, intersection(own[weekdayOf(date)], open)] as const,
  );
  return { name, timezone, weekly: own, holidays: service.holidays, exceptions: Object.fromEntries(exceptions) };
}

/** When an absence begins and ends. Dates count whole, the last one included; local times are those of the person's zone. */
export function absenceOf(
  { from, until }: Written['absent'][number],
  timezone: string,
): { readonly from: Instant; readonly until: Instant } {
  const end = Temporal.PlainDateTime.from(until);
  return {
    from: Temporal.PlainDateTime.from(from).toZonedDateTime(timezone).epochMilliseconds,
    until: (isDate(until) ? end.add({ days: 1 }) : end).toZonedDateTime(timezone).epochMilliseconds,
  };
}

function personOf(person: Written, service: CalendarSpec): Person {
  const hours = compileCalendar(personalCalendar(person, service));
  return {
    id: person.id,
    name: person.name,
    address: person.address,
    mobile: person.mobile,
    roles: person.roles,
    hours,
    absences: person.absent.map((absence) => absenceOf(absence, hours.spec.timezone)),
    mailboxes: person.mailboxes,
  };
}

function isDate(text: string): boolean {
  return !text.includes('T');
}

function weekdayOf(date: string): Weekday {
  const days = Object.keys(WEEKDAYS) as Weekday[];
  return days[Temporal.PlainDate.from(date).dayOfWeek - 1]!;
}
