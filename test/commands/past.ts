import type { Level } from '../../src/domain/level.ts';
import { splitText } from '../../src/domain/quote.ts';
import { sql, type Db } from '../../src/store/sql.ts';

/** Puts a ticket of the past with its mails straight into the database. */
export async function seedPast(
  db: Db,
  n: number,
  {
    subject = 'A request',
    mails,
    suggested,
    confirmed = null,
    bucket = 'desk',
  }: {
    readonly subject?: string;
    readonly mails: readonly string[];
    readonly suggested: Level;
    readonly confirmed?: Level | null;
    readonly bucket?: 'desk' | 'junk';
  },
): Promise<string> {
  const reference = `AAA-${String(n).padStart(3, '0')}`;
  const { id } = await db.one<{ id: string }>(sql`
    insert into ticket (reference, mailbox, channel, bucket, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion, confirmed_level, accepted_at)
    values (${reference}, 'support', 'email', ${bucket}, ${subject}, '', 'x@y.example', 'verified', ${suggested}, '{}', ${confirmed}, '2026-11-23T15:00:00Z') returning id`);
  for (const [i, body] of mails.entries()) {
    const inbound = await db.one<{ id: string }>(sql`
      insert into inbound (mailbox, fingerprint, size, via, accepted_at, state)
      values ('support', ${Buffer.from(`${reference} ${i}`)}, 1, 'folder', '2026-11-23T15:00:00Z', 'done') returning id`);
    await db.run(sql`
      insert into message (inbound_id, ticket_id, mailbox, kind, trust, from_name, from_address, subject, body, segments, attachments, flags, accepted_at)
      values (${inbound.id}, ${id}, 'support', 'human', 'verified', '', 'x@y.example', ${subject}, ${body}, ${JSON.stringify(splitText(body))}::jsonb, '[]', '{}', '2026-11-23T15:00:00Z')`);
  }
  return reference;
}
