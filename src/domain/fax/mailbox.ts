import type { FaxTold } from './fax.ts';

/** How many of a number's last digits tell it from the others: lines tell numbers with and without their country and area. */
const TELLING_DIGITS = 7;

/** The mailbox of a fax: that of the number that was dialled, as far as it is told and the settings know it; else `otherwise`. */
export function mailboxOfFax(
  { dialled }: Pick<FaxTold, 'dialled'>,
  numbers: readonly { readonly number: string; readonly mailbox: string }[],
  otherwise: string,
): string {
  const told = digitsOf(dialled ?? '');
  if (told.length < TELLING_DIGITS) return otherwise;
  const fitting = numbers.filter(({ number }) => {
    const known = digitsOf(number);
    return known.endsWith(told) || told.endsWith(known);
  });
  // two numbers that end alike are told apart only by a number that is told whole
  const [only, another] = fitting;
  return only !== undefined && another === undefined ? only.mailbox : otherwise;
}

function digitsOf(number: string): string {
  return number.replaceAll(/\D/gu, '').replace(/^0+/u, '');
}
