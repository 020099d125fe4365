import type { TicketEvent } from '../domain/promise/event.ts';
import type { Instant } from '../domain/time.ts';
import { sql, values, type Runner, type Tx } from './sql.ts';

/** Appends events of tickets; what is written stays. */
export async function writeEvents(
  tx: Tx,
  lines: readonly { readonly ticketId: string; readonly event: TicketEvent }[],
): Promise<void> {
  if (lines.length === 0) return;
  await tx.run(sql`
    insert into ticket_event (ticket_id, at, kind, detail)
    values ${values(
      lines.map(({ ticketId, event: { at, kind, ...detail } }) => [
        ticketId,
        new Date(at),
        kind,
        JSON.stringify(detail),
      ]),
      ['bigint', 'timestamptz', 'text', 'jsonb'],
    )}`);
}

/** The events of tickets, in the order in which they happened. */
export async function eventsOf(
  db: Runner,
  ticketIds: readonly string[],
): Promise<ReadonlyMap<string, readonly TicketEvent[]>> {
  const found = new Map<string, TicketEvent[]>();
  if (ticketIds.length === 0) return found;
  const rows = await db.many<{ ticketId: string; at: Instant; kind: string; detail: object }>(sql`
    select ticket_id as "ticketId", at, kind, detail from ticket_event
    where ticket_id = any(${ticketIds}::bigint[]) order by ticket_id, at, id`);
  for (const { ticketId, at, kind, detail } of rows) {
    const list = found.get(ticketId) ?? [];
    list.push({ ...detail, kind, at } as TicketEvent); // written by writeEvents alone
    found.set(ticketId, list);
  }
  return found;
}

/** When somebody was last called to a ticket by hand; null: never. */
export async function lastEscalation(db: Runner, ticketId: string): Promise<Instant | null> {
  const row = await db.one<{ at: Instant | null }>(
    sql`select max(at) as at from ticket_event where ticket_id = ${ticketId} and kind = 'escalated'`,
  );
  return row.at;
}

/** The highest rung that a person carried a ticket to; 0 for none. */
export async function escalatedTo(db: Runner, ticketId: string): Promise<number> {
  const row = await db.one<{ rung: number }>(sql`
    select coalesce(max((detail->>'rung')::int), 0)::int as rung from ticket_event where ticket_id = ${ticketId} and kind = 'escalated'`);
  return row.rung;
}
