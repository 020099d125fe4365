import { refuse, type Act } from './act.ts';

/** Opens a resolved ticket again: the resolution goes on with what was left of its time. */
export const reopen: Act<{ readonly note: string }> = {
  verb: 'reopen',
  roles: ['rep', 'manager'],
  decide(_scene, { note }) {
    if (note.trim() === '') return refuse('note_needed', 'say why it is not resolved after all');
    return {
      happenings: [{ kind: 'reopened', by: 'staff' }],
      journal: [{ act: 'reopened', detail: { reason: note } }],
      words: 'open again',
    };
  },
};
