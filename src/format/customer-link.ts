import type { CustomerLinks } from '../domain/customer-link.ts';
import { compact, expand, same, sign } from './sign.ts';

/*
 * The link to a customer's page: `reference.address.signature`. The address that it was sent to is sealed, not said:
 * whoever finds a link learns nothing from it, and one for another address opens nothing. The signature over both lets a
 * guess be told without looking for any ticket, so that no answer takes longer where there is one.
 */

const ADDRESS_LENGTH = 16; // base32 characters: 80 bits, and nobody can try addresses without the key
const SIGNATURE_LENGTH = 26; // base32 characters: 130 bits, as those of action links
const TOKEN = new RegExp(`^([2-9a-z]{6})\\.[a-z2-7]{${ADDRESS_LENGTH}}\\.([a-z2-7]{${SIGNATURE_LENGTH}})$`, 'u');
const LONGEST = 64; // characters; a token has 50, and nothing longer is looked at

/** Makes and knows the links of this installation. `publicUrl`: where the pages are reached, without a slash at the end; null makes none. */
export function createCustomerLinks({
  key,
  publicUrl,
}: {
  readonly key: Buffer;
  readonly publicUrl: string | null;
}): CustomerLinks {
  const seal = (body: string): string => sign(key, 'customer', [body], SIGNATURE_LENGTH);
  const tokenOf = (reference: string, address: string): string => {
    const ticket = compact(reference);
    const body = `${ticket}.${sign(key, 'customer-address', [ticket, address.toLowerCase()], ADDRESS_LENGTH)}`;
    return `${body}.${seal(body)}`;
  };
  const ticketOf = (token: string): string | null => {
    const found = token.length > LONGEST ? null : TOKEN.exec(token);
    if (found === null || !same(found[2]!, seal(token.slice(0, token.lastIndexOf('.'))))) return null;
    return expand(found[1]!);
  };
  const field = (token: string): string => sign(key, 'customer-form', [token], SIGNATURE_LENGTH);
  return Object.freeze({
    make: (reference, address) => (publicUrl === null ? null : `${publicUrl}/c/${tokenOf(reference, address)}`),
    ticketOf,
    isFor(token, address) {
      const reference = ticketOf(token);
      return reference !== null && address !== '' && same(token, tokenOf(reference, address));
    },
    field,
    isField: (token, given) => same(given, field(token)),
  } satisfies CustomerLinks);
}
