import type { Stage } from '../../domain/lifecycle.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Spoken } from '../../domain/promise/spoken.ts';
import type { ClockView } from '../../domain/promise/view.ts';
import type { Instant } from '../../domain/time.ts';
import type { TicketRow } from '../../store/tickets.ts';

/** A promise in words, around its time: `We call you back by`, 10:00 AM …, `.` */
export type Promised = {
  readonly isLate: boolean;
  readonly before: string;
  readonly dueAt: Instant;
  readonly said: string;
  readonly after: string;
};

/** How a request stands, a sentence each. `isPromised`: its clocks run. `isPast`: solved too long ago to be opened again. */
export function standsOf(
  { assignee, resolvedAt }: TicketRow,
  stage: Stage,
  { isPromised, isPast, spoken }: { readonly isPromised: boolean; readonly isPast: boolean; readonly spoken: Spoken },
): readonly string[] {
  if (stage === 'resolved') {
    const then = isPast ? 'we make a new request of it' : 'it is open again then';
    return [`It is solved, since ${spoken.past(resolvedAt!)}. If it is not, write below: ${then}.`];
  }
  if (stage === 'waiting') return ['We asked you something, and wait for your answer. You may give it below.'];
  if (stage === 'shelved' || !isPromised) return ['We have it.'];
  return [assignee === null ? 'We have it. Who takes care of it is being decided.' : 'One of us takes care of it.'];
}

/** The level as the acknowledgement tells it. */
export function levelWords({ confirmedLevel, suggestedLevel }: TicketRow, { levels }: Pick<Policy, 'levels'>): string {
  const level = confirmedLevel ?? suggestedLevel;
  return `It is sorted as “${levels[level].name}” (level ${level} of 6)${confirmedLevel === null ? ', provisionally, until a person has read it' : ''}.`;
}

/** The nearest of what we promised, a call or to be heard of again; null where nothing of the kind is open. */
export function promiseOf(clocks: readonly ClockView[], now: Instant, spoken: Spoken): Promised | null {
  const open = clocks.filter(
    ({ metric, metAt, state, dueAt }) =>
      metric !== 'resolution' && metAt === null && state !== 'cancelled' && state !== 'waiting' && dueAt !== null,
  );
  const [next] = open.toSorted((a, b) => a.dueAt! - b.dueAt!);
  if (next === undefined) return null;
  const dueAt = next.dueAt!;
  const isLate = dueAt <= now;
  const words = WORDS[next.metric === 'call_back' ? 'call' : 'word'];
  return {
    isLate,
    before: isLate ? words.late : words.ahead,
    dueAt,
    said: spoken.instant(dueAt, now),
    after: isLate ? '. We are late, and sorry for it.' : '.',
  };
}

const WORDS = {
  call: { ahead: 'We call you back by', late: 'We were to call you back by' },
  word: { ahead: 'You hear from us again by', late: 'You were to hear from us by' },
} as const;
