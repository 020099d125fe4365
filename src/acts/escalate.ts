import { refuse, type Act } from './act.ts';

export type EscalateInput = {
  readonly reason: string;
  /** whose wish it is; a customer may climb the ladder at any time */
  readonly by: 'customer' | 'staff';
  /** 1 is the first rung; without it the next one that nobody was called to by hand */
  readonly rung?: number | undefined;
};

/** Carries the ticket to the next rung of the ladder, who is told at once, day or night. */
export const escalate: Act<EscalateInput> = {
  verb: 'escalate',
  roles: ['rep', 'manager'],
  decide({ standing, staff }, { reason, by, rung }) {
    if (reason.trim() === '') return refuse('reason_needed', 'say why; whoever is called reads it first');
    const to = rung ?? standing.escalatedTo + 1;
    const title = staff.ladder[to - 1]?.title;
    if (title === undefined)
      return refuse(
        'no_such_rung',
        staff.ladder.length === 0
          ? 'the settings name no ladder; add one to people.yaml'
          : `the ladder has ${staff.ladder.length} rungs${rung === undefined ? ', and all of them were called' : ''}`,
      );
    return {
      happenings: [{ kind: 'escalated', rung: to, by }],
      call: { kind: 'escalated', rung: to, by, reason },
      journal: [{ act: 'escalated', detail: { rung: to, title, by, reason } }],
      words: `${title} is called`,
    };
  },
};
