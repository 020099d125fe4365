import type { FaxTold } from './fax.ts';
import { sameNumber } from './number.ts';

/** The mailbox of a fax: that of the number that was dialled, as far as it is told and the settings know it; else `otherwise`. */
export function mailboxOfFax(
  { dialled }: Pick<FaxTold, 'dialled'>,
  numbers: readonly { readonly number: string; readonly mailbox: string }[],
  otherwise: string,
): string {
  // two numbers that end alike are told apart only by a number that is told whole
  const [only, another] = numbers.filter(({ number }) => sameNumber(number, dialled));
  return only !== undefined && another === undefined ? only.mailbox : otherwise;
}
