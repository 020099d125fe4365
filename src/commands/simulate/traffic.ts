import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { Calendar } from '../../domain/calendar.ts';
import { HOUR, MINUTE, type Instant } from '../../domain/time.ts';
import { permanent } from '../../lib/fault.ts';
import { sql, type Db } from '../../store/sql.ts';
import type { Random } from './random.ts';

/** A mail that comes in. */
export type Arrival = { readonly at: Instant; readonly from: string; readonly subject: string; readonly body: string };

/** What people ask of a vendor of software: gravest first, each with how often it comes in a hundred. */
const TEXTS: readonly (readonly [often: number, subject: string, body: string])[] = [
  [3, 'Production is down', 'Our production system is down since this morning, nobody can log in.'],
  [9, 'Cannot post invoices', 'We cannot post invoices on the live system, all clerks get error 3021.'],
  [5, 'Test system down', 'Our test system is down, we cannot test and cannot go live next week.'],
  [13, 'Import fails on the test system', 'On the test system the import keeps failing; other tests go on.'],
  [20, 'Wrong label in the list', 'The label of the third column is wrong, a minor problem; work is not affected.'],
  [50, 'How do I add a report?', 'How do I add a second signature to the monthly report? '],
];

/** Mails an hour while the office is open, and while it is closed; most customers work when the office does. */
const OPEN_PER_HOUR = 3;
const CLOSED_PER_HOUR = 0.3;
const CUSTOMERS = 40;

/** Made-up traffic for some days: mails come by chance, more of them in service hours. */
export function madeUp(from: Instant, until: Instant, calendar: Calendar, random: Random): readonly Arrival[] {
  const found: Arrival[] = [];
  for (let at = from; at < until;) {
    const rate = calendar.isOpen(at) ? OPEN_PER_HOUR : CLOSED_PER_HOUR;
    // Time to the next one at this rate; looked at again every hour, for the rate changes.
    const gap = (-Math.log(1 - random.next()) / rate) * HOUR;
    if (gap > HOUR) {
      at += HOUR;
      continue;
    }
    at += Math.max(MINUTE, gap);
    if (at >= until) break;
    const [, subject, body] = byShare(random);
    const customer = Math.floor(random.next() * CUSTOMERS) + 1;
    found.push({
      at: Math.floor(at / 1000) * 1000,
      from: `person${customer}@customer${customer}.example`,
      subject,
      body,
    });
  }
  return found;
}

function byShare(random: Random): (typeof TEXTS)[number] {
  let left = random.next() * TEXTS.reduce((sum, [often]) => sum + often, 0);
  return TEXTS.find(([often]) => (left -= often) < 0) ?? TEXTS.at(-1)!;
}

/**
 * Traffic from a CSV file with the columns at (ISO 8601; a time without an offset is the office's), from, subject and body, in
 * the order of time. Rejects with the row that is wrong.
 */
export async function fromCsv(file: string, zone: string): Promise<readonly Arrival[]> {
  const rows = createReadStream(file).pipe(parse({ columns: true, bom: true, trim: true, skip_empty_lines: true }));
  const found: Arrival[] = [];
  for await (const row of rows as AsyncIterable<Readonly<Record<string, string>>>) {
    const { at, from, subject, body = '' } = row;
    const n = found.length + 2;
    const instant = instantOf(at ?? '', zone);
    if (instant === null)
      throw permanent(`${file} row ${n}: at "${at ?? ''}" is no instant; write it as 2026-11-30T14:05:00Z`);
    if (from === undefined || !from.includes('@'))
      throw permanent(`${file} row ${n}: from "${from ?? ''}" is no address`);
    if (subject === undefined) throw permanent(`${file} row ${n}: the column subject is missing`);
    found.push({ at: instant, from, subject, body });
  }
  return found.toSorted((a, b) => a.at - b.at);
}

function instantOf(text: string, zone: string): Instant | null {
  try {
    return /[zZ]$|[+-]\d{2}:?\d{2}$/u.test(text)
      ? Temporal.Instant.from(text).epochMilliseconds
      : Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return null;
  }
}

/** The same traffic so many days earlier or later that its first day is the one that begins at `start`; each mail at its own time of day. */
export function movedTo(start: Instant, arrivals: readonly Arrival[], zone: string): readonly Arrival[] {
  const local = (at: Instant): Temporal.ZonedDateTime =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const [first] = arrivals;
  if (first === undefined) return arrivals;
  const { days } = local(first.at).toPlainDate().until(local(start).toPlainDate());
  return days === 0
    ? arrivals
    : arrivals.map((mail) => ({ ...mail, at: local(mail.at).add({ days }).epochMilliseconds }));
}

/** The requests that really came in during the last days, moved so that it begins at `start`; read from the office's database, where nothing is changed. */
export async function fromHistory(db: Db, days: number, start: Instant, now: Instant): Promise<readonly Arrival[]> {
  const since = now - days * 24 * HOUR;
  // answers on a ticket come of what is said in the model
  const rows = await db.many<Arrival>(sql`
    select t.accepted_at as at, m.from_address as "from", m.subject, left(m.body, 20000) as body
    from ticket t join lateral (select f.* from message f where f.ticket_id = t.id order by f.id limit 1) m on true
    where t.accepted_at >= ${new Date(since)} and m.kind = 'human' and m.from_address <> '' order by t.accepted_at, t.id`);
  return rows.map((row) => ({ ...row, at: row.at - since + start }));
}
