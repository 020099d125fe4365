import { refuse, type Act } from './act.ts';

/** Offers a way around the problem, by mail. The request stays open until it is resolved: the customer may not be helped by it. */
export const workaround: Act<{ readonly text: string }> = {
  verb: 'workaround',
  roles: ['rep', 'manager'],
  decide(_scene, { text }) {
    if (text.trim() === '') return refuse('text_needed', 'describe the workaround; the customer reads it');
    return {
      happenings: [{ kind: 'published' }],
      letter: { kind: 'workaround', text },
      journal: [{ act: 'workaround_offered', detail: { text } }],
      words: 'the workaround is on its way',
    };
  },
};
