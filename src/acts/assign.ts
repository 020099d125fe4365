import { refuse, type Act } from './act.ts';

/** Gives the ticket to somebody, or to nobody (null). */
export const assign: Act<{ readonly to: string | null }> = {
  verb: 'assign',
  roles: ['rep', 'manager'],
  decide({ ticket, staff, actor }, { to }) {
    const person = staff.people.find(({ id }) => id === to);
    if (to !== null && person === undefined)
      return refuse(
        'unknown_person',
        `nobody in the settings has the id "${to}"; use one of ${staff.people.map(({ id }) => id).join(', ')}`,
      );
    if (ticket.assignee === to) return refuse('already_so', `${person?.name ?? 'nobody'} has it already`);
    return {
      happenings: [],
      patch: { assignee: to },
      ...(to === null || to === actor.id ? {} : { handed: to }),
      journal: [{ act: 'assigned', detail: { from: ticket.assignee, to } }],
      words: `${person?.name ?? 'nobody'} has ${ticket.reference}`,
    };
  },
};
