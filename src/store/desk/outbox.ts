import type { Line } from '../../domain/link.ts';
import type { Instant } from '../../domain/time.ts';
import { sql, type Runner, type Sql } from '../sql.ts';

/*
 * What goes out, went out, and was not let out, for those who answer for it. Pages go on after a row, so that what is
 * written meanwhile moves nothing.
 */

/** Rows of one page. */
export const OUTBOX_PAGE = 50;
/** Suppressed addresses that are shown, the latest. */
const MOST_SUPPRESSED = 200;

export const LETTER_GROUPS = ['waiting', 'failed', 'unknown', 'sent'] as const;
export type LetterGroup = (typeof LETTER_GROUPS)[number];

export type LetterRow = {
  readonly id: string;
  readonly kind: string;
  readonly outlet: string;
  readonly to: string;
  readonly subject: string | null;
  readonly state: string;
  readonly response: string | null;
  readonly attempts: number;
  readonly resends: number;
  readonly nextAt: Instant;
  readonly at: Instant;
  readonly settledAt: Instant | null;
  readonly reference: string | null;
};

const COLUMNS = sql`o.id, o.kind, o.outlet, o.to_address as "to", o.mail->>'subject' as subject, o.state, o.response, o.attempts, o.resends,
  o.next_attempt_at as "nextAt", o.created_at as at, o.settled_at as "settledAt", t.reference`;

const GROUPS: Readonly<Record<LetterGroup, Sql>> = {
  waiting: sql`state in ('pending', 'sending')`,
  failed: sql`state = 'failed'`,
  unknown: sql`state in ('unknown', 'unresolved')`,
  sent: sql`state = 'sent'`,
};

/** One page of what goes and went out, newest first, and one row more if there are more. `after`: the row that the page before ended with. */
export async function letterRows(
  db: Runner,
  group: LetterGroup | null,
  after: string | null,
): Promise<readonly LetterRow[]> {
  return db.many<LetterRow>(sql`
    select ${COLUMNS} from (
      select * from outbox where ${group === null ? sql`true` : GROUPS[group]}
        and ${after === null ? sql`true` : sql`(created_at, id) < (select a.created_at, a.id from outbox a where a.id = ${after}::uuid)`}
      order by created_at desc, id desc limit ${OUTBOX_PAGE + 1}) o
    left join ticket t on t.id = o.ticket_id order by o.created_at desc, o.id desc`);
}

/** Something that a rule did not let out. */
export type RefusalRow = {
  readonly id: string;
  readonly at: Instant;
  readonly act: 'not_acknowledged' | 'not_sent';
  readonly kind: string;
  readonly rule: string;
  readonly reason: string;
  readonly reference: string | null;
  readonly inboundId: string | null;
  /** ids of people of ours whom it was for */
  readonly people: readonly string[];
};

/** One page of refusals, newest first, and one row more if there are more: those before the journal's line `after`. */
export async function refusalRows(db: Runner, after: string | null): Promise<readonly RefusalRow[]> {
  return db.many<RefusalRow>(sql`
    select j.id, j.at, j.act, coalesce(j.detail->>'kind', 'acknowledgement') as kind, coalesce(j.detail->>'rule', '') as rule, coalesce(j.detail->>'reason', '') as reason,
      t.reference, j.inbound_id as "inboundId", case when jsonb_typeof(j.detail->'to') = 'array' then j.detail->'to' else '[]' end as people
    from journal j left join ticket t on t.id = j.ticket_id
    where j.act in ('not_acknowledged', 'not_sent') and ${after === null ? sql`true` : sql`j.id < ${after}`}
    order by j.id desc limit ${OUTBOX_PAGE + 1}`);
}

export type OutboxSum = {
  readonly waiting: number;
  readonly unknown: number;
  readonly unresolved: number;
  /** since `since` */
  readonly sent: number;
  readonly failed: number;
};

/** What is on its way or in doubt, and how what was written since a time ended. */
export async function outboxSum(db: Runner, since: Instant): Promise<OutboxSum> {
  return db.one<OutboxSum>(sql`
    select (select count(*)::int from outbox where state in ('pending', 'sending')) as waiting,
      (select count(*)::int from outbox where state = 'unknown') as unknown, (select count(*)::int from outbox where state = 'unresolved') as unresolved,
      (select count(*)::int from outbox where state = 'sent' and created_at >= ${new Date(since)}) as sent,
      (select count(*)::int from outbox where state = 'failed' and created_at >= ${new Date(since)}) as failed`);
}

/** Addresses that nothing is sent to any more, the latest first. */
export async function suppressedAddresses(
  db: Runner,
): Promise<readonly { readonly address: string; readonly reason: string; readonly since: Instant }[]> {
  return db.many(
    sql`select address, reason, since from suppression order by since desc, address limit ${MOST_SUPPRESSED}`,
  );
}

/** Ways out whose account was refused, and until when nothing goes through them. */
export async function pausedOutlets(
  db: Runner,
): Promise<readonly { readonly outlet: string; readonly until: Instant; readonly reason: string | null }[]> {
  return db.many(sql`
    select outlet, paused_until as until, reason from outlet_state where paused_until is not null order by outlet`);
}

export type Letter = LetterRow & {
  readonly text: string | null;
  readonly messageId: string;
  readonly from: string | null;
  readonly inboundId: string | null;
  readonly ticketId: string | null;
};

/** One message of the outbox, or null. */
export async function letterBy(db: Runner, id: string): Promise<Letter | null> {
  return db.maybeOne<Letter>(sql`
    select ${COLUMNS}, o.mail->>'text' as text, o.message_id as "messageId", coalesce(o.mail->'from'->>'address', o.mail->>'from') as "from", o.inbound_id as "inboundId", o.ticket_id as "ticketId"
    from outbox o left join ticket t on t.id = o.ticket_id where o.id = ${id}::uuid`);
}

/** Lines of the journal about one message of a ticket, the oldest first. */
export async function letterJournal(
  db: Runner,
  { id, ticketId }: Pick<Letter, 'id' | 'ticketId'>,
): Promise<readonly Line[]> {
  return db.many<Line>(sql`
    select at, actor, act, detail from journal where ticket_id = ${ticketId}::bigint and detail->>'outbox' = ${id} order by id limit 200`);
}
