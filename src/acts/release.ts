import type { Act } from './act.ts';

/**
 * Takes a ticket out of the junk or bulk bucket and puts it on the desk: the filter, or we, were wrong about it. It is
 * not acknowledged after the fact; whoever releases it answers it. Its promises count from when it came.
 */
export const release: Act<object> = {
  verb: 'release',
  roles: ['rep', 'manager', 'operator'],
  decide: ({ ticket }) => ({
    happenings: [{ kind: 'accepted', level: ticket.suggestedLevel, at: ticket.acceptedAt }, { kind: 'unshelved' }],
    patch: { bucket: 'desk' },
    journal: [{ act: 'released', detail: { from: ticket.bucket } }],
    words: `taken out of ${ticket.bucket}`,
  }),
};
