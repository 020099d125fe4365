import { DAY } from './time.ts';

/** So long after it was solved the page of a request may be looked at: a month's holidays, and no longer than anybody remembers. */
export const PAGE_LIFE = 30 * DAY;

/** Characters of what a customer may add at once; a longer text is a document, and comes by mail. */
export const LONGEST_ADDED = 20_000;

/** A customer's wish to have it sooner calls the next rung at most this often: whoever was called needs time to do something. */
export const WISH_EVERY = DAY;

/** Links to the page of one request, for the address that it came from. */
export type CustomerLinks = {
  /** The absolute URL; null where the settings name no `public_url`. */
  make(reference: string, address: string): string | null;
  /** The ticket that a token of ours names; null for what we did not make. Whose page it is only `isFor` tells. */
  ticketOf(token: string): string | null;
  /** Whether we made this token for this address. */
  isFor(token: string, address: string): boolean;
  /** The value of the hidden field in the forms of a token's page: who posts it has seen the page. */
  field(token: string): string;
  isField(token: string, given: string): boolean;
};
