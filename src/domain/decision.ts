import type { MailKind, OwnMarks, Verdict } from './automatic.ts';
import type { KnownCustomer, TicketCustomer } from './customer.ts';
import type { FaxFacts } from './fax/facts.ts';
import type { Answer, SendingFacts } from './gate.ts';
import type { Suggestion } from './level.ts';
import type { OpenTicket } from './priority/weigh.ts';
import type { Request } from './priority/suggest.ts';
import type { Address } from './message.ts';
import type { OutgoingKind } from './outgoing.ts';
import type { Candidate } from './thread.ts';
import type { Instant } from './time.ts';
import type { TrustVerdict } from './trust.ts';

/** Everything about the world that a decision may rest on, looked up beforehand. */
export type Facts = {
  readonly mailbox: string;
  readonly acceptedAt: Instant;
  /** why the item is to be worked without an answer (sources/port.ts), or null */
  readonly quiet: string | null;
  /** it was written on the page of a request, behind a link that only this address was sent */
  readonly byPage: boolean;
  /** id of the person of ours who said that it is to be a ticket, whatever its kind; null: nobody did */
  readonly wantedBy: string | null;
  readonly own: OwnMarks;
  readonly candidates: readonly Candidate[];
  /** an earlier mail with the same Message-ID, sender, subject and text */
  readonly twin: { readonly ticketId: string; readonly reference: string; readonly mailbox: string } | null;
  /** the mail of ours that a report or bounce speaks of, proven by its signature */
  readonly reported: OurMail | null;
  /** the mail of ours that it answers, by the nearest id of ours in it, proven likewise */
  readonly answered: OurMail | null;
  readonly sending: SendingFacts;
  /** mails accepted from this sender within the storm window before this one */
  readonly recentFromSender: number;
  readonly stormTicket: { readonly ticketId: string; readonly reference: string } | null;
  /** the office's date (`2026-11-23`) when it was accepted: agreements are counted in days */
  readonly day: string;
  /** whether any customers were ever imported */
  readonly customersImported: boolean;
  /** whose the sender's address says it is */
  readonly customer: KnownCustomer | null;
  /** the gravest open tickets of that customer */
  readonly openTickets: readonly OpenTicket[];
  /** of a fax: what is known of its number and of the tickets that it names */
  readonly fax: FaxFacts | null;
  /** counted up by one with every ticket, for the reps take turns */
  readonly turn: number;
  /** addresses of our people to which mail comes back, lower-cased */
  readonly unreachable: ReadonlySet<string>;
};

/** A mail of ours. Without a ticket when it is about none, or about several. */
export type OurMail = {
  /** of its row in the outbox */
  readonly id: string;
  readonly kind: OutgoingKind;
  readonly ticketId: string | null;
  readonly to: string;
};

export type Entry = { readonly act: string; readonly detail: Readonly<Record<string, unknown>> };

export type NewTicket = {
  readonly bucket: 'desk' | 'bulk' | 'junk' | 'unreadable';
  /** how it came; a mail where nothing is said */
  readonly channel?: 'fax';
  readonly subject: string;
  readonly requester: Address;
  readonly suggestion: Suggestion;
  readonly possiblyOf: string | null;
  readonly stormOf: string | null;
  readonly customer: TicketCustomer;
  /** id of the rep who gets it, or null */
  readonly assignee: string | null;
};

/** What happens to one item: everything the commit writes follows from this. */
export type Decision = {
  readonly outcome: 'ticket' | 'appended' | 'ignored' | 'quarantined';
  readonly kind: MailKind;
  /** why, in a few words */
  readonly reason: string;
  readonly trust: TrustVerdict;
  readonly suggestion: Suggestion;
  readonly ticket: NewTicket | null;
  readonly append: {
    readonly ticketId: string;
    readonly reopen: boolean;
    readonly thirdParty: boolean;
    /** a person of the customer wrote: it ends a wait for an answer. A machine, a repeat and our own people do not. */
    readonly fromCustomer: boolean;
    /** the id of the person of ours who wrote it, or null */
    readonly byStaff: string | null;
  } | null;
  readonly answer: Answer;
  /** addresses that must not be written to any more, and why */
  readonly suppress: readonly { readonly address: string; readonly reason: string }[];
  /** the mail of ours (its row in the outbox) that came back, or null: whoever was to be told by it was not */
  readonly undelivered: string | null;
  /** the "why?" of every step, for the ticket's journal */
  readonly journal: readonly Entry[];
};

/** A level for a text; compiled from the rules once (domain/priority). */
export type Suggest = (request: Request) => Suggestion;

/** What is shown where a mail names nothing. */
export const NO_SUBJECT = '(no subject)';
export const NOBODY: Address = { name: '', address: '' };

/** What every decision of one mail shares: who sent it, what kind it is, what level it speaks for. */
export type Screened = {
  readonly verdict: Verdict;
  readonly trust: TrustVerdict;
  readonly suggestion: Suggestion;
  /** the journal's first line */
  readonly entry: Entry;
};

/** No answer, by which rule and why. */
export function silent(rule: string, reason: string): Answer {
  return { send: false, rule, reason };
}
