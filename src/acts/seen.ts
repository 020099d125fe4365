import { refuse, type Act } from './act.ts';

export type SeenInput = {
  /** the rung that says so; without it every rung on which the person stands */
  readonly rung?: number | undefined;
  readonly note?: string | undefined;
};

/** "I have seen it, I take care": stops what is said to this rung again. It stops no clock and no next step. */
export const seen: Act<SeenInput> = {
  verb: 'seen',
  roles: ['rep', 'manager'],
  decide({ staff, actor }, { rung, note }) {
    const own = staff.ladder.flatMap(({ people }, i) => (people.includes(actor.id) ? [i + 1] : []));
    if (rung !== undefined && staff.ladder[rung - 1] === undefined)
      return refuse('no_such_rung', `the ladder has ${staff.ladder.length} rungs`);
    const rungs = rung === undefined ? own : [rung];
    return {
      happenings: rungs.map((one) => ({ kind: 'seen', rung: one })),
      journal: [{ act: 'alert_seen', detail: { rungs, ...(note ? { note } : {}) } }],
      words: `${actor.name} has seen it; the clocks go on`,
    };
  },
};
