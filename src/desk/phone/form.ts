import type { CallInput } from '../../acts/call.ts';
import { systemOf, SYSTEMS, WORK, type System, type Work } from '../../domain/call.ts';
import { dayIn } from '../../domain/customer.ts';
import { isLevel } from '../../domain/level.ts';
import { localIn } from '../../domain/say-time.ts';
import type { Instant } from '../../domain/time.ts';
import { offeredBy, OFFERED, type AsNumber } from './caller.ts';
import type { Caller } from '../../store/desk/callers.ts';

/** The fields of the form, by name; `key` says which form it is, `sure` who was picked unasked, `zone` in which zone `began` is told. */
export const FIELDS = [
  'key',
  'q',
  'caller',
  'sure',
  'text',
  'system',
  'work',
  ...OFFERED,
  'ack',
  'began',
  'zone',
  'level',
  'mailbox',
  'subject',
  'free',
  'solution',
] as const;
export type Field = (typeof FIELDS)[number];

/** What stands in the form. Whom to call back is '' where it stands there only because it was offered. */
export type Typed = Readonly<Record<Field, string>>;

/** Characters of a field; a text has room for what a long call told. */
const LONGEST = { text: 50_000, solution: 50_000, subject: 200, other: 300 } as const;
/** What names a system of the customer, before its name. */
const NAMED = 'named:';

/** Reads what was sent, or kept. */
export function typedOf(given: ReadonlyMap<string, string>): Typed {
  return Object.fromEntries(
    FIELDS.map((name) => {
      const most = name === 'text' || name === 'solution' || name === 'subject' ? LONGEST[name] : LONGEST.other;
      const value = (given.get(name) ?? '').slice(0, most);
      return [name, value === given.get(`offered_${name}`) ? '' : value];
    }),
  ) as Typed;
}

/** The call as it was written down. What was not typed is as the list of customers has it; `began` is the service hours' local time. */
export function callOf(
  typed: Typed,
  caller: Caller | null,
  about: {
    readonly zone: string;
    readonly now: Instant;
    readonly mailboxes: readonly string[];
    readonly asNumber: AsNumber;
  },
): CallInput {
  const { zone, now, mailboxes, asNumber } = about;
  const offered = offeredBy(typed.q, caller, asNumber);
  const number = typed.number || offered.number;
  const level = Number(typed.level);
  const began = beganOf(typed, about) ?? now;
  return {
    key: typed.key,
    mailbox: mailboxes.find((id) => id === typed.mailbox) ?? mailboxes[0]!,
    began,
    customerId: caller?.customerId ?? null,
    name: typed.name || offered.name,
    address: typed.address || offered.address,
    number: asNumber(number) ?? number,
    subject: typed.subject,
    text: typed.text,
    ...systemIn(typed.system, caller, dayIn(zone, began)),
    work: typed.work in WORK ? (typed.work as Work) : null,
    level: isLevel(level) ? level : null,
    keeps: typed.free !== 'yes',
    acknowledge: typed.ack === 'yes',
    solution: null,
  };
}

/** The value by which a system of the customer is picked. */
export function valueOfSystem(name: string): string {
  return `${NAMED}${name}`;
}

function systemIn(
  typed: string,
  caller: Caller | null,
  day: string,
): { readonly system: System | null; readonly systemName: string } {
  if (typed in SYSTEMS) return { system: typed as System, systemName: '' };
  const named = caller?.systems.find(({ name }) => valueOfSystem(name) === typed);
  return named === undefined
    ? { system: null, systemName: '' }
    : { system: systemOf(named, day), systemName: named.name };
}

/** When a call began. Null for what is no time on a wall; of an hour that is told twice in a night, the later one that is not still to come. */
export function beganOf(
  { began, zone: told }: Pick<Typed, 'began' | 'zone'>,
  { zone, now }: { readonly zone: string; readonly now: Instant },
): Instant | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/u.test(began)) return null;
  try {
    const wall = Temporal.PlainDateTime.from(began);
    const at = (disambiguation: 'earlier' | 'later'): Instant =>
      wall.toZonedDateTime(told || zone, { disambiguation }).epochMilliseconds;
    return at('later') <= now ? at('later') : at('earlier');
  } catch {
    return null;
  }
}

/** As a field for a date and a time shows it. */
export function localOf(at: Instant, zone: string): string {
  return localIn(zone, at).toPlainDateTime().toString({ smallestUnit: 'minute' });
}
