import type { Calendar } from '../../domain/calendar.ts';
import type { Agreement, Cover } from '../../domain/customer.ts';
import type { Level } from '../../domain/level.ts';
import type { Metric } from '../../domain/promise/event.ts';
import type { Instant } from '../../domain/time.ts';

/** A mail in words, not yet addressed. */
export type Worded = {
  readonly subject: string;
  /** what mail programs show beside the subject; stands hidden in the HTML */
  readonly preheader: string;
  readonly text: string;
  readonly html: string;
};

/** The service hours, as far as words need them. */
export type ServiceHours = Pick<Calendar, 'spec' | 'worked' | 'isOpen' | 'nextOpening'>;

/** Who reads a mail to staff, and by which clock (IANA name) they live. */
export type Reader = { readonly name: string; readonly zone: string };

/** What every mail to staff is written under. */
export type Desk = {
  readonly now: Instant;
  readonly hours: ServiceHours;
  readonly reader: Reader;
  /** stands above the heading: the name of the mailbox, or of the office */
  readonly house: string;
  /** why this person gets it, one sentence, e.g. `You get this because you are on duty.`; or null */
  readonly why: string | null;
};

export type CustomerBrief = {
  readonly name: string;
  readonly agreement: Agreement;
  /** false while only an unproven sender says so */
  readonly sure: boolean;
};

/** A promise of a ticket, the nearest one or the one that a mail is about. */
export type PromiseBrief = {
  readonly metric: Metric;
  readonly clock: 'business' | 'calendar';
  readonly startedAt: Instant;
  /** null: the policy names no number, and nothing can be late */
  readonly targetMinutes: number | null;
  readonly dueAt: Instant | null;
  readonly breachedAt: Instant | null;
  /** counted time since the start, without pauses (`viewClock`) */
  readonly elapsedSeconds: number;
};

/** Where acts begin. Each URL is ours; null where there is no such page, or it would make no sense. */
export type TicketLinks = {
  readonly open: string | null;
  readonly take: string | null;
  readonly called: string | null;
  readonly ask: string | null;
  readonly seen: string | null;
  readonly give: string | null;
  /** how the time was counted */
  readonly count: string | null;
  /** the managers' board */
  readonly board: string | null;
  readonly levels: readonly { readonly level: Level; readonly url: string }[];
};

/** What mails to staff may say of a ticket. Everything that came from the customer is cleaned where it is put into words. */
export type TicketBrief = {
  readonly reference: string;
  readonly subject: string;
  readonly level: Level;
  readonly levelName: string;
  /** only the rules say so; no person has confirmed it */
  readonly suggested: boolean;
  /** one sentence of the rules, or of whoever set the level; '' for none */
  readonly because: string;
  /** the customer's words that led to the level */
  readonly evidence: readonly string[];
  readonly channel: 'mail' | 'fax' | 'phone';
  readonly acceptedAt: Instant;
  /** whether the sender was proven; null where that cannot be known */
  readonly senderChecked: boolean | null;
  /** who wrote: a name, else an address or a number */
  readonly requester: string;
  /** null: nobody we know */
  readonly customer: CustomerBrief | null;
  /** whether an agreement covers the request; `unchecked`: the office keeps no list of customers here */
  readonly cover: Cover;
  readonly callWhom: {
    readonly name: string;
    readonly phone: string | null;
    /** where the number was found, e.g. `from the agreement`; '' for no number */
    readonly phoneFrom: string;
  };
  readonly owner: { readonly name: string } | null;
  /** what was newly written, its beginning; and how many characters that is in full */
  readonly excerpt: string;
  readonly excerptOf: number;
  /** what was done so far, oldest first */
  readonly tried: readonly { readonly at: Instant; readonly words: string }[];
  readonly waitingSince: Instant | null;
  readonly promise: PromiseBrief;
  readonly links: TicketLinks;
};

/** Tickets of which a mail shows some: `total` is how many there are. */
export type Listed = { readonly rows: readonly TicketBrief[]; readonly total: number };
