import type { Caller } from '../../store/desk/callers.ts';

/*
 * Who calls. A person picks somebody from those who fit what was typed; unasked, only who alone has the whole number is picked,
 * and let go again when the number becomes another.
 */

/** Whom to call back. What stands there only because it was offered makes room for another offer. */
export const OFFERED = ['name', 'number', 'address'] as const;
export type Offered = Readonly<Record<(typeof OFFERED)[number], string>>;

/** A number as it was typed, in E.164; null when it is none. */
export type AsNumber = (typed: string) => string | null;

/** "Somebody else", said by a person. */
export const NOBODY = 'nobody';

/** The value by which a caller is picked. */
export function valueOf({ customerId, address }: Pick<Caller, 'customerId' | 'address'>): string {
  return `${customerId}:${address}`;
}

/** Which caller is meant by a value: a customer, and the address of a person there ('' for the customer alone). */
export function pickedOf(value: string): { readonly customerId: string; readonly address: string } | null {
  const [, customerId, address] = /^(\d{1,18}):(.*)$/su.exec(value) ?? [];
  return customerId === undefined ? null : { customerId, address: address! };
}

/** Who is picked: whom a person picked, else who alone has the number. `sure` is who was picked unasked. */
export function pickFrom<T extends { readonly caller: string; readonly sure: string }>(
  typed: T,
  found: readonly Caller[],
): T {
  if (typed.caller !== typed.sure) return { ...typed, sure: '' };
  const sure = ownerOf(found.filter(({ isExact }) => isExact));
  return { ...typed, caller: sure, sure };
}

/** Of those who have a number: the one person, or the one customer if several of its people have it; '' if it is shared. */
function ownerOf(exact: readonly Caller[]): string {
  const [first] = exact;
  if (first === undefined || exact.some(({ customerId }) => customerId !== first.customerId)) return '';
  const people = exact.filter(({ address }) => address !== '');
  return valueOf(people.length === 1 ? people[0]! : { ...first, address: '' });
}

/** Whom to call back if nobody says otherwise: the number that was typed, else the one that is known; who is on no list is as they were typed. */
export function offeredBy(q: string, caller: Caller | null, asNumber: AsNumber): Offered {
  const number = asNumber(q);
  if (caller !== null) return { name: caller.name, number: number ?? caller.phone ?? '', address: caller.address };
  if (/^[^\s@]+@[^\s@]+$/u.test(q)) return { name: '', number: '', address: q };
  const isName = /\p{L}/u.test(q);
  return { name: isName ? q : '', number: isName ? '' : (number ?? q), address: '' };
}
