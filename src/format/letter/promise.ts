import type { Metric, RaiseReason } from '../../domain/promise/event.ts';
import type { Instant } from '../../domain/time.ts';
import type { Desk, PromiseBrief, ServiceHours, TicketBrief } from './about.ts';
import type { Tone } from './blocks.ts';
import { countTo, sayCount, sayElapsed, saySpan, sayTarget, sayTime, type Count, type When } from './time.ts';

type Clockwork = { readonly now: Instant; readonly hours: ServiceHours };

const NOW_SECONDS = 15 * 60;
const NOW_SHARE = 0.25;
const SOON_SHARE = 0.5;

/** How pressing a promise is: `now` under a quarter of its time or 15 minutes left, `soon` under half of it. */
export function toneOf(promise: PromiseBrief, waitingSince: Instant | null, { now, hours }: Clockwork): Tone {
  const { dueAt, targetMinutes, clock, metric } = promise;
  if (isLate(promise, now)) return 'late';
  if (waitingSince !== null && metric !== 'call_back') return 'waiting';
  if (dueAt === null || targetMinutes === null) return 'plain';
  const { seconds } = countTo(dueAt, { now, hours, clock });
  const share = targetMinutes === 0 ? 0 : seconds / (targetMinutes * 60);
  if (seconds <= NOW_SECONDS || share < NOW_SHARE) return 'now';
  return share < SOON_SHARE ? 'soon' : 'fine';
}

/** Broken once is broken, whatever became of the due later. */
export function isLate({ dueAt, breachedAt }: PromiseBrief, now: Instant): boolean {
  return breachedAt !== null || (dueAt !== null && now > dueAt);
}

/** The due that a promise is late since, or late from. */
export function dueOf({ dueAt, breachedAt }: PromiseBrief): Instant | null {
  return breachedAt ?? dueAt;
}

/** Words of a promise: `do` as an order, `owed` before "was due", `unmet` after "if". */
export const METRICS: Readonly<Record<Metric, { readonly do: string; readonly owed: string; readonly unmet: string }>> =
  {
    call_back: { do: 'call back', owed: 'call back', unmet: 'nobody calls' },
    update: { do: 'give an update', owed: 'update', unmet: 'nobody writes or calls' },
    resolution: { do: 'resolve', owed: 'resolution', unmet: 'it is not resolved' },
  };

/** The policy's three reasons for raising a level, after "because". */
export const REASONS: Readonly<Record<RaiseReason, string>> = {
  production_error: 'a production problem prevents functionality',
  not_proceeding_impact_changed: 'the resolution does not proceed acceptably and the impact has changed',
  lingering: 'the problem lingers without complete resolution',
};

/** What is to be done for whom: `call Ana Ruiz back`, `give Ana Ruiz an update`, `resolve it`. */
export function taskOf(metric: Metric, whom: string): string {
  if (metric === 'resolution') return 'resolve it';
  return metric === 'call_back' ? `call ${whom} back` : `give ${whom} an update`;
}

/** What is left of a promise, or by how much it is late; null where it has no due. */
export function counted(promise: PromiseBrief, { now, hours }: Clockwork): Count | null {
  const dueAt = dueOf(promise);
  return dueAt === null ? null : countTo(dueAt, { now, hours, clock: promise.clock });
}

/** How a promise stands, for a lead that says already that it is late: `60 min left`, `by 12 min`; null where the deadline itself says it. */
export function leftOrBy(promise: PromiseBrief, clockwork: Clockwork): string | null {
  const count = counted(promise, clockwork);
  if (count === null) return null;
  if (!count.late) return sayCount(count);
  const span = saySpan(count);
  return span === null ? null : `by ${span}`;
}

/** One line for a list: what is owed, by when, and how it stands. */
export function stateOf({ promise, waitingSince }: Pick<TicketBrief, 'promise' | 'waitingSince'>, desk: Desk): string {
  const { metric, clock, elapsedSeconds } = promise;
  const { do: words, owed } = METRICS[metric];
  const when = whenOf(desk);
  const dueAt = dueOf(promise);
  const count = counted(promise, desk);
  const said = count === null ? null : sayCount(count);
  if (isLate(promise, desk.now) && dueAt !== null)
    return said === null
      ? `${owed} late since ${sayTime(dueAt, when)}`
      : `${owed} ${said}, was due ${sayTime(dueAt, when)}`;
  if (waitingSince !== null && metric !== 'call_back')
    return `stopped, waiting for the customer since ${sayTime(waitingSince, when)}`;
  if (dueAt === null) return `${words}: no number at this level, open ${sayElapsed(elapsedSeconds, clock)}`;
  return `${words} by ${sayTime(dueAt, when)}${said === null ? '' : `, ${said}`}`;
}

/** `call back within 1 working hour, counted from Mon 23 Nov 12:53 EST`. */
export function promised(
  { metric, clock, startedAt, targetMinutes, elapsedSeconds }: PromiseBrief,
  desk: Desk,
): string {
  const since = sayTime(startedAt, brieflyOf(desk));
  if (targetMinutes !== null)
    return `${METRICS[metric].do} within ${sayTarget(targetMinutes, clock)}, counted from ${since}`;
  return `no time is promised for the ${METRICS[metric].owed} at this level; open since ${since}, ${sayElapsed(elapsedSeconds, clock)}`;
}

/** `our hours begin Mon 23 Nov 08:00 EST` while they have not, else null. */
export function closedWords(promise: PromiseBrief, desk: Desk): string | null {
  if (promise.clock === 'calendar' || desk.hours.isOpen(desk.now)) return null;
  const opening = desk.hours.nextOpening(desk.now);
  return opening === null ? null : `our hours begin ${sayTime(opening, whenOf(desk))}`;
}

/** The clocks by which a mail to this reader tells time. */
export function whenOf({ now, hours, reader }: Desk): When {
  return { now, zone: hours.spec.timezone, readerZone: reader.zone };
}

/** The same for a subject line, where there is room for one clock only. */
export function brieflyOf({ now, hours }: Pick<Desk, 'now' | 'hours'>): When {
  return { now, zone: hours.spec.timezone, readerZone: null };
}
