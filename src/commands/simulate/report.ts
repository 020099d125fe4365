import { LEVELS, type Level } from '../../domain/level.ts';
import { dutyHours } from './duty-hours.ts';
import { sayTime } from '../../domain/say-time.ts';
import type { Instant } from '../../domain/time.ts';
import type { House } from '../../serve.ts';
import { brokenIn, keptIn } from '../../store/compliance.ts';
import { sql } from '../../store/sql.ts';
import type { Load } from './reps.ts';

/** What a simulation came to. */
export type Report = {
  readonly from: string;
  readonly until: string;
  readonly tickets: readonly { readonly level: Level; readonly n: number }[];
  readonly promises: readonly {
    readonly metric: string;
    readonly level: Level;
    readonly kept: number;
    readonly broken: number;
  }[];
  /** what the watch said, by kind: reminders to reps, alerts to rungs, reminders to customers */
  readonly said: readonly { readonly kind: string; readonly n: number }[];
  readonly mails: readonly { readonly to: string; readonly n: number }[];
  readonly reps: readonly ({ readonly person: string; readonly dutyHours: number } & Load)[];
  readonly worst: readonly {
    readonly reference: string;
    readonly metric: string;
    readonly level: Level;
    readonly dueAt: string;
    readonly metAt: string | null;
    readonly lateMinutes: number;
    readonly hadIt: string;
  }[];
};

const WORST = 5;

/** Reads off the model what was promised and kept. */
export async function reportOf(
  house: House,
  { from, until }: { readonly from: Instant; readonly until: Instant },
  loads: ReadonlyMap<string, Load>,
): Promise<Report> {
  const { db } = house.store;
  const { business } = house.terms.current;
  const { people } = house.acts.staff;
  const nameOf = (id: string | null): string => people.find((person) => person.id === id)?.name ?? 'nobody';
  const kept = await keptIn(db, [{ from, until }], until);
  const broken = await brokenIn(db, { from, until }, { limit: 100_000, now: until });
  return {
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    tickets: await db.many(
      sql`select coalesce(confirmed_level, suggested_level) as level, count(*)::int as n from ticket where bucket = 'desk' group by 1 order by 1`,
    ),
    promises: (['call_back', 'resolution'] as const).flatMap((metric) =>
      LEVELS.map((level) => {
        const rows = kept.filter((row) => row.metric === metric && row.level === level);
        return { metric, level, kept: sum(rows.map((row) => row.kept)), broken: sum(rows.map((row) => row.broken)) };
      }),
    ),
    said: await db.many(
      sql`select kind, count(*)::int as n from alarm where said = 'mailed' group by kind order by kind`,
    ),
    mails: await db.many(sql`
      select to_address as "to", count(*)::int as n from outbox where kind in ('notice', 'reminder', 'alert') group by 1 order by 1`),
    reps: people
      .filter(({ id }) => loads.has(id))
      .map((person) => ({ person: person.name, dutyHours: dutyHours(person, from, until), ...loads.get(person.id)! })),
    worst: broken
      .map((row) => ({ row, late: business.worked(row.dueAt, row.metAt ?? until) / 60 }))
      .toSorted((a, b) => b.late - a.late)
      .slice(0, WORST)
      .map(({ row, late }) => ({
        reference: row.reference,
        metric: row.metric,
        level: row.level,
        dueAt: sayTime(row.dueAt, { now: until, zone: business.spec.timezone }),
        metAt: row.metAt === null ? null : sayTime(row.metAt, { now: until, zone: business.spec.timezone }),
        lateMinutes: Math.round(late),
        hadIt: nameOf(row.assignee),
      })),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
