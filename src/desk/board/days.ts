import { daysFrom, type Days } from '../../domain/board/times.ts';
import type { Ask } from '../desk.ts';

/** The days that a page is asked for, `from` and `to` both included; those given by default where none are named; or what is wrong with them. */
export function readDays(
  { query, zone }: Pick<Ask, 'query' | 'zone'>,
  usual: Days,
): { readonly days: Days; readonly problem: string | null } {
  const [first, last] = [query.get('from') || usual.first, query.get('to') || usual.last].map(asDate);
  if (first === null || first === undefined || last === null || last === undefined)
    return { days: usual, problem: 'A day is written 2026-11-23; these days cannot be read, so this week is shown' };
  if (Temporal.PlainDate.compare(first, last) > 0)
    return { days: usual, problem: 'The first day is after the last one, so this week is shown' };
  return { days: daysFrom(first, last, zone), problem: null };
}

function asDate(text: string): Temporal.PlainDate | null {
  const found = /^(?:20\d\d)-(\d\d)-(\d\d)$/u.exec(text);
  if (found === null) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    return null; // 2026-02-31
  }
}
