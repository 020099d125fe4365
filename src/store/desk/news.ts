import { sql, type Runner } from '../sql.ts';

/** Tickets of which the journal tells more than `after`, with the number of its newest line. */
export type News = { readonly last: string; readonly references: readonly string[] };

/** More tickets than this at once are not named one by one. */
const MOST = 500;

/** The newest line of the journal there is; '0' in an empty one. */
export async function newestLine(db: Runner): Promise<string> {
  const { last } = await db.one<{ last: string }>(sql`select coalesce(max(id), 0)::text as last from journal`);
  return last;
}

/** What happened since a line of the journal. */
export async function newsSince(db: Runner, after: string): Promise<News> {
  const rows = await db.many<{ last: string; reference: string | null }>(sql`
    select max(j.id)::text as last, t.reference from journal j left join ticket t on t.id = j.ticket_id
    where j.id > ${after}::bigint group by t.reference order by max(j.id) desc limit ${MOST}`);
  const references = rows.flatMap(({ reference }) => (reference === null ? [] : [reference]));
  return { last: rows[0]?.last ?? after, references };
}
