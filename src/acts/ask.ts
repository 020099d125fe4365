import { refuse, type Act } from './act.ts';

/** Asks the customer for information, by mail. From then until the customer's next word update and resolution stand still. */
export const ask: Act<{ readonly text: string }> = {
  verb: 'ask',
  roles: ['rep', 'manager'],
  decide(_scene, { text }) {
    if (text.trim() === '')
      return refuse('text_needed', 'write what the customer is to tell us; a wait needs a question');
    return {
      happenings: [{ kind: 'published' }, { kind: 'asked' }],
      letter: { kind: 'question', text },
      journal: [{ act: 'asked_customer', detail: { text } }],
      words: 'the customer is asked; the clocks wait for the answer',
    };
  },
};
