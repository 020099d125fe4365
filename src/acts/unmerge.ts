import { refuse, type Act } from './act.ts';

/** Undoes a merge: the ticket goes on by itself, and the clocks of both count as if it had never been. What came in meanwhile stays where it is. */
export const unmerge: Act<{ readonly from: string }> = {
  verb: 'unmerge',
  roles: ['rep', 'manager'],
  other: ({ from }) => from,
  undoes: 'merged',
  decide({ ticket, other, mark }, { from }) {
    if (other === null || other.id !== ticket.mergedInto)
      return refuse('not_merged_there', `it was not merged into ${from.toUpperCase()}; look at it again`);
    if (mark === null) return refuse('too_old', 'this merge was done by an earlier version, which left no way back');
    return {
      happenings: [{ kind: 'undone', of: mark }],
      patch: { mergedInto: null },
      journal: [{ act: 'unmerged', detail: { from: other.reference } }],
      elsewhere: {
        ticketId: other.id,
        happenings: [{ kind: 'undone', of: mark }],
        journal: [{ act: 'gave_back', detail: { to: ticket.reference } }],
      },
      words: `it goes on by itself, no longer in ${other.reference}`,
    };
  },
};
