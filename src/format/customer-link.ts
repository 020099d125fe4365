import type { CustomerLinks } from '../domain/customer-link.ts';
import { compact, expand, same, sign } from './sign.ts';

/*
 * The link to a customer's page: `reference.signature`. The address that it was sent to is signed, not said: whoever finds
 * a link learns nothing from it, and one for another address opens nothing.
 */

const SIGNATURE_LENGTH = 32; // base32 characters: 160 bits, for a link lives as long as the request and a month
const TOKEN = new RegExp(`^([2-9a-z]{6})\\.([a-z2-7]{${SIGNATURE_LENGTH}})$`, 'u');

/** Makes and knows the links of this installation. `publicUrl`: where the pages are reached, without a slash at the end; null makes none. */
export function createCustomerLinks({
  key,
  publicUrl,
}: {
  readonly key: Buffer;
  readonly publicUrl: string | null;
}): CustomerLinks {
  const tokenOf = (reference: string, address: string): string => {
    const ticket = compact(reference);
    return `${ticket}.${sign(key, 'customer', [ticket, address.toLowerCase()], SIGNATURE_LENGTH)}`;
  };
  const field = (token: string): string => sign(key, 'customer-form', [token], SIGNATURE_LENGTH);
  return Object.freeze({
    make: (reference, address) => (publicUrl === null ? null : `${publicUrl}/c/${tokenOf(reference, address)}`),
    ticketOf(token) {
      const found = TOKEN.exec(token.slice(0, 64))?.[1];
      return found === undefined ? null : expand(found);
    },
    isFor: (token, reference, address) => address !== '' && same(token, tokenOf(reference, address)),
    field,
    isField: (token, given) => same(given, field(token)),
  } satisfies CustomerLinks);
}
