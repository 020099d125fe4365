import { refuse, type Act } from './act.ts';

/** Takes the ticket for oneself; taking it from somebody else is allowed, and both stand in the journal. */
export const take: Act<object> = {
  verb: 'take',
  roles: ['rep', 'manager'],
  decide: ({ ticket, actor }) =>
    ticket.assignee === actor.id
      ? refuse('already_so', 'it is yours already')
      : {
          happenings: [],
          patch: { assignee: actor.id },
          journal: [{ act: 'taken', detail: { from: ticket.assignee } }],
          words: `${actor.name} has ${ticket.reference}`,
        },
};
