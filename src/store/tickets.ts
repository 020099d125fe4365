import type { Level, Suggestion } from '../domain/level.ts';
import type { Instant } from '../domain/time.ts';
import { sql, type Runner, type Tx } from './sql.ts';

/** A ticket as acts and pages see it. */
export type TicketRow = {
  readonly id: string;
  readonly reference: string;
  readonly mailbox: string;
  readonly channel: 'email' | 'fax' | 'phone';
  readonly state: 'open' | 'resolved' | 'merged';
  readonly bucket: 'desk' | 'bulk' | 'junk' | 'unreadable';
  readonly subject: string;
  readonly requesterName: string;
  readonly requesterAddress: string;
  readonly requesterTrust: 'verified' | 'unverified' | 'failed';
  readonly suggestedLevel: Level;
  readonly suggestion: Suggestion;
  readonly confirmedLevel: Level | null;
  readonly assignee: string | null;
  readonly waitingSince: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly committedFor: string | null;
  readonly mergedInto: string | null;
  readonly customerId: string | null;
  readonly termsVersion: number | null;
  readonly acceptedAt: Instant;
  /** counted up by every act */
  readonly version: number;
};

/** The columns of a TicketRow, of `ticket t`. */
export const TICKET_COLUMNS = sql`t.id, t.reference, t.mailbox, t.channel, t.state, t.bucket, t.subject, t.requester_name as "requesterName", t.requester_address as "requesterAddress",
  t.requester_trust as "requesterTrust", t.suggested_level as "suggestedLevel", t.suggestion, t.confirmed_level as "confirmedLevel", t.assignee,
  t.waiting_since as "waitingSince", t.resolved_at as "resolvedAt", t.committed_for as "committedFor", t.merged_into as "mergedInto", t.customer_id as "customerId",
  t.terms_version as "termsVersion", t.accepted_at as "acceptedAt", t.version`;

/** Tickets by reference, locked until the transaction ends; in the order of their ids, so that two acts never wait for each other. */
export async function lockTickets(tx: Tx, references: readonly string[]): Promise<readonly TicketRow[]> {
  return tx.many<TicketRow>(
    sql`select ${TICKET_COLUMNS} from ticket t where reference = any(${references}::text[]) order by id for no key update`,
  );
}

/** A ticket by its reference, or null. */
export async function ticketBy(db: Runner, reference: string): Promise<TicketRow | null> {
  return db.maybeOne<TicketRow>(sql`select ${TICKET_COLUMNS} from ticket t where reference = ${reference}`);
}

/** Writes what an act changes besides the clocks, and counts the version up. */
export async function patchTicket(
  tx: Tx,
  id: string,
  patch: {
    readonly bucket?: 'desk' | 'junk';
    readonly confirmedBy?: string;
    readonly assignee?: string | null;
    readonly committedFor?: string;
    readonly mergedInto?: string | null;
    readonly customerId?: string | null;
  },
): Promise<void> {
  await tx.run(sql`
    update ticket set version = version + 1, bucket = coalesce(${patch.bucket ?? null}, bucket), confirmed_by = coalesce(${patch.confirmedBy ?? null}, confirmed_by),
      assignee = case when ${'assignee' in patch} then ${patch.assignee ?? null} else assignee end,
      committed_for = coalesce(${patch.committedFor ?? null}, committed_for),
      customer_id = case when ${'customerId' in patch} then ${patch.customerId ?? null}::bigint else customer_id end,
      merged_into = case when ${'mergedInto' in patch} then ${patch.mergedInto ?? null}::bigint else merged_into end
    where id = ${id}`);
}
