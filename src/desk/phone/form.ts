import type { CallInput } from '../../acts/call.ts';
import { SYSTEMS, WORK, type System, type Work } from '../../domain/call.ts';
import { isLevel } from '../../domain/level.ts';
import { localIn } from '../../domain/say-time.ts';
import type { Instant } from '../../domain/time.ts';
import type { Caller } from '../../store/desk/callers.ts';

/** The fields of the form, by name; `key` says which form it is. */
export const FIELDS = [
  'key',
  'q',
  'caller',
  'text',
  'system',
  'work',
  'name',
  'number',
  'address',
  'ack',
  'began',
  'level',
  'mailbox',
  'subject',
  'free',
  'solution',
] as const;
export type Field = (typeof FIELDS)[number];

/** What stands in the form. */
export type Typed = Readonly<Record<Field, string>>;

/** Characters of a field; a text has room for what a long call told. */
const LONGEST = { text: 50_000, solution: 50_000, subject: 200, other: 300 } as const;

/** Reads what was sent, or kept. */
export function typedOf(given: ReadonlyMap<string, string>): Typed {
  return Object.fromEntries(
    FIELDS.map((name) => {
      const most = name === 'text' || name === 'solution' || name === 'subject' ? LONGEST[name] : LONGEST.other;
      return [name, (given.get(name) ?? '').slice(0, most)];
    }),
  ) as Typed;
}

/** Which caller was picked from the list: a customer, and the address of a person there ('' for the customer alone). */
export function pickedOf({ caller }: Typed): { readonly customerId: string; readonly address: string } | null {
  const [, customerId, address] = /^(\d{1,18}):(.*)$/su.exec(caller) ?? [];
  return customerId === undefined ? null : { customerId, address: address! };
}

/** The value by which a caller is picked. */
export function valueOf({ customerId, address }: Pick<Caller, 'customerId' | 'address'>): string {
  return `${customerId}:${address}`;
}

/** The call as it was written down. What was not typed is as the list of customers has it; `began` is the service hours' local time. */
export function callOf(
  typed: Typed,
  caller: Caller | null,
  about: {
    readonly zone: string;
    readonly now: Instant;
    readonly mailboxes: readonly string[];
    readonly asNumber: (typed: string) => string | null;
  },
): CallInput {
  const number = typed.number || (caller?.phone ?? '');
  const level = Number(typed.level);
  return {
    key: typed.key,
    mailbox: about.mailboxes.find((id) => id === typed.mailbox) ?? about.mailboxes[0]!,
    began: beganOf(typed.began, about.zone) ?? about.now,
    customerId: caller?.customerId ?? null,
    name: typed.name || (caller?.name ?? '') || nameIn(typed.q),
    address: typed.address || (caller?.address ?? ''),
    number: number === '' ? numberIn(typed.q, about.asNumber) : (about.asNumber(number) ?? number),
    subject: typed.subject,
    text: typed.text,
    system: typed.system in SYSTEMS ? (typed.system as System) : null,
    work: typed.work in WORK ? (typed.work as Work) : null,
    level: isLevel(level) ? level : null,
    keeps: typed.free !== 'yes',
    acknowledge: typed.ack === 'yes',
    solution: null,
  };
}

/** A name that was typed to look for somebody who is on no list. */
function nameIn(typed: string): string {
  return /\p{L}/u.test(typed) ? typed : '';
}

function numberIn(typed: string, asNumber: (typed: string) => string | null): string {
  return /\p{L}/u.test(typed) ? '' : (asNumber(typed) ?? typed);
}

/** Null for what is no time on the wall of this zone. */
export function beganOf(local: string, zone: string): Instant | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/u.test(local)) return null;
  try {
    return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return null;
  }
}

/** As a field for a date and a time shows it. */
export function localOf(at: Instant, zone: string): string {
  return localIn(zone, at).toPlainDateTime().toString({ smallestUnit: 'minute' });
}
