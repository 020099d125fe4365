import { z } from 'zod';
import { EVENT_TYPES, type EventBody } from '../../domain/webhook.ts';

/*
 * What the API answers, as JSON. What is shown (show.ts, faxes.ts) is made to these shapes, and the OpenAPI description is made
 * of them. Keys may be added, never taken away or given another meaning.
 */

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();
const instant = z.iso.datetime().describe('UTC');
const moment = instant.nullable();
const level = z.literal([1, 2, 3, 4, 5, 6]).describe('1: production is down; 6: questions');
const metric = z.enum(['call_back', 'update', 'resolution']);
const stage = z.enum(['open', 'waiting', 'resolved', 'merged', 'shelved']);
const channel = z.enum(['email', 'fax', 'phone']);
const person = z.object({ id: z.string(), name: z.string() }).nullable();
const reference = z.string().meta({ examples: ['K7Q-2M4'] });
const version = z.int().describe('counted up by every act; If-Match takes it');
const requester = { name: z.string(), address: z.string().describe('an e-mail address, or the number of a fax') };

const listed = z.object({
  reference,
  version,
  stage,
  subject: z.string(),
  requester: z.object(requester),
  level: z.object({ value: level, confirmed: z.boolean() }),
  assignee: person,
  accepted_at: instant,
  waiting_since: moment,
  due_at: moment.describe('the nearest due of its promises that are not kept yet'),
});

const clock = z.object({
  metric,
  cycle: z.int(),
  state: z.enum(['running', 'waiting', 'outside_hours', 'met', 'cancelled', 'no_target']),
  overdue: z.boolean().describe('late now, or kept too late'),
  started_at: instant,
  due_at: moment,
  target_minutes: z.number().nullable(),
  met_at: moment,
  first_met_at: moment,
  breached_at: moment,
  elapsed_seconds: z.number(),
  remaining_seconds: z.number().nullable().describe('negative when late'),
});

const message = z.object({
  item: z.string().describe('id of what came in, as the ledger has it'),
  at: instant,
  from: z.object({ name: z.string(), address: z.string() }),
  subject: z.string(),
  kind: z.string(),
  trust: z.string(),
  third_party: z.boolean(),
  by_staff: z.string().nullable().describe('id of the person of ours who wrote it'),
  text: z.string(),
  new_text: z.string().describe('without quotes, forwards and signatures'),
  cut: z.boolean().describe('the text is longer'),
  attachments: list(
    z.object({ n: z.int(), filename: z.string().nullable(), type: z.string(), size: z.number().nullable() }),
  ),
});

const sent = z.object({
  id: z.string(),
  at: instant,
  kind: z.string(),
  to: z.string(),
  subject: z.string().nullable(),
  text: z.string().nullable(),
  state: z.string(),
  response: z.string().nullable().describe('what the server said of it'),
});

const ticket = z.object({
  reference,
  version,
  stage,
  bucket: z.enum(['desk', 'bulk', 'junk', 'unreadable']),
  channel,
  mailbox: z.string(),
  subject: z.string(),
  requester: z.object({ ...requester, trust: z.enum(['verified', 'unverified', 'failed']) }),
  level: z.object({
    value: level,
    confirmed: z.boolean(),
    suggested: z.object({
      value: level,
      confidence: z.number(),
      because: z.string(),
      evidence: list(
        z.object({
          signal: z.string(),
          text: z.string(),
          where: z.enum(['subject', 'body', 'fax']),
          at: list(z.number()).describe('from and to, offsets into the subject or into the text of the first mail'),
        }),
      ),
    }),
  }),
  customer: z.object({ name: z.string(), agreement: z.string().nullable() }).nullable(),
  cover: z.string(),
  assignee: person,
  accepted_at: instant,
  waiting_since: moment,
  resolved_at: moment,
  committed_for: z.string().nullable(),
  merged_into: reference.nullable(),
  escalated_to: z.int().describe('the highest rung of the ladder that was called; 0: none'),
  clocks: list(clock),
  messages: list(message),
  sent: list(sent),
  journal: list(z.object({ at: instant, actor: z.string(), act: z.string(), detail: z.unknown() })),
});

