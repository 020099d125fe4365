import { LEVELS, type Level } from '../../domain/level.ts';
import { RAISE_REASONS } from '../../domain/promise/event.ts';
import { MINUTE } from '../../domain/time.ts';
import type { Person } from '../../domain/staff.ts';
import type { AlertCause } from '../../format/letter/alert.ts';
import type { Saying } from './addressees.ts';

/** Why somebody of the ladder is told: a promise is broken, was broken by re-rating, or has no number and takes long. */
export function causeOf({ alarm, counted, brief }: Saying, people: readonly Person[]): AlertCause {
  const { standing, promises } = counted;
  const clock = standing.clocks.find(({ metric, cycle }) => metric === alarm.metric && cycle === alarm.cycle);
  if (clock === undefined || (clock.targetMinutes === null && clock.breachedAt === null)) {
    const rung = Number(alarm.kind.slice('rung_'.length));
    const openMinutes = promises.terms.levels[standing.level].unnumberedRungs[rung - 1];
    return { kind: 'unnumbered', openMinutes: openMinutes ?? Math.round((alarm.at - alarm.dueAt) / MINUTE) };
  }
  const { breachedAt, chainFrom } = clock;
  if (breachedAt === null || chainFrom === null || chainFrom === breachedAt) return { kind: 'broken' };
  const raised = brief.tried.findLast(({ act, at }) => act === 'level_raised' && at === chainFrom);
  return {
    kind: 're-rated',
    from: levelOf(raised?.detail['from']) ?? standing.level,
    at: chainFrom,
    by: people.find(({ id }) => id === raised?.actor)?.name ?? null,
    reason: RAISE_REASONS.find((reason) => reason === raised?.detail['reason']) ?? null,
  };
}

function levelOf(value: unknown): Level | null {
  return LEVELS.find((level) => level === value) ?? null;
}
