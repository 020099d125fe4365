import type { Decision } from '../decision.ts';
import type { Instant } from '../time.ts';
import type { TicketEvent } from './event.ts';

/**
 * What a decided mail means for the promises of its ticket, at the instant at which it was accepted. A new ticket on the
 * desk, and one that could not be read, is a promise; junk and bulk are none until a person takes them out. Pure.
 */
export function happeningsOf(decision: Decision, acceptedAt: Instant): readonly TicketEvent[] {
  const { ticket, append } = decision;
  if (ticket !== null)
    return ticket.bucket === 'desk' || ticket.bucket === 'unreadable'
      ? [{ kind: 'accepted', at: acceptedAt, level: ticket.suggestion.level }]
      : [];
  if (append === null) return [];
  if (append.reopen) return [{ kind: 'reopened', at: acceptedAt, by: 'customer' }];
  return append.fromCustomer ? [{ kind: 'answered', at: acceptedAt }] : [];
}
