import type { Level } from '../../domain/level.ts';
import type { Instant } from '../../domain/time.ts';
import { sql, type Runner } from '../sql.ts';

/** How the suggestions of late fared: the newest tickets whose level a person confirmed. */
export type Fared = {
  /** of how many tickets each level was suggested (row) and confirmed (column) */
  readonly cells: readonly { readonly suggested: Level; readonly confirmed: Level; readonly n: number }[];
  /** the newest that were corrected, those that were taken too lightly first */
  readonly corrected: readonly {
    readonly reference: string;
    readonly subject: string;
    readonly suggested: Level;
    readonly confirmed: Level;
    readonly at: Instant;
  }[];
};

/** Corrected tickets that are shown. */
const MOST_CORRECTED = 20;

/** What people made of the suggestions for the newest confirmed tickets. */
export async function faredLately(db: Runner, newest: number): Promise<Fared> {
  const lately = sql`
    select id, reference, subject, suggested_level, confirmed_level, accepted_at from ticket
    where confirmed_level is not null and bucket = 'desk' order by id desc limit ${newest}`;
  return {
    cells: await db.many(sql`
      select suggested_level as suggested, confirmed_level as confirmed, count(*)::int as n from (${lately}) l group by 1, 2 order by 1, 2`),
    corrected: await db.many(sql`
      select reference, subject, suggested_level as suggested, confirmed_level as confirmed, accepted_at as at from (${lately}) l
      where suggested_level <> confirmed_level order by confirmed_level - suggested_level, id desc limit ${MOST_CORRECTED}`),
  };
}

/** The ticket after which the newest so many come; '0' when there are not more. */
export async function beforeNewest(db: Runner, newest: number): Promise<string> {
  const row = await db.maybeOne<{ id: string }>(
    sql`select id from ticket where bucket = 'desk' order by id desc offset ${newest} limit 1`,
  );
  return row?.id ?? '0';
}
