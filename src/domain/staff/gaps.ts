import type { Calendar } from '../calendar.ts';
import type { Person } from '../staff.ts';
import { MINUTE, type Instant } from '../time.ts';
import { isOnDuty } from './duty.ts';

/** A stretch of service hours in which nobody works. */
export type Gap = { readonly from: Instant; readonly until: Instant };

/** The stretches of [from, until) in which the office is open and none of `people` is on duty, to the minute: hours in the settings know no seconds. */
export function gaps(service: Calendar, people: readonly Person[], from: Instant, until: Instant): readonly Gap[] {
  const found: { from: Instant; until: Instant }[] = [];
  for (let at = Math.floor(from / MINUTE) * MINUTE; at < until; at += MINUTE) {
    if (!service.isOpen(at) || people.some((person) => isOnDuty(person, at))) continue;
    const last = found.at(-1);
    if (last?.until === at) last.until = at + MINUTE;
    else found.push({ from: at, until: at + MINUTE });
  }
  return found;
}
