import {
  isSupportedCountry,
  ParseError,
  parsePhoneNumberFromString,
  parsePhoneNumberWithError,
  type CountryCode,
} from 'libphonenumber-js/min';
import { bare, roundedAway, type Complain } from './cells.ts';

/** Two capital letters (ISO 3166). */
export type Country = CountryCode;

/** Whether a country's numbers are known. */
export function isCountry(code: string): code is Country {
  return isSupportedCountry(code);
}

/** A number that somebody typed, in E.164; one without a country is read as one of `country`. Null when it is none. */
export function asNumber(typed: string, country: string): string | null {
  return isCountry(country) ? readNumber(typed, country, () => {}) : null;
}

/** The country of a number in E.164; null when it is none, or of no single country. */
export function regionOf(number: string): string | null {
  return parsePhoneNumberFromString(number)?.country ?? null;
}

/**
 * A telephone number in E.164 (`+15550102231`); one without a country is read as one of `country`. Its length must fit:
 * whether it is given to anybody is not asked, since number plans change faster than programs.
 */
export function readNumber(part: string, country: Country, complain: Complain): string | null {
  const value = bare(part);
  const rounded = roundedAway(value);
  if (rounded !== null) {
    complain(part, rounded);
    return null;
  }
  try {
    const number = parsePhoneNumberWithError(value, { defaultCountry: country, extract: false });
    if (number.ext !== undefined)
      complain(part, 'has an extension, which cannot be kept; give the direct number, or the one without it');
    else if (number.isPossible()) return number.number;
    else
      complain(
        part,
        `has too few or too many digits for a ${number.country ?? `+${number.countryCallingCode}`} number; ${RIGHT}`,
      );
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    complain(part, `${WHY[error.message] ?? 'is no telephone number'}; ${RIGHT}`);
  }
  return null;
}

const RIGHT = 'write it whole, best with its country: +1 555 010 2231';

const WHY: Readonly<Record<string, string>> = {
  TOO_SHORT: 'is too short for a telephone number',
  TOO_LONG: 'is too long for a telephone number',
  INVALID_COUNTRY: 'begins with a country code that does not exist',
};
