import { refuse, type Act } from './act.ts';

export type OnsiteInput = {
  readonly step: 'requested' | 'agreed' | 'arrived' | 'left';
  /** who travels; needed when it is agreed */
  readonly who?: string | undefined;
  /** local date of the visit; needed when it is agreed */
  readonly date?: string | undefined;
  /** why it is asked for, or the report afterwards */
  readonly note?: string | undefined;
};

/** On-site assistance: an activity beside the clocks. It pauses nothing, and a visit that is planned keeps no call-back. */
export const onsite: Act<OnsiteInput> = {
  verb: 'onsite',
  roles: ['rep', 'manager'],
  decide({ actor }, { step, who, date, note }) {
    const text = note?.trim() ?? '';
    if ((step === 'requested' || step === 'left') && text === '')
      return refuse(
        'note_needed',
        step === 'left'
          ? 'write the report of the visit in the note'
          : 'say in the note who asks for the visit, and why',
      );
    if (step === 'agreed' && (!who || !date))
      return refuse('who_and_date_needed', 'say who travels, and on which date');
    if (step === 'agreed' && !actor.roles.includes('manager'))
      return refuse('not_allowed', 'a visit is agreed by a manager; ask for it with the step "requested"');
    return {
      happenings: [],
      journal: [
        {
          act: `onsite_${step}`,
          detail: { ...(who ? { who } : {}), ...(date ? { date } : {}), ...(text ? { note: text } : {}) },
        },
      ],
      words: `on-site assistance: ${step}`,
    };
  },
};
