import { sayTime, saySeconds } from '../say-time.ts';
import { MINUTE, SECOND, type Instant } from '../time.ts';
import type { ClockView } from './view.ts';
import { METRIC_WORDS } from './why-words.ts';

/** How near a promise is to being broken, the worst first; `none`: there is nothing that could be late. */
export type Risk = 'late' | 'now' | 'soon' | 'on_time' | 'waiting' | 'none';

/** `now` begins when a quarter of the target is left, or these minutes: long enough to find a telephone. */
export const NOW_SHARE = 0.25;
export const NOW_MINUTES = 15;
/** `soon` begins when half of it is left. */
export const SOON_SHARE = 0.5;
/** Seconds: beyond half a day nobody thinks in hours, and the date says more. */
const COUNTED_DOWN = 4 * 3600;

/** The risk of one promise that is not kept yet. */
export function riskOf(view: ClockView): Risk {
  const { state, remainingSeconds, targetMinutes } = view;
  if (state === 'waiting') return 'waiting';
  if (state === 'met' || state === 'cancelled' || remainingSeconds === null || targetMinutes === null) return 'none';
  if (isLate(view)) return 'late';
  const share = remainingSeconds / (targetMinutes * 60);
  if (share <= NOW_SHARE || remainingSeconds <= NOW_MINUTES * 60) return 'now';
  return share <= SOON_SHARE ? 'soon' : 'on_time';
}

/** A due at the end of a day is broken with the first second after it, though no working time passes until the next morning. */
function isLate({ remainingSeconds, overdue }: ClockView): boolean {
  return remainingSeconds !== null && (remainingSeconds < 0 || (remainingSeconds === 0 && overdue));
}

/** The promise to look at: the one that is due next, else the resolution; null when all are kept. */
export function nearestPromise(views: readonly ClockView[]): ClockView | null {
  const open = views.filter(({ state }) => state !== 'met' && state !== 'cancelled');
  const due = open.filter(({ dueAt }) => dueAt !== null).toSorted((a, b) => a.dueAt! - b.dueAt!);
  return due[0] ?? open.find(({ metric }) => metric === 'resolution') ?? open[0] ?? null;
}

/** `Call back by 13:53 EST · 42 min left`; `The call-back was due 13:53 EST · 12 min late`. Counted in working time, rounded toward the worse. */
export function sayPromise(
  view: ClockView,
  when: {
    readonly now: Instant;
    readonly zone: string;
    /** since when we wait for the customer */ readonly waitingSince: Instant | null;
  },
): string {
  const name = METRIC_WORDS[view.metric];
  if (view.state === 'waiting')
    return `The ${name} stands${when.waitingSince === null ? '' : ` since ${sayTime(when.waitingSince, when)}`}: we wait for the customer`;
  if (view.dueAt === null || view.remainingSeconds === null)
    return `The ${name} has no number at this level · open ${saySeconds(minutesUp(view.elapsedSeconds))} working`;
  const due = sayTime(view.dueAt, when);
  const left = view.remainingSeconds;
  // "Working" is said where the clock on the wall would count another number.
  const working = Math.abs(view.dueAt - when.now - left * SECOND) > MINUTE ? 'working ' : '';
  if (isLate(view)) return `The ${name} was due ${due}${counted(minutesUp(-left), `${working}late`)}`;
  return `${DO[view.metric]} by ${due}${counted(Math.floor(left / 60) * 60, `${working}left`)}`;
}

const DO: Readonly<Record<ClockView['metric'], string>> = {
  call_back: 'Call back',
  update: 'Give an update',
  resolution: 'Resolve',
};

function counted(seconds: number, word: string): string {
  if (seconds > COUNTED_DOWN) return '';
  return ` · ${seconds < 60 ? 'less than 1 min' : saySeconds(seconds)} ${word}`;
}

function minutesUp(seconds: number): number {
  return Math.ceil(seconds / 60) * 60;
}
