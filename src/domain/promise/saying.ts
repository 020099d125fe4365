import type { Level } from '../level.ts';
import type { Instant } from '../time.ts';
import { alarmKey, type Alarm, type AlarmKind } from './alarms.ts';

/** Whom an alarm is for. */
export type Hearer =
  | { readonly kind: 'rep' }
  | { readonly kind: 'rung'; readonly rung: number }
  | { readonly kind: 'customer' };

/** What the watch says about one ticket now, and what it leaves unsaid because something graver says it as well. */
export type Sayings = { readonly say: readonly Alarm[]; readonly passed: readonly Alarm[] };

/** Whom an alarm of this kind is for. */
export function hearerOf(kind: AlarmKind): Hearer {
  const [what, n] = kind.split('_');
  if (what === 'rung') return { kind: 'rung', rung: Number(n) };
  return what === 'nudge' ? { kind: 'customer' } : { kind: 'rep' };
}

/**
 * Chooses from the alarms of a ticket those whose time has come and that were not said. To one hearer only the latest
 * word on a promise is said: a watch that was away over night tells a rep "late", not "half", "three quarters", "due" and "late".
 */
export function sayingsOf(alarms: readonly Alarm[], said: ReadonlySet<string>, now: Instant): Sayings {
  const due = alarms.filter((alarm) => alarm.at <= now && !said.has(alarmKey(alarm))).toSorted((a, b) => a.at - b.at);
  const last = new Map(due.map((alarm) => [hearing(alarm), alarm]));
  const say = due.filter((alarm) => last.get(hearing(alarm)) === alarm);
  return { say, passed: due.filter((alarm) => !say.includes(alarm)) };
}

/** Levels 1 and 2 are told at any hour; the others when the reader works. */
export function isUrgent(level: Level): boolean {
  return level <= 2;
}

function hearing({ metric, kind }: Alarm): string {
  const hearer = hearerOf(kind);
  return hearer.kind === 'rung' ? `${metric}:rung ${hearer.rung}` : `${metric}:${hearer.kind}`;
}
