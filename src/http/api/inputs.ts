import { z } from 'zod';
import type { InputOf } from '../../acts/all.ts';
import type { Verb } from '../../domain/lifecycle.ts';
import { RAISE_REASONS } from '../../domain/promise/event.ts';
import { asReference } from '../../domain/reference.ts';

/*
 * What each verb takes, as JSON. Whether it makes sense is for the act to say; here stands what can be read at all. The
 * same shapes read the forms of action links.
 */

/** Characters. A letter of this length has twenty pages; longer ones are files. */
const LETTER = 50_000;
const NOTE = 5_000;
const LINE = 200;
/** No ladder is higher. */
const RUNGS = 20;

const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((given) => given.isWellFormed() && !given.includes('\0'), 'holds a character that is none');
const letter = text(LETTER);
const note = text(NOTE).optional();
const line = text(LINE);
const rung = z.int().min(1).max(RUNGS).optional();
const reference = z.string().transform((given, context) => {
  const known = asReference(given);
  if (known === null) context.addIssue('write a reference such as K7Q-2M4');
  return known ?? z.NEVER;
});

export const INPUTS = {
  take: z.strictObject({}),
  assign: z.strictObject({ to: line.nullable() }),
  file: z.strictObject({ customer: line.nullable(), always: z.boolean().optional() }),
  level: z.strictObject({ level: z.literal([1, 2, 3, 4, 5, 6]), reason: z.enum(RAISE_REASONS).optional(), note }),
  contact: z.strictObject({
    outcome: z.enum(['reached', 'message_left', 'no_answer']),
    number: line.optional(),
    note,
  }),
  ask: z.strictObject({ text: letter }),
  resume: z.strictObject({ note }),
  reply: z.strictObject({ text: letter }),
  note: z.strictObject({ text: letter }),
  onsite: z.strictObject({
    step: z.enum(['requested', 'agreed', 'arrived', 'left']),
    who: line.optional(),
    date: z.iso.date('write a date such as 2026-11-30').optional(),
    note,
  }),
  workaround: z.strictObject({ text: letter }),
  commit: z.strictObject({ release: line, text: letter.optional() }),
  resolve: z.strictObject({ text: letter, tell: z.boolean().optional() }),
  reopen: z.strictObject({ note: text(NOTE) }),
  escalate: z.strictObject({ reason: text(NOTE), by: z.enum(['customer', 'staff']), rung }),
  seen: z.strictObject({ rung, note }),
  merge: z.strictObject({ into: reference }),
  unmerge: z.strictObject({ from: reference }),
  split: z.strictObject({ items: z.array(z.string().regex(/^\d{1,18}$/u, 'write ids of items')).max(100) }),
  unsend: z.strictObject({ letter: z.uuid() }),
  release: z.strictObject({}),
  shelve: z.strictObject({ why: line }),
} as const satisfies { readonly [V in Verb]: z.ZodType<InputOf<V>> };

/** A call by telephone that a program writes down. */
export const CALL = z.strictObject({
  text: letter,
  subject: line.optional(),
  name: line.optional(),
  number: line.optional(),
  address: z.email().max(300).optional(),
  customer: line.optional().describe('its name in the list of customers'),
  mailbox: line.optional(),
  began: z.iso.datetime({ offset: true }).optional().describe('the clock starts there; now, unless it is said'),
  system: z.enum(['production', 'test']).optional(),
  work: z.enum(['stopped', 'part', 'minor', 'question']).optional().describe('whether people can work'),
  level: z.literal([1, 2, 3, 4, 5, 6]).optional().describe('as a person said it; else suggested'),
  free: z.boolean().optional().describe('for whoever is free, not for the person of the token'),
  acknowledge: z.boolean().optional().describe('sends a mail with the number'),
  solution: letter.optional().describe('what solved it while they spoke'),
});
