import type { Instant } from '../../domain/time.ts';
import { sql, type Runner, type Sql } from '../sql.ts';

/** Rows of one page. */
export const AUDIT_PAGE = 100;

/** Something that somebody looked at, or did. */
export type AuditRow = {
  readonly at: Instant;
  readonly kind: 'looked' | 'did';
  readonly id: string;
  readonly person: string;
  readonly reference: string | null;
  readonly inboundId: string | null;
  /** which page was looked at, or what was done, as the journal calls it */
  readonly act: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

export type AuditWish = {
  readonly person: string | null;
  readonly reference: string | null;
  readonly kind: AuditRow['kind'] | null;
  /** the row that the page before ended with */
  readonly after: Pick<AuditRow, 'at' | 'kind' | 'id'> | null;
};

/** One page of who looked at what and did what, newest first, and one row more if there are more. Lines of the house itself are left out. */
export async function auditRows(db: Runner, wish: AuditWish): Promise<readonly AuditRow[]> {
  const { person, reference, kind, after } = wish;
  const ticket =
    reference === null ? sql`true` : sql`x.ticket_id = (select t.id from ticket t where t.reference = ${reference})`;
  const of = (one: AuditRow['kind'], who: Sql): Sql => sql`
    ${kind === null || kind === one ? sql`true` : sql`false`} and ${ticket} and ${person === null ? sql`true` : sql`${who} = ${person}`}
      and ${
        after === null
          ? sql`true`
          : sql`x.at <= ${new Date(after.at)} and (x.at, ${one}::text, x.id) < (${new Date(after.at)}::timestamptz, ${after.kind}::text, ${after.id}::bigint)`
      }
    order by x.at desc, x.id desc limit ${AUDIT_PAGE + 1}`;
  return db.many<AuditRow>(sql`
    select l.at, l.kind, l.id, l.person, t.reference, l.inbound_id as "inboundId", l.act, l.detail from (
      (select x.at, 'looked' as kind, x.id, x.person, x.ticket_id, null::bigint as inbound_id, x.page as act, '{}'::jsonb as detail
       from visit x where ${of('looked', sql`x.person`)})
      union all
      (select x.at, 'did', x.id, x.actor, x.ticket_id, x.inbound_id, x.act, x.detail
       from journal x where x.actor <> 'postroom' and ${of('did', sql`x.actor`)})
    ) l left join ticket t on t.id = l.ticket_id
    order by l.at desc, l.kind desc, l.id desc limit ${AUDIT_PAGE + 1}`);
}
