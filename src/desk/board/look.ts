import { arrivalsOf, type Arrivals } from '../../domain/board/arrivals.ts';
import { forecast, type Forecast } from '../../domain/board/forecast.ts';
import { sumKept, type Kept } from '../../domain/board/kept.ts';
import { pacesOf, type Pace } from '../../domain/board/pace.ts';
import {
  hoursOf,
  nextClosing,
  sameWeekdays,
  todayAndWeek,
  workingDaysBefore,
  type Days,
} from '../../domain/board/times.ts';
import { DAY, HOUR, MINUTE, type Instant } from '../../domain/time.ts';
import { brokenIn, keptIn, type BrokenRow, type KeptRow } from '../../store/compliance.ts';
import { keepingActs, openPromises } from '../../store/desk/board-forecast.ts';
import { arrivedPer, boardCounts, escalations, type BoardCounts, type Escalation } from '../../store/desk/board.ts';
import { listTickets, type ListedTicket } from '../../store/ticket-list.ts';
import type { Ask, DeskDeps } from '../desk.ts';

/** Everything that the board shows. */
export type Board = {
  readonly counts: BoardCounts;
  /** until when a promise counts as due soon: a working hour from now */
  readonly soon: Instant;
  readonly today: Days;
  readonly week: Days;
  readonly keptToday: Kept;
  readonly thisWeek: readonly KeptRow[];
  readonly broken: readonly BrokenRow[];
  readonly arrivals: Arrivals;
  readonly free: readonly ListedTicket[];
  readonly escalated: readonly Escalation[];
  readonly outlook: Outlook | null;
};

/** What is to be expected until the office closes next. */
export type Outlook = Forecast & {
  readonly until: Instant;
  readonly pace: Pace;
  /** more promises are open than are looked at */
  readonly cut: boolean;
};

/** Rows of a list on the board; the number above it leads to all. */
const ROWS = 8;
const WEEKS = 4;
const PACE_DAYS = 10;
/** Acts whose pace is measured; more change no median. */
const MOST_ACTS = 3_000;
/** Open promises that are worked through. More than a desk works off in a day, so that those behind them change nothing today. */
export const MOST_OPEN = 20_000;
/** A ticket that was carried up longer ago is no news. */
const ESCALATED_WITHIN = 30 * DAY;
/** A median over ten days changes little in so long. */
const PACE_KNOWN = 5 * MINUTE;

/** Reads the board. What it measures of ten days is kept for some minutes, per desk. */
export function createLook({ acts }: DeskDeps): (ask: Pick<Ask, 'now' | 'zone'>) => Promise<Board> {
  const { db, terms, staff } = acts;
  const reps = staff.people.filter(({ roles }) => roles.includes('rep'));
  let known: { readonly at: Instant; readonly paces: ReturnType<typeof pacesOf> } | null = null;

  return async ({ now, zone }) => {
    const { business } = terms.current;
    const soon = business.due(now, HOUR / MINUTE) ?? now + HOUR;
    const { today, week } = todayAndWeek(now, zone);
    const [weeks, days] = [await keptIn(db, [week, today], now), sameWeekdays(now, zone, WEEKS)];
    const hours = days.map((day) => hoursOf(day, zone));
    const { counts, first } = await arrivedPer(db, hours.flat());
    const perDay = hours.map((_, n) => counts.slice(n * 24, (n + 1) * 24));
    return {
      counts: await boardCounts(db, { now, soon }),
      soon,
      today,
      week,
      keptToday: sumKept(weeks.filter(({ stretch }) => stretch === 1)),
      thisWeek: weeks.filter(({ stretch }) => stretch === 0),
      broken: await brokenIn(db, week, { limit: ROWS, now }),
      arrivals: arrivalsOf(
        perDay,
        days,
        { now, first },
        hours[0]!.map(({ from }) => from),
      ),
      free: await listTickets(db, { show: 'open', assignee: null, after: null, limit: ROWS }),
      escalated: await escalations(db, { since: now - ESCALATED_WITHIN, limit: ROWS }),
      outlook: await outlookAt(now),
    };
  };

  async function outlookAt(now: Instant): Promise<Outlook | null> {
    const { business } = terms.current;
    const until = nextClosing(now, business);
    if (until === null) return null;
    const { desk, of } = await pacesAt(now);
    const open = await openPromises(db, { until, limit: MOST_OPEN + 1 });
    const worked = open.slice(0, MOST_OPEN);
    return {
      ...forecast({ open: worked, people: reps, paces: of, now, until }),
      until,
      pace: desk,
      cut: open.length > worked.length,
    };
  }

  async function pacesAt(now: Instant): Promise<ReturnType<typeof pacesOf>> {
    if (known === null || now < known.at || now - known.at >= PACE_KNOWN) {
      const since = workingDaysBefore(now, terms.current.business, PACE_DAYS);
      known = { at: now, paces: pacesOf(await keepingActs(db, since, MOST_ACTS), reps) };
    }
    return known.paces;
  }
}
