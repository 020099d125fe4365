import { createHash } from 'node:crypto';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { FaxTold } from '../../domain/fax/fax.ts';
import { isWithheld } from '../../domain/fax/number.ts';
import type { Instant } from '../../domain/time.ts';
import { isCountry } from '../customers/numbers.ts';

/**
 * Whose delivery a fax is: the way in and its own id of the fax, so that a document which is handed over twice is one item. Where
 * the way in names none, the bytes: two transmissions of one paper differ in them always (time and number stand on each page).
 */
export function faxIdentity(fax: FaxTold, document: Uint8Array, acceptedAt: Instant): Buffer {
  const hash = createHash('sha256').update(`fax ${fax.source}\n`);
  if (fax.sourceId !== null) return hash.update(fax.sourceId).digest();
  // without a document there are only the words, and the same words may come again for another fax
  return hash.update(document.length > 0 ? document : `${acceptedAt} ${JSON.stringify(fax)}`).digest();
}

/** The caller as numbers are compared: E.164 where that can be told, else what digits there are; null without any. */
export function callerOf({ caller }: Pick<FaxTold, 'caller'>, country: string): string | null {
  if (caller === null || isWithheld(caller)) return null;
  const number = parsePhoneNumberFromString(caller, isCountry(country) ? country : undefined);
  if (number?.isPossible() === true) return number.number;
  const digits = caller.replaceAll(/\D/gu, '');
  return /[1-9]/u.test(digits) ? digits : null;
}
