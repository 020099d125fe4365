import { refuse, type Act } from './act.ts';

/** Letters whose whole effect can be undone. A named release has been named. */
const UNDOABLE = ['reply', 'question', 'resolution', 'workaround'];

/** Calls a letter to the customer back that has not gone out. Its text is a draft again, and what it did to the clocks never was. */
export const unsend: Act<{ readonly letter: string }> = {
  verb: 'unsend',
  roles: ['rep', 'manager'],
  letter: ({ letter }) => letter,
  decide({ letter }) {
    if (letter === null || !UNDOABLE.includes(letter.kind))
      return refuse('unknown_letter', 'there is no such letter on this ticket, or none that can be called back');
    if (letter.state !== 'pending')
      return refuse(
        'too_late',
        letter.state === 'withdrawn'
          ? 'it was called back already'
          : 'it went out already; write again to put it right',
      );
    return {
      happenings: [{ kind: 'undone', of: letter.id }],
      withdraw: letter,
      journal: [{ act: 'called_back', detail: { letter: letter.id, kind: letter.kind } }],
      words: 'it was called back before it went out; your text is a draft again',
    };
  },
};
