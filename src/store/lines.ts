import type { Line } from '../domain/link.ts';
import { sql, type Runner } from './sql.ts';

const LINE = sql`j.at, j.actor, j.act, j.detail`;

/** The journal of a ticket, newest last; of a longer one its end. */
export async function journalOf(db: Runner, ticketId: string, limit: number): Promise<readonly Line[]> {
  return db.many<Line>(sql`
    select at, actor, act, detail from (
      select j.id, ${LINE} from journal j where j.ticket_id = ${ticketId} order by j.id desc limit ${limit}) newest
    order by id`);
}

/** The newest line of each of these acts on a ticket. */
export async function lastLinesOf(db: Runner, ticketId: string, acts: readonly string[]): Promise<readonly Line[]> {
  return db.many<Line>(sql`
    select distinct on (j.act) ${LINE} from journal j
    where j.ticket_id = ${ticketId} and j.act = any(${acts}::text[]) order by j.act, j.id desc`);
}
