import { domainToASCII } from 'node:url';
import { cleanText, domainOf, oneLine, plainAddress } from '../../domain/address.ts';
import { ENVIRONMENTS, type CustomerContact, type CustomerSystem } from '../../domain/customer.ts';
import { sharedDomain } from '../../domain/shared-domain.ts';

/** Told of a part of a cell that cannot be read: the part, and what is wrong with it. */
export type Complain = (value: string, text: string) => void;

/** The parts of a cell: separated by semicolons or by line ends, cleaned, empty ones left out. */
export function partsOf(cell: string): readonly string[] {
  return cleanText(cell, LONGEST_CELL)
    .split(/[;\n]/u)
    .map((part) => oneLine(part, LONGEST_CELL))
    .filter((part) => part !== '');
}

const LONGEST_CELL = 100_000; // characters

/**
 * Takes away what spreadsheets put around a value so that they leave it alone: `'+1 555`, `="00123"`. Not for names:
 * there are towns that begin with an apostrophe.
 */
export function bare(value: string): string {
  return value.replace(/^="(.*)"$/u, '$1').replace(/^'(?=[+=\d\p{L}])/u, '');
}

/** A number as a spreadsheet writes it when it is too long for it: `1.555E+10`. */
const ROUNDED = /^[+-]?\d(?:[.,]\d+)?E\+?\d+$/iu;

/** Why a value is a number that a spreadsheet has rounded, or null. */
export function roundedAway(value: string): string | null {
  return ROUNDED.test(value)
    ? 'is a number that a spreadsheet has rounded, its last digits are lost; format the column as text there, and enter it again'
    : null;
}

/** A number of an agreement, or any other word of the office; at most 100 characters. */
export function readWord(cell: string, complain: Complain): string | null {
  const value = bare(oneLine(cell, LONGEST_CELL));
  if (value === '') return null;
  const rounded = roundedAway(value);
  if (rounded !== null) complain(value, rounded);
  else if (value.length > 100) complain(value, 'is longer than 100 characters');
  else return value;
  return null;
}

/** A time zone by its name in the IANA database. */
export function readZone(cell: string, complain: Complain): string | null {
  const value = bare(oneLine(cell, 100));
  if (value === '') return null;
  if (/^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+$/u.test(value) && isZone(value)) return value;
  complain(value, 'is no time zone that is known; write America/Denver or Europe/Berlin');
  return null;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A date in ISO form; everything else is read differently in different countries, and is refused with a hint. */
export function readDate(cell: string, complain: Complain): string | null {
  const value = bare(oneLine(cell, 100));
  if (value === '') return null;
  const date = /^(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00)?)?$/u.exec(value)?.[1];
  if (date !== undefined && isDate(date)) return date;
  complain(value, `${date === undefined ? whyNoDate(value) : 'is a day that does not exist'}; write 2027-03-31`);
  return null;
}

function whyNoDate(value: string): string {
  if (/^\d{5}$/u.test(value)) {
    const day = Temporal.PlainDate.from('1899-12-30').add({ days: Number(value) }); // where Excel counts days from
    return `is a spreadsheet's count of days, ${day.toString()} perhaps, so format the column as a date there`;
  }
  return /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$/u.test(value)
    ? 'is read differently in different countries, so the year comes first, then the month, then the day'
    : 'is no date: year, month, day';
}

function isDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}

/** A customer's own domain, in ASCII and lower-cased. */
export function readDomain(part: string, complain: Complain): string | null {
  const value = bare(part).toLowerCase();
  const name = value.replace(/^@/u, '');
  const domain = name.includes('@') || plainAddress(`x@${name}`) === null ? '' : domainToASCII(name);
  const shared = sharedDomain(domain);
  if (domain === '') complain(part, 'is no domain; write what stands behind the @ of their addresses: contoso.example');
  else if (shared !== null)
    complain(part, `${shared}; name the people with their addresses under contacts in place of it`);
  else return domain;
  return null;
}

/** `Ana Ruiz <ana@contoso.example> +1 555 010 2231`; name and number may be missing. */
export function readContact(
  part: string,
  complain: Complain,
  readNumber: (text: string) => string | null,
): CustomerContact | null {
  const [, name, angled, bareOne, rest] = /^(?:(.*?)\s*<([^<>]*)>|([^\s<>]+@[^\s<>]+))\s*(.*)$/u.exec(bare(part)) ?? [];
  const address = plainAddress(angled ?? bareOne ?? '');
  if (address === null || !domainOf(address).includes('.')) {
    complain(part, 'is no contact; write Ana Ruiz <ana@contoso.example> +1 555 010 2231 (the number may be left out)');
    return null;
  }
  const phone = rest === undefined || rest === '' ? null : readNumber(rest);
  const shown = (name ?? '').replace(/^["']+|["']+$/gu, '').slice(0, 200);
  return { address: inAscii(address), name: shown, phone };
}

/** Lower-cased, its domain as it travels (RFC 5890): mails may name it either way. */
function inAscii(address: string): string {
  const domain = domainOf(address);
  return `${address.slice(0, -domain.length).toLowerCase()}${domainToASCII(domain) || domain}`;
}

const GO_LIVE = /^(.+?)\s*:\s*(\p{L}+)(?:\s*,\s*go[\s-]?live:?\s+(.+))?$/iu;

/** `payroll: production`, `billing: test, go-live 2027-03-01`. */
export function readSystem(part: string, complain: Complain): CustomerSystem | null {
  const [, name, kind, date] = GO_LIVE.exec(bare(part)) ?? [];
  const environment = ENVIRONMENTS.find((known) => known === kind?.toLowerCase());
  if (name === undefined || environment === undefined) {
    const why = name === undefined ? 'is no system' : 'has an environment that is not known';
    complain(
      part,
      `${why}; write payroll: production, or billing: test, go-live 2027-03-01 (${ENVIRONMENTS.join(', ')})`,
    );
    return null;
  }
  return { name: name.slice(0, 100), environment, goLive: date === undefined ? null : readDate(date, complain) };
}
