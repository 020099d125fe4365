import { refuse, type Act } from './act.ts';

/**
 * Gives some mails or faxes of a ticket a ticket of their own: another matter that came under the same number. They are read
 * anew by today's rules; the new ticket's promises count from when the first of them came in.
 */
export const split: Act<{ readonly items: readonly string[] }> = {
  verb: 'split',
  roles: ['rep', 'manager'],
  items: true,
  decide({ items }, { items: wanted }) {
    const picked = items.filter(({ id }) => wanted.includes(id));
    if (wanted.length === 0) return refuse('items_needed', 'tick what is to have a ticket of its own');
    if (picked.length !== new Set(wanted).size)
      return refuse('unknown_item', 'not all of what was ticked stands on this ticket; look at it again');
    if (picked.length === items.length)
      return refuse('nothing_left', 'leave at least one message here: a ticket needs something to speak of');
    const first = picked[0]!;
    if (first.via === 'phone')
      return refuse('by_phone', 'a call is one matter; write the other down as a call of its own');
    return {
      happenings: [],
      offspring: picked,
      journal: [],
      words: `${picked.length === 1 ? 'it has' : 'they have'} a ticket of ${picked.length === 1 ? 'its' : 'their'} own`,
    };
  },
};
