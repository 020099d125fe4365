import type { Decision } from '../domain/decision.ts';
import type { Message } from '../domain/message.ts';
import type { Claimed } from './inbound.ts';
import { sql, values, type Tx } from './sql.ts';

/** A mail as it stands on its ticket. */
type Placed = {
  readonly item: Claimed;
  readonly message: Message;
  readonly decision: Decision;
  readonly ticketId: string;
};

/** Puts mails on their tickets; one that is worked again replaces what it was read as before. */
export async function writeMessages(tx: Tx, placed: readonly Placed[]): Promise<void> {
  if (placed.length === 0) return;
  await tx.run(sql`
    insert into message (inbound_id, ticket_id, mailbox, message_id, kind, trust, third_party, by_staff, from_name, from_address, subject, body, segments, attachments, flags, accepted_at)
    values ${values(
      placed.map(({ item, message: m, decision, ticketId }) => {
        const from = m.from[0] ?? { name: '', address: '' };
        const flags = { signed: m.signed, encrypted: m.encrypted, calendar: m.calendar, notes: m.notes };
        return [
          item.id,
          ticketId,
          item.mailbox,
          m.messageId,
          decision.kind,
          decision.trust.trust,
          decision.append?.thirdParty ?? false,
          decision.append?.byStaff ?? null,
          from.name,
          from.address.toLowerCase(),
          m.subject,
          m.text,
          JSON.stringify(m.segments),
          JSON.stringify(m.attachments),
          JSON.stringify(flags),
          new Date(item.acceptedAt),
        ];
      }),
      [
        'bigint',
        'bigint',
        'text',
        'text',
        'text',
        'text',
        'boolean',
        'text',
        'text',
        'text',
        'text',
        'text',
        'jsonb',
        'jsonb',
        'jsonb',
        'timestamptz',
      ],
    )}
    on conflict (inbound_id) do update set ticket_id = excluded.ticket_id, message_id = excluded.message_id, kind = excluded.kind, trust = excluded.trust, by_staff = excluded.by_staff,
      from_name = excluded.from_name, from_address = excluded.from_address, subject = excluded.subject, body = excluded.body,
      segments = excluded.segments, attachments = excluded.attachments, flags = excluded.flags`);
}
