import type { ContactOutcome } from '../domain/promise/event.ts';
import { refuse, type Act } from './act.ts';

export type ContactInput = {
  readonly outcome: ContactOutcome;
  /** the number that was called, as dialled */
  readonly number?: string | undefined;
  readonly note?: string | undefined;
};

const WORDS: Readonly<Record<ContactOutcome, string>> = {
  reached: 'the customer was reached',
  message_left: 'a message was left for the customer',
  no_answer: 'nobody answered; the call-back is still owed',
};

/** Logs a call. Reaching the customer keeps the call-back, and so does a message that was left; ringing in vain does not. */
export const contact: Act<ContactInput> = {
  verb: 'contact',
  roles: ['rep', 'manager'],
  decide({ ticket, actor }, { outcome, number, note }) {
    if (outcome === 'message_left' && (number ?? '').trim() === '')
      return refuse('number_needed', 'a message that was left needs the number it was left at');
    return {
      happenings: [{ kind: 'contact', outcome }],
      // Whoever calls has it, unless somebody does.
      ...(ticket.assignee === null ? { patch: { assignee: actor.id } } : {}),
      journal: [
        {
          act: 'contact_logged',
          detail: { outcome, ...(number ? { number } : {}), ...(note ? { note } : {}) },
        },
      ],
      words: WORDS[outcome],
    };
  },
};
