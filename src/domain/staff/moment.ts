import type { Instant } from '../time.ts';

/** A moment as the clock of a zone shows it, for the journal and for operators: `Mon 2026-11-30 08:00 EST`. */
export function momentIn(zone: string, at: Instant): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'short', timeZoneName: 'short' })
    .formatToParts(at)
    .map(({ type, value }) => [type, value] as const);
  const { weekday, timeZoneName } = Object.fromEntries(parts);
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();
  return `${weekday} ${local.toString({ smallestUnit: 'minute' }).replace('T', ' ')} ${timeZoneName}`;
}
