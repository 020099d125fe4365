import { stageOf } from '../domain/lifecycle.ts';
import { refuse, type Act } from './act.ts';

/** Merges this ticket into another: its clocks end, neither kept nor broken, and the other keeps the earlier start. */
export const merge: Act<{ readonly into: string }> = {
  verb: 'merge',
  roles: ['rep', 'manager'],
  other: ({ into }) => into,
  decide({ ticket, other }, { into }) {
    if (into.toUpperCase() === ticket.reference) return refuse('itself', 'a ticket cannot be merged into itself');
    if (other === null)
      return refuse('unknown_into', `there is no ticket ${into.toUpperCase()}; look at its number again`);
    const stage = stageOf(other);
    if (stage !== 'open' && stage !== 'waiting')
      return refuse('illegal_move', `${other.reference} is ${stage}; merge into a ticket that is open`);
    return {
      happenings: [{ kind: 'merged' }],
      patch: { mergedInto: other.id },
      journal: [{ act: 'merged', detail: { into: other.reference } }],
      elsewhere: {
        ticketId: other.id,
        happenings: [{ kind: 'absorbed', acceptedAt: ticket.acceptedAt }],
        journal: [{ act: 'absorbed', detail: { from: ticket.reference } }],
      },
      words: `merged into ${other.reference}`,
    };
  },
};
