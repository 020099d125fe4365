import { localIn, sayClock, sayDay, saySeconds, sayTime, zoneName } from '../say-time.ts';
import type { Instant } from '../time.ts';
import type { Metric } from './event.ts';
import type { Why } from './why.ts';

/** The promises in words. */
export const METRIC_WORDS: Readonly<Record<Metric, string>> = {
  call_back: 'call-back',
  update: 'update',
  resolution: 'resolution',
};

/** How a promise was counted, one line after the other, for a person to check with a pencil. */
export function sayWhy(why: Why, now: Instant): readonly string[] {
  const when = { now, zone: why.timezone };
  const kind = why.counted === 'business' ? 'working time' : 'time by the clock on the wall';
  return [
    `The ${METRIC_WORDS[why.metric]} counts ${kind} from ${precisely(why.startedAt, why, now)}, ${beginning(why)}.`,
    why.targetMinutes === null
      ? 'The policy names no number for it, so it can never be late.'
      : `Promised are ${saySeconds(why.targetMinutes * 60)} of it.`,
    ...why.days.map(({ date, seconds, stretches }) => {
      const day = Temporal.PlainDate.from(date);
      const times = stretches.map(
        ({ from, to }) => `${sayClock(from, why.timezone, day)}–${sayClock(to, why.timezone, day)}`,
      );
      return `${sayDay(day)}: ${times.join(', ')} = ${saySeconds(seconds)}`;
    }),
    ...why.pauses.map(({ from, to, seconds }) =>
      to === null
        ? `It stands since ${sayTime(from, when)}.`
        : `It stood from ${sayTime(from, when)} to ${sayTime(to, when)}: ${saySeconds(seconds)} that do not count.`,
    ),
    `Sum: ${saySeconds(why.seconds)}.`,
    ending(why, now),
  ];
}

function beginning({ metric, cycle }: Why): string {
  if (metric === 'update') return 'when a person of ours last spoke to the customer';
  return cycle === 1 ? 'when the request was taken in' : 'when the customer opened the ticket again';
}

function ending(why: Why, now: Instant): string {
  if (why.dueAt !== null) return `Due ${precisely(why.dueAt, why, now)}.`;
  if (why.pauses.some(({ to }) => to === null)) return 'While it stands nothing is due.';
  return why.targetMinutes === null
    ? 'Nothing is due.'
    : 'Nothing is ever due: the calendar has no opening left. Mend the service hours.';
}

/** `Thu 9 Apr 2026 16:15:20 EDT`: the seconds too, where there are some, so that the sum comes out. */
function precisely(at: Instant, { timezone }: Why, now: Instant): string {
  const local = localIn(timezone, at);
  const year = local.year === localIn(timezone, now).year ? '' : ` ${local.year}`;
  const date = local.toPlainDate();
  return `${sayDay(date)}${year} ${sayClock(at, timezone, date)} ${zoneName(timezone, at)}`;
}
