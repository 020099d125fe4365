import { refuse, type Act } from './act.ts';

/** Writes to the customer. Keeps a call-back that is still owed, and starts the time to the next update. */
export const reply: Act<{ readonly text: string }> = {
  verb: 'reply',
  roles: ['rep', 'manager'],
  decide(_scene, { text }) {
    if (text.trim() === '') return refuse('text_needed', 'write something; an empty mail helps nobody');
    return {
      happenings: [{ kind: 'published' }],
      letter: { kind: 'reply', text },
      journal: [{ act: 'replied', detail: { text } }],
      words: 'the reply is on its way',
    };
  },
};
