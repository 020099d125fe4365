import type { KnownCustomer } from '../customer.ts';
import type { Address } from '../message.ts';
import type { Instant } from '../time.ts';
import type { EarlierFax } from './duplicate.ts';
import type { FaxReading, FaxTold } from './fax.ts';

/** A fax as it is decided: what was said of it, and what was read. */
export type FaxCase = {
  readonly told: FaxTold;
  /** the caller as numbers are compared (E.164 where that can be told); null: withheld */
  readonly caller: string | null;
  /** null: there is no document, or nobody could read it; then `unreadable` says why */
  readonly reading: FaxReading | null;
  readonly unreadable: string | null;
  /** where the document is: kept here, in a service's portal, or nowhere */
  readonly document: 'here' | 'portal' | 'none';
  /** of a fax service's mail: its name, and the subject that the ticket gets */
  readonly notice: { readonly service: string; readonly subject: string } | null;
};

/** A ticket that a fax names. */
export type NamedTicket = {
  readonly ticketId: string;
  readonly reference: string;
  readonly state: 'open' | 'resolved';
  readonly resolvedAt: Instant | null;
  /** by a bar code of ours that is genuine, by the printed reference, or by one with letters guessed */
  readonly by: 'code' | 'printed' | 'guessed';
  /** the fax comes from where the ticket does: its customer's number, or the number of an earlier fax on it */
  readonly fitsSender: boolean;
};

/** Everything about the world that the decision on a fax may rest on, besides what is known of every item. */
export type FaxFacts = {
  readonly earlier: readonly EarlierFax[];
  /** the ticket of an earlier word of the same way in about the same fax: services repeat their mails */
  readonly sameNotice: { readonly ticketId: string; readonly reference: string } | null;
  readonly named: readonly NamedTicket[];
  /** the one customer who has this number; a suggestion, for numbers are shared, and can be forged */
  readonly customer: KnownCustomer | null;
  /** customers who share the number, when there are several */
  readonly sharedBy: number;
  /** who of the customer can be written to by mail: the contact with this number, or the one whom the cover names */
  readonly contact: Address | null;
  /** faxes of ours to this number in the last 24 hours */
  readonly sentToNumber: number;
};
