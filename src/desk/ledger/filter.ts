import { asReference } from '../../domain/reference.ts';
import type { Instant } from '../../domain/time.ts';
import { LEDGER_STATES, type Find, type LedgerFilter } from '../../store/desk/ledger.ts';

/** What of the ledger somebody asks for: as it was typed, to be shown again, and as it is looked up. */
export type Asked = {
  readonly typed: Readonly<Record<Field, string>>;
  readonly filter: LedgerFilter;
  /** what of it could not be understood, in a sentence, or null */
  readonly problem: string | null;
};

export const FIELDS = ['state', 'mailbox', 'via', 'q', 'from', 'to'] as const;
type Field = (typeof FIELDS)[number];
/** The ways in (sources/port.ts), as people call them. */
export const WAYS: Readonly<Record<string, string>> = {
  imap: 'IMAP',
  smtp: 'SMTP',
  lmtp: 'LMTP',
  folder: 'folder',
  fax: 'fax line',
  phone: 'telephone',
  page: "customer's page",
};

/** Reads the address of a view of the ledger. Days are those of the service hours. */
export function askedOf(query: ReadonlyMap<string, string>, zone: string): Asked {
  const typed = Object.fromEntries(
    FIELDS.map((name) => [name, (query.get(name) ?? '').trim().slice(0, 300)]),
  ) as Readonly<Record<Field, string>>;
  const state = LEDGER_STATES.find((one) => one === typed.state) ?? null;
  const from = dayStart(typed.from, zone, 0);
  const until = dayStart(typed.to, zone, 1);
  const find = typed.q === '' ? null : findOf(typed.q);
  const problem =
    from === 'unclear' || until === 'unclear'
      ? 'That is no day. Write days like 2026-11-23.'
      : find === 'unclear'
        ? 'There is no letter or digit in what you look for.'
        : from !== null && until !== null && from >= until
          ? 'The first day is after the last one.'
          : null;
  return {
    typed,
    problem,
    filter: {
      state,
      mailbox: typed.mailbox || null,
      via: Object.keys(WAYS).find((way) => way === typed.via) ?? null,
      from: from === 'unclear' ? null : from,
      until: until === 'unclear' ? null : until,
      find: find === 'unclear' ? null : find,
    },
  };
}

/** The address of a view, with some of it changed. */
export function hrefOf(typed: Asked['typed'], change: Partial<Record<Field | 'after', string>> = {}): string {
  const query = new URLSearchParams(
    Object.entries({ ...typed, ...change }).filter(([, value]) => value !== undefined && value !== ''),
  );
  return query.size === 0 ? '/ledger' : `/ledger?${query.toString()}`;
}

function dayStart(text: string, zone: string, daysLater: number): Instant | null | 'unclear' {
  if (text === '') return null;
  if (!/^\d{4}-\d\d-\d\d$/u.test(text)) return 'unclear';
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).add({ days: daysLater }).toZonedDateTime(zone)
      .epochMilliseconds;
  } catch {
    return 'unclear'; // 2026-02-30
  }
}

/** Words that are looked for at once; more only make it slow. */
const MOST_WORDS = 12;

/** What somebody looks for: a number of ours, a Message-ID, an address, a telephone number, else words. */
function findOf(text: string): Find | 'unclear' {
  const id = /^#?(\d{1,18})$/u.exec(text)?.[1] ?? null;
  const reference = asReference(text.replace(/^\[?#?/u, '').replace(/\]$/u, ''));
  const digits = text.replaceAll(/\D/gu, '');
  const phone = /^[+(]?\d[\d\s().-]{6,30}$/u.test(text) && digits.length >= 7 ? digits : null;
  if (id !== null || reference !== null || phone !== null) return { by: 'number', id, reference, phone };
  if (/^<[^\s<>]+>$/u.test(text)) return { by: 'message', id: text };
  if (/^[^\s@<>]+@[^\s@<>]+$/u.test(text)) return { by: 'address', address: text.toLowerCase(), id: `<${text}>` };
  const words = [...text.normalize('NFC').matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(([word]) => word).slice(0, MOST_WORDS);
  return words.length === 0 ? 'unclear' : { by: 'words', words };
}
