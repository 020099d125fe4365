import { todayAndWeek, type Days } from '../../domain/board/times.ts';
import { LEVELS, type Level } from '../../domain/level.ts';
import type { PromiseCursor, PromiseQuery } from '../../store/desk/board-promises.ts';
import type { Ask } from '../desk.ts';
import { readDays } from './days.ts';

/** What a list of promises is asked for. `open`: those that are not kept yet, whatever the days. */
export type ListAsked = {
  readonly open: 'late' | 'soon' | null;
  readonly days: Days;
  readonly query: PromiseQuery;
  readonly after: PromiseCursor | null;
  /** what could not be read of it, in a sentence */
  readonly problem: string | null;
};

/** Whose promises are asked for where nobody had them. */
export const NOBODY = 'nobody';

/** Reads the address of a list of promises; this week, where no days are named. */
export function readList(ask: Pick<Ask, 'query' | 'now' | 'zone'>): ListAsked {
  const { query } = ask;
  const { days, problem } = readDays(ask, todayAndWeek(ask.now, ask.zone).week);
  const [open, kept, metric, rep] = ['open', 'kept', 'metric', 'rep'].map((name) => query.get(name) ?? '');
  return {
    open: open === 'late' || open === 'soon' ? open : null,
    days,
    query: {
      from: days.from,
      until: days.until,
      kept: kept === 'yes' ? true : kept === 'no' ? false : null,
      metric: metric === 'call_back' || metric === 'resolution' ? metric : null,
      level: levelOf(query.get('level')),
      rep: rep === undefined || rep === '' ? undefined : rep === NOBODY ? null : rep,
    },
    after: readCursor(query.get('after') ?? ''),
    problem,
  };
}

/** The same list as an address, without a place in it. */
export function addressOf({ open, days, query }: ListAsked): string {
  if (open !== null) return `open=${open}`;
  const { kept, metric, level, rep } = query;
  const parts = {
    from: days.first,
    to: days.last,
    ...(kept === null ? {} : { kept: kept ? 'yes' : 'no' }),
    ...(metric === null ? {} : { metric }),
    ...(level === null ? {} : { level: String(level) }),
    ...(rep === undefined ? {} : { rep: rep ?? NOBODY }),
  };
  return new URLSearchParams(parts).toString();
}

/** The place of a row in its list, for the address of the next page. */
export function cursorOf({ countedAt, ticketId, metric, cycle }: PromiseCursor): string {
  return `${countedAt}.${ticketId}.${metric}.${cycle}`;
}

function readCursor(text: string): PromiseCursor | null {
  const found = /^(\d{1,15})\.(\d{1,18})\.(call_back|update|resolution)\.(\d{1,9})$/u.exec(text);
  if (found === null) return null;
  const [, at, ticketId, metric, cycle] = found as unknown as readonly string[];
  return {
    countedAt: Number(at),
    ticketId: ticketId!,
    metric: metric as PromiseCursor['metric'],
    cycle: Number(cycle),
  };
}

function levelOf(text: string | undefined): Level | null {
  return LEVELS.find((level) => String(level) === text) ?? null;
}
