import type { Act } from './act.ts';

/** Ends the waiting for the customer without a word of theirs: we can go on after all. */
export const resume: Act<{ readonly note?: string | undefined }> = {
  verb: 'resume',
  roles: ['rep', 'manager'],
  decide: (_scene, { note }) => ({
    happenings: [{ kind: 'unwaited' }],
    journal: [{ act: 'wait_ended', detail: note ? { note } : {} }],
    words: 'the clocks run again',
  }),
};
