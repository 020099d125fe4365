import { refuse, type Act } from './act.ts';

/** A note for colleagues; the customer never sees it and no clock minds it. */
export const note: Act<{ readonly text: string }> = {
  verb: 'note',
  roles: ['rep', 'manager', 'operator'],
  decide(_scene, { text }) {
    if (text.trim() === '') return refuse('text_needed', 'an empty note says nothing');
    return { happenings: [], journal: [{ act: 'noted', detail: { text } }], words: 'noted' };
  },
};
