import type { Person } from '../../domain/staff.ts';
import type { Instant } from '../../domain/time.ts';

/** Hours that somebody works in a stretch: their own hours without their absences. */
export function dutyHours({ hours, absences }: Person, from: Instant, until: Instant): number {
  const pauses = absences.map((absence) => ({ from: absence.from, to: absence.until }));
  return Math.round((hours.worked(from, until, pauses) / 3600) * 10) / 10;
}