const span = z.object({ from: instant, to: moment, seconds: z.number() });
const why = z.object({
  reference,
  metric,
  cycle: z.int(),
  counted: z.enum(['business', 'calendar']),
  timezone: z.string(),
  target_minutes: z.number().nullable(),
  started_at: instant,
  due_at: moment,
  counted_until: instant,
  seconds: z.number(),
  days: list(z.object({ date: z.iso.date(), seconds: z.number(), stretches: list(span) })),
  pauses: list(span),
  words: list(z.string()),
});

const event = z.object({
  id: z.string().describe('the same for every attempt; also the header webhook-id'),
  type: z.enum(EVENT_TYPES),
  at: instant,
  ticket: z.object({
    reference,
    version,
    stage,
    channel,
    mailbox: z.string(),
    level: z.object({ value: level, confirmed: z.boolean() }),
    assignee: z.string().nullable().describe('id of a person'),
  }),
  act: z.string().optional().describe('of ticket.changed: the verb, or `mail`'),
  actor: z.string().nullable().optional().describe('of ticket.changed: id of the person; null for a mail'),
  promise: z.object({ metric, cycle: z.int(), due_at: instant }).optional().describe('of ticket.breached'),
}) satisfies z.ZodType<EventBody>;

const page = z.object({
  n: z.int(),
  image: z.string().describe('where its picture is, a path of this API'),
  width: z.number(),
  height: z.number(),
  dpi: list(z.number()),
  turned: z.number(),
  confidence: z.number().describe('0 to 100'),
  needs_human: z.boolean(),
  blank: z.boolean(),
  cut: z.boolean(),
  text: z.string(),
});

const fax = z.object({
  id: z.string(),
  at: instant,
  state: z.enum(['waiting', 'read', 'unreadable']),
  reason: z.string().nullable(),
  status: z.enum(['received', 'partial', 'failed']),
  caller: z.string().nullable(),
  caller_name: z.string().nullable(),
  station: z.string().nullable(),
  dialled: z.string().nullable(),
  pages_told: z.number().nullable(),
  error: z.string().nullable(),
  barcodes: list(z.object({ page: z.int(), type: z.string(), value: z.string() })),
  notes: list(z.string()),
  pdf: z.string().nullable(),
  document: z.string().nullable(),
  pages: list(page),
});

const item = z.object({
  id: z.string(),
  accepted_at: instant,
  mailbox: z.string(),
  via: z.string().describe('the way in: imap, smtp, folder, fax, phone, page'),
  kind: z.string().nullable(),
  state: z.enum(['stored', 'done', 'ignored', 'quarantined']),
  outcome: z.enum(['ticket', 'appended', 'ignored', 'quarantined']).nullable(),
  ticket: reference.nullable(),
  from: z.object({ name: z.string(), address: z.string() }),
  subject: z.string().nullable(),
  reason: z.string().nullable(),
  failures: z.int(),
  next_try_at: moment.describe('of one that waits'),
  words: z.string().describe('what became of it, for people'),
});

/** Every answer by the name that it has in the description; those that hold others come after them. */
export const OUTPUTS = {
  ListedTicket: listed,
  TicketList: z.object({
    tickets: list(listed),
    next: z.string().nullable().describe('give it as `after` for what follows; null: there is no more'),
  }),
  Ticket: ticket,
  Why: why,
  Fax: fax,
  FaxList: z.object({ reference, faxes: list(fax) }),
  ListedItem: item,
  ItemList: z.object({ items: list(item), next: z.string().nullable().describe('give it as `after`') }),
  Item: item.extend({
    size: z.number().describe('bytes of the whole, also where only its beginning was kept'),
    sha256: z.string().nullable().describe('of the bytes that are kept; null: it is only remembered'),
    stored_at: instant,
    settled_at: moment,
    message_id: z.string().nullable(),
    journal: list(z.object({ at: instant, actor: z.string(), act: z.string(), detail: z.unknown() })),
  }),
  ItemDone: z.object({ id: z.string(), words: z.string().describe('what is so now, for people') }),
  /** what webhooks are sent */
  Event: event,
  Done: z.object({ reference, version, words: z.string().describe('what is so now, for people') }),
  Refusal: z.object({
    error: z.string().describe('the rule, for programs'),
    why: z.string().describe('why, and what to do, for people'),
  }),
} as const;

/** What is answered under a name. */
export type Output<Name extends keyof typeof OUTPUTS> = z.input<(typeof OUTPUTS)[Name]>;
