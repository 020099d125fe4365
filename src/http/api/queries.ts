import { z } from 'zod';
import { LEDGER_STATES } from '../../store/desk/ledger.ts';
import { SHOWS } from '../../store/ticket-list.ts';

/* What may stand behind the question mark of an address. */

const count = (most: number) => z.coerce.number().pipe(z.int().min(1).max(most));

/** Of the list of tickets. */
export const LIST = z.strictObject({
  show: z.enum(SHOWS).default('open'),
  assignee: z.string().max(40).optional().describe('id of a person, `me`, or `none`'),
  after: z.string().max(60).optional().describe('what the page before said under `next`'),
  limit: count(200).default(50),
});

/** Of the list of what came in. */
export const ITEMS = z.strictObject({
  state: z.enum(LEDGER_STATES).optional(),
  mailbox: z.string().max(40).optional(),
  after: z
    .string()
    .regex(/^\d{1,18}$/u, 'give what the page before said under "next"')
    .optional(),
});

/** Of the question how a due came about. */
export const WHY = z.strictObject({ cycle: count(10_000).optional().describe('the newest, unless one is named') });

/** What a ticket has clocks for. */
export const METRICS = ['call_back', 'update', 'resolution'] as const;
