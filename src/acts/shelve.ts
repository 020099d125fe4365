import { refuse, type Act } from './act.ts';

/** Puts a ticket into junk: it is not ours, or nobody's request. Nothing is owed any more; it stays where it can be found, and `release` puts it back. */
export const shelve: Act<{ readonly why: string }> = {
  verb: 'shelve',
  roles: ['rep', 'manager'],
  decide(_scene, { why }) {
    if (why.trim() === '') return refuse('reason_needed', 'say why it is not ours; somebody may look for it');
    return {
      happenings: [{ kind: 'shelved' }],
      patch: { bucket: 'junk' },
      journal: [{ act: 'shelved', detail: { why } }],
      words: 'put into junk; it can be taken out again',
    };
  },
};
