import type { Alarm } from '../../domain/promise/alarms.ts';
import type { Clock } from '../../domain/promise/clock.ts';
import type { Person } from '../../domain/staff.ts';
import type { Instant } from '../../domain/time.ts';
import type { Desk, TicketBrief, Worded } from '../../format/letter/about.ts';
import { alert, type Alert } from '../../format/letter/alert.ts';
import type { Matter } from '../../format/letter/gathered.ts';
import { notice } from '../../format/letter/notice.ts';
import { reminder } from '../../format/letter/reminder.ts';
import type { Saying } from './addressees.ts';
import { ticketBrief, type BriefDeps } from './brief.ts';
import { causeOf } from './cause.ts';

/** The clock that an alarm speaks of. */
function clockOf({
  counted,
  alarm,
}: {
  readonly counted: Saying['counted'];
  readonly alarm: Pick<Alarm, 'metric' | 'cycle'>;
}): Clock {
  const { clocks } = counted.standing;
  return clocks.find(({ metric, cycle }) => metric === alarm.metric && cycle === alarm.cycle) ?? clocks[0]!;
}

/** What is to be said to one reader: a new ticket, a promise that nears its time, or a step of the ladder. */
export function matterOf(deps: BriefDeps, saying: Saying, reader: Person, now: Instant): Matter {
  const { alarm, hearer, counted, brief } = saying;
  const ticket: TicketBrief = ticketBrief(deps, { brief, counted, clock: clockOf(saying) }, reader, now);
  if (hearer.kind !== 'rung') return { kind: alarm.kind === 'notice' ? 'notice' : 'reminder', ticket };
  const { ladder, people } = deps.policy.staff;
  const rung = { n: hearer.rung, title: ladder[hearer.rung - 1]?.title ?? `rung ${hearer.rung}` };
  return { kind: 'alert', ticket, cause: causeOf(saying, people), rung, next: nextOf(deps, saying, hearer.rung) };
}

/** Who is told when nothing happens, and when. */
function nextOf({ policy }: BriefDeps, { counted, alarm }: Saying, rung: number): Alert['next'] {
  const above = policy.staff.ladder[rung];
  const next = counted.alarms.find(
    ({ metric, cycle, kind }) => metric === alarm.metric && cycle === alarm.cycle && kind === `rung_${rung + 1}`,
  );
  if (above === undefined || next === undefined) return null;
  const names = above.people.map((id) => policy.staff.people.find((person) => person.id === id)?.name ?? id);
  return { at: next.at, people: names, title: above.title };
}

/** The words of a matter. */
export function wordsOf(matter: Matter, { alarm }: Saying, desk: Desk): Worded {
  if (matter.kind === 'alert') return alert(matter, desk);
  if (matter.kind === 'notice') return notice(matter.ticket, desk);
  return reminder(
    matter.ticket,
    alarm.kind === 'due' ? 'due' : { percentGone: Number(alarm.kind.slice('warn_'.length)) },
    desk,
  );
}
