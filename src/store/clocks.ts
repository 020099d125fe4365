import type { Clock } from '../domain/promise/clock.ts';
import { dangerOf } from '../domain/promise/danger.ts';
import type { Standing } from '../domain/promise/derive.ts';
import type { Promises } from '../domain/promise/terms.ts';
import type { Instant } from '../domain/time.ts';
import { sql, values, type Runner, type Tx, type Value } from './sql.ts';

/** Writes the clocks of tickets that have none written. */
export async function writeClocks(
  tx: Tx,
  tickets: readonly { readonly ticketId: string; readonly standing: Standing; readonly promises: Promises }[],
): Promise<void> {
  const rows = tickets.flatMap(({ ticketId, standing, promises }) =>
    standing.clocks.map((clock) => rowOf(ticketId, clock, dangerOf(clock, standing, promises))),
  );
  if (rows.length === 0) return;
  await tx.run(sql`
    insert into clock (ticket_id, metric, cycle, level, target_minutes, started_at, due_at, met_at, first_met_at, breached_at, breached_level, chain_from, state, soon_at, now_at)
    values ${values(rows, [
      'bigint',
      'text',
      'int',
      'smallint',
      'int',
      'timestamptz',
      'timestamptz',
      'timestamptz',
      'timestamptz',
      'timestamptz',
      'smallint',
      'timestamptz',
      'text',
      'timestamptz',
      'timestamptz',
    ])}`);
}

/** The clocks of tickets as they are written, by ticket. */
export async function clocksOf(
  db: Runner,
  ticketIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Clock[]>> {
  const rows = await db.many<Clock & { readonly ticketId: string }>(sql`
    select ticket_id as "ticketId", metric, cycle, level, target_minutes as "targetMinutes", started_at as "startedAt", due_at as "dueAt", met_at as "metAt",
      first_met_at as "firstMetAt", breached_at as "breachedAt", breached_level as "breachedLevel", chain_from as "chainFrom", state
    from clock where ticket_id = any(${ticketIds}::bigint[]) order by ticket_id, metric, cycle`);
  const found = new Map<string, Clock[]>();
  for (const { ticketId, ...clock } of rows) {
    const list = found.get(ticketId) ?? [];
    list.push(clock);
    found.set(ticketId, list);
  }
  return found;
}

function rowOf(ticketId: string, clock: Clock, danger: ReturnType<typeof dangerOf>): readonly Value[] {
  return [
    ticketId,
    clock.metric,
    clock.cycle,
    clock.level,
    clock.targetMinutes,
    dateOf(clock.startedAt),
    dateOf(clock.dueAt),
    dateOf(clock.metAt),
    dateOf(clock.firstMetAt),
    dateOf(clock.breachedAt),
    clock.breachedLevel,
    dateOf(clock.chainFrom),
    clock.state,
    dateOf(danger?.soonAt ?? null),
    dateOf(danger?.nowAt ?? null),
  ];
}

function dateOf(at: Instant | null): Date | null {
  return at === null ? null : new Date(at);
}
