import { domainOf } from './address.ts';
import type { Instant } from './time.ts';
import type { Trust } from './trust.ts';

export const ENVIRONMENTS = ['production', 'test', 'staging', 'training', 'development'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** A system that a customer works with; `goLive` is a local date. */
export type CustomerSystem = {
  readonly name: string;
  readonly environment: Environment;
  readonly goLive: string | null;
};

/** Somebody of a customer: address lower-cased, phone in E.164 or null; name '' when it is not known. */
export type CustomerContact = { readonly address: string; readonly name: string; readonly phone: string | null };

/** A customer as a row of the office's file tells it; lists are sorted, so that equal ones are equal. */
export type CustomerRow = {
  /** of the file, as a spreadsheet counts */
  readonly row: number;
  readonly line: number;
  readonly name: string;
  readonly domains: readonly string[];
  readonly contacts: readonly CustomerContact[];
  /** E.164 */
  readonly phones: readonly string[];
  readonly faxes: readonly string[];
  readonly agreement: string | null;
  readonly agreementFrom: string | null;
  readonly agreementUntil: string | null;
  readonly systems: readonly CustomerSystem[];
  readonly assignedRep: string | null;
  /** IANA name, such as `Europe/Berlin` */
  readonly timeZone: string | null;
};

/** What two spellings of one customer's name have in common. */
export function customerKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** A maintenance agreement: its first and last day in force (`2026-04-01`), null for open on that side. All null: there is none. */
export type Agreement = {
  readonly number: string | null;
  readonly from: string | null;
  readonly until: string | null;
};

/** Whether an agreement covered the day of a request. `unknown`: no agreement is known; `unchecked`: no customers were ever imported. */
export type Cover = 'covered' | 'expired' | 'not_yet' | 'unknown' | 'unchecked';

/** A customer that a sender's address points to. */
export type KnownCustomer = {
  readonly id: string;
  readonly name: string;
  /** by the exact address of a contact, as it was said on the telephone, by a domain of the customer, or by the number of a fax, which then are named here */
  readonly by: 'address' | 'call' | { readonly domain: string } | { readonly number: string };
  readonly agreement: Agreement;
  /** id of the person who looks after this customer, or null */
  readonly assignedRep: string | null;
  /** the contact who wrote, when the address is one; phone in E.164 */
  readonly contact: { readonly name: string; readonly phone: string | null } | null;
  readonly systems: readonly CustomerSystem[];
};

/** The customer of a ticket. `sure` is false while only the sender says so: unverified mail can be written by anybody. */
export type TicketCustomer = { readonly customer: KnownCustomer | null; readonly cover: Cover; readonly sure: boolean };

/** Whether the agreement is in force on a local date; its first and last day count. */
export function coverOf({ number, from, until }: Agreement, day: string): Cover {
  if (number === null && from === null && until === null) return 'unknown';
  if (from !== null && day < from) return 'not_yet'; // ISO dates are in the order of their letters
  return until !== null && day > until ? 'expired' : 'covered';
}

/** Whose a request is. A sender who failed the check of our mail server is nobody's, whatever the address says. */
export function customerOf(
  known: { readonly customer: KnownCustomer | null; readonly customersImported: boolean },
  trust: Trust,
  day: string,
): TicketCustomer {
  if (!known.customersImported) return { customer: null, cover: 'unchecked', sure: false };
  if (known.customer === null || trust === 'failed') return { customer: null, cover: 'unknown', sure: false };
  return { customer: known.customer, cover: coverOf(known.customer.agreement, day), sure: trust === 'verified' };
}

/** Whether a request comes from outside an agreement. */
export function isOutside(cover: Cover): boolean {
  return cover !== 'covered' && cover !== 'unchecked';
}

/** The date (`2026-11-23`) that a calendar on the wall of this zone shows at an instant. */
export function dayIn(zone: string, at: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** The domains under which the sender of an address may be known, nearest first: its host, then the hosts above it. */
export function domainsAbove(address: string): readonly string[] {
  const labels = domainOf(address).split('.');
  const hosts = labels.slice(0, -1).map((_, i) => labels.slice(i).join('.'));
  return hosts.slice(-MOST_HOSTS);
}

/** Real hosts have a handful of labels; an address can be made with a hundred, each of which would be looked up. */
const MOST_HOSTS = 8;
