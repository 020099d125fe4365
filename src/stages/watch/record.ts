import type { Entry } from '../../domain/decision.ts';
import { alarmKey } from '../../domain/promise/alarms.ts';
import type { TicketEvent } from '../../domain/webhook.ts';
import type { writeAlarms } from '../../store/watch.ts';
import type { Heard } from './addressees.ts';
import type { Letter } from './letters.ts';

/** A breach that people are told of is a fact from now on (domain/promise/derive.ts). */
export function breachOf({ alarm, brief, alarmId, counted }: Heard) {
  const { metric, cycle, kind, dueAt, at } = alarm;
  const clock = counted.standing.clocks.find((one) => one.metric === metric && one.cycle === cycle);
  if (kind !== 'rung_1' || alarmId !== null || clock?.breachedAt == null) return [];
  return [{ ticketId: brief.id, event: { kind: 'breached' as const, metric, cycle, dueAt, at } }];
}

/** A breach as programs are told of it. */
export function toldBreach({ ticketId, event }: ReturnType<typeof breachOf>[number]): TicketEvent {
  const { metric, cycle, dueAt } = event;
  return { type: 'ticket.breached', ticketId, metric, cycle, dueAt };
}

/** What was said to whom, and who was passed over, for the ticket's journal. */
export function entryOf({ alarm, told, hearer, passedOver, alarmId }: Heard): Entry {
  const { kind, metric, cycle, dueAt } = alarm;
  const about = {
    kind,
    metric,
    cycle,
    due: new Date(dueAt).toISOString(),
    ...(passedOver.length === 0 ? {} : { passedOver }),
  };
  if (hearer.kind === 'customer') return { act: 'customer_reminded', detail: about };
  if (told.length === 0) return { act: 'nobody_to_tell', detail: about };
  return {
    act: alarmId === null ? 'told' : 'passed_on',
    detail: { ...about, to: told.map(({ person }) => person.id) },
  };
}

/** A line of the watch's own in a ticket's journal. */
export function line(ticketId: string, entry: Entry) {
  return { ticketId, inboundId: null, actor: 'postroom', entry };
}

/** Which alarms were told to whom by which message. */
export function tellings(letters: readonly Letter[], keys: Awaited<ReturnType<typeof writeAlarms>>) {
  return letters.flatMap(({ queued, person, tells }) =>
    tells.flatMap((told) => {
      const alarmId =
        told.alarmId ?? keys.find((key) => key.ticketId === told.ticketId && alarmKey(told) === alarmKey(key))?.id;
      return person === null || alarmId === undefined ? [] : [{ alarmId, person, outboxId: queued.id }];
    }),
  );
}
