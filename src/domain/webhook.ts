import type { Level } from './level.ts';
import { stageOf, type Stage } from './lifecycle.ts';
import type { Metric } from './promise/event.ts';
import type { Instant } from './time.ts';

/*
 * What programs are told of: ids and states, never a word of a mail. Who wants to know more asks the API, with a token.
 */

/** What a webhook may be told of. */
export const EVENT_TYPES = ['ticket.created', 'ticket.changed', 'ticket.breached'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Something that happened on a ticket. `ticketId`: of its row. */
export type TicketEvent = { readonly ticketId: string } & (
  | { readonly type: 'ticket.created' }
  /** an act of a person, or a mail or fax that joined it (by the id of its item) */
  | { readonly type: 'ticket.changed'; readonly act: string; readonly actor: string }
  | { readonly type: 'ticket.changed'; readonly act: 'mail'; readonly inboundId: string }
  | { readonly type: 'ticket.breached'; readonly metric: Metric; readonly cycle: number; readonly dueAt: Instant }
);

/** What of a ticket is told. */
export type ToldTicket = {
  readonly reference: string;
  readonly version: number;
  readonly state: 'open' | 'resolved' | 'merged';
  readonly bucket: 'desk' | 'bulk' | 'junk' | 'unreadable';
  readonly waitingSince: Instant | null;
  readonly channel: 'email' | 'fax' | 'phone';
  readonly mailbox: string;
  readonly level: Level;
  readonly confirmed: boolean;
  readonly assignee: string | null;
};

/** What is sent, as JSON. Keys may be added, never taken away or given another meaning. */
export type EventBody = {
  readonly id: string;
  readonly type: EventType;
  readonly at: string;
  readonly ticket: {
    readonly reference: string;
    readonly version: number;
    readonly stage: Stage;
    readonly channel: 'email' | 'fax' | 'phone';
    readonly mailbox: string;
    readonly level: { readonly value: Level; readonly confirmed: boolean };
    /** id of a person */
    readonly assignee: string | null;
  };
  /** of `ticket.changed`: the verb, or `mail`; and the id of who did it, null for a mail */
  readonly act?: string | undefined;
  readonly actor?: string | null | undefined;
  /** of `ticket.breached` */
  readonly promise?: { readonly metric: Metric; readonly cycle: number; readonly due_at: string } | undefined;
};

/** Words an event. Its id follows from what happened, so that the same thing is told under the same id, and once. */
export function eventBody(event: TicketEvent, ticket: ToldTicket, now: Instant): EventBody {
  const { reference, version, channel, mailbox, level, confirmed, assignee } = ticket;
  return {
    id: `${event.type.replace('.', '-')}-${reference}${mark(event, ticket)}`,
    type: event.type,
    at: new Date(now).toISOString(),
    ticket: {
      reference,
      version,
      stage: stageOf(ticket),
      channel,
      mailbox,
      level: { value: level, confirmed },
      assignee,
    },
    ...(event.type === 'ticket.changed' ? { act: event.act, actor: 'actor' in event ? event.actor : null } : {}),
    ...(event.type === 'ticket.breached'
      ? { promise: { metric: event.metric, cycle: event.cycle, due_at: new Date(event.dueAt).toISOString() } }
      : {}),
  };
}

/** What tells an event from others of its kind on the ticket. No full stop: receivers sign `id.timestamp.body`. */
function mark(event: TicketEvent, { version }: ToldTicket): string {
  switch (event.type) {
    case 'ticket.created':
      return '';
    case 'ticket.changed':
      return 'inboundId' in event ? `-mail-${event.inboundId}` : `-${version}`;
    case 'ticket.breached':
      return `-${event.metric}-${event.cycle}-${event.dueAt}`;
    default:
      return event satisfies never;
  }
}
