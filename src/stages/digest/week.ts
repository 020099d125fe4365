import { sumsByMetric, whyBroken } from '../../domain/board/kept.ts';
import { LEVELS } from '../../domain/level.ts';
import type { Policy } from '../../domain/policy.ts';
import { weeksBefore, type ReportDay } from '../../domain/promise/report-day.ts';
import type { Instant } from '../../domain/time.ts';
import type { Weekly } from '../../format/letter/weekly.ts';
import { arrivedIn, brokenIn, keptIn, reratedIn } from '../../store/compliance.ts';
import type { Tx } from '../../store/sql.ts';

/** Weeks of the trend; more a telephone has no room for. */
const WEEKS = 6;
/** Broken promises that are told one by one. */
const MOST_BROKEN = 30;

/** What the week's report says: what was promised and kept, of how many, where it broke and why. */
export async function weekOf(
  tx: Tx,
  policy: Policy,
  week: NonNullable<ReportDay['week']>,
  now: Instant,
): Promise<Weekly> {
  const weeks = weeksBefore(week.until, policy.terms.calendar.timezone, WEEKS);
  const counted = await keptIn(tx, weeks, now);
  const rows = counted.filter(({ stretch }) => stretch === WEEKS - 1);
  const broken = await brokenIn(tx, week, { limit: MOST_BROKEN, now });
  const nameOf = (id: string): string => policy.staff.people.find((person) => person.id === id)?.name ?? id;
  return {
    name: `Week ${week.number}`,
    from: week.from,
    until: week.until,
    ...sumsByMetric(rows),
    levels: LEVELS.map((level) => ({
      level,
      name: policy.levels[level].name,
      ...sumsByMetric(rows.filter((row) => row.level === level)),
    })),
    reps: [...new Set(rows.flatMap(({ rep }) => rep ?? []))].map((rep) => ({
      name: nameOf(rep),
      ...sumsByMetric(rows.filter((row) => row.rep === rep)),
    })),
    trend: weeks.map(({ number }, n) => ({
      label: `W${number}`,
      ...sumsByMetric(counted.filter(({ stretch }) => stretch === n)).callBacks,
    })),
    broken: broken.map(({ assignee, vain, told, total: _total, ...row }) => ({
      ...row,
      why: whyBroken({ ...row, assignee, vain }, nameOf),
      told: told.map(nameOf),
      url: null,
    })),
    brokenTotal: broken[0]?.total ?? 0,
    rerated: (await reratedIn(tx, week)).map(({ actor, ...row }) => ({ ...row, by: nameOf(actor), url: null })),
    ledger: await arrivedIn(tx, week),
    board: null,
  };
}
