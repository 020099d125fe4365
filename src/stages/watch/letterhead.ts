import type { Policy } from '../../domain/policy.ts';
import type { Calendar } from '../../domain/calendar.ts';
import type { Person } from '../../domain/staff.ts';
import type { Instant } from '../../domain/time.ts';
import type { Desk } from '../../format/letter/about.ts';

/** What a letter to staff is written under: whose hours, who reads it by which clock, from which house. */
export function letterhead(
  policy: Policy,
  about: {
    readonly mailbox: string;
    readonly hours: Calendar;
    readonly reader: Person;
    readonly now: Instant;
    readonly why: string;
  },
): Desk {
  const { hours, reader, now, why } = about;
  const mailbox = policy.mailboxes.find(({ id }) => id === about.mailbox);
  return {
    now,
    hours,
    reader: { name: reader.name, zone: reader.hours.spec.timezone },
    house: mailbox?.name || mailbox?.address || '',
    why,
  };
}
