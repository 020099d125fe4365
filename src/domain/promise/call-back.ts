import type { Level } from '../level.ts';
import type { Instant } from '../time.ts';
import { calendarOf, targetOf } from './clock.ts';
import type { Promises } from './terms.ts';

/** What a customer is told of the call-back at a level: by when at the latest (null: no time can be named), and when hours begin again if they have ended. */
export function callBackOf(
  level: Level,
  acceptedAt: Instant,
  promises: Promises,
  now: Instant,
): { readonly by: Instant | null; readonly opensAt: Instant | null } {
  const target = targetOf(promises, 'call_back', level);
  const { business } = promises;
  return {
    by: calendarOf(promises, target).due(acceptedAt, target.minutes),
    opensAt: business.isOpen(now) ? null : business.nextOpening(now),
  };
}
