import { refuse, type Act } from './act.ts';

export type ResolveInput = {
  /** what was done, in words for the customer */
  readonly text: string;
  /** false: nothing is sent, e.g. because it was said on the phone */
  readonly tell?: boolean | undefined;
};

/** Resolves the ticket and tells the customer how to reopen it: by answering. */
export const resolve: Act<ResolveInput> = {
  verb: 'resolve',
  roles: ['rep', 'manager'],
  decide(_scene, { text, tell = true }) {
    if (text.trim() === '') return refuse('text_needed', 'say what was done; it is what the next one reads');
    return {
      happenings: [...(tell ? [{ kind: 'published' } as const] : []), { kind: 'resolved' }],
      ...(tell ? { letter: { kind: 'resolution', text } as const } : {}),
      journal: [{ act: 'resolved', detail: { text, told: tell } }],
      words: tell ? 'resolved; the customer is told' : 'resolved; nothing is sent',
    };
  },
};
