import type { CalendarSpec } from '../domain/calendar.ts';
import { LEVELS, type Level } from '../domain/level.ts';
import type { LevelTerms, Terms } from '../domain/promise/terms.ts';
import { hoursOf, weekly } from './hours.ts';
import type { SupportPolicy } from './policy-shape.ts';

/** What the clocks count by, from support-policy.yaml. `regional`: dates closed in the region of `service_hours.holiday_region`. */
export function buildTerms(support: SupportPolicy, regional: readonly string[]): Terms {
  return {
    calendar: serviceCalendar(support, regional),
    levels: Object.fromEntries(LEVELS.map((level) => [level, levelTerms(support.levels[level])])) as Record<
      Level,
      LevelTerms
    >,
    warnAt: support.warn_at_percent,
    rungsAfterBreach: support.escalate_after_breach,
    nudgesAfter: support.remind_customer_minutes,
  };
}

/** The service hours as a calendar; the same settings always give the same data, whatever their order. */
export function serviceCalendar({ service_hours: hours }: SupportPolicy, regional: readonly string[]): CalendarSpec {
  return {
    name: 'service hours',
    timezone: hours.zone,
    weekly: weekly(hours.days),
    holidays: [...new Set([...hours.holidays, ...regional])].toSorted(),
    exceptions: Object.fromEntries(
      Object.entries(hours.exceptions)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([date, shifts]) => [date, hoursOf(shifts)]),
    ),
  };
}

function levelTerms(level: SupportPolicy['levels'][Level]): LevelTerms {
  return {
    callBack: { minutes: level.call_back_minutes, clock: level.call_back_clock },
    update: { minutes: level.update_minutes, clock: level.update_clock },
    resolution: { minutes: level.resolution_minutes, clock: level.resolution_clock },
    // only looked at where the solution has no number
    unnumberedRungs: level.resolution_minutes === null ? level.unnumbered_escalation_minutes : [],
  };
}
