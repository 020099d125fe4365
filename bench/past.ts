import pg from 'pg';

/** Writes a long past into a migrated database: `count` settled mails, each with its ticket, acknowledgement and journal, over the last hundred days. */
export async function writePast(databaseUrl: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const statement of STATEMENTS) await client.query(statement.replaceAll('COUNT', String(count)));
    await client.query('vacuum analyze');
    await client.query('checkpoint'); // else that work would be done while the drain is measured
  } finally {
    await client.end();
  }
}

// Newest last; all of it older than an hour, so that it counts for no limit.
const AT = `now() - interval '2 hours' - (COUNT - n) * interval '100 days' / COUNT`;
const SENDER = `'user' || n % 20000 || '@company' || n % 300 || '.example'`;
const TEXT = `repeat('The report shows wrong totals since this morning. ', 20)`;

const STATEMENTS = [
  `insert into inbound (mailbox, fingerprint, sha256, size, via, accepted_at, message_id, state, attempts, outcome, kind, reason, stored_at, settled_at)
   select 'support', sha256(('past' || n)::bytea), sha256('past'), 4000, 'imap', ${AT}, '<past.' || n || '@company.example>', 'done', 1, 'ticket', 'human', 'a person wrote', ${AT}, ${AT}
   from generate_series(1, COUNT) n order by n`,
  `insert into blob (sha256, bytes) values (sha256('past'), 'past')`,
  `insert into inbound_location (mailbox, uidvalidity, uid, inbound_id, server_state) select 'support', 1, id, id, 'acked' from inbound`,
  `insert into ticket (reference, mailbox, channel, bucket, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion, accepted_at, created_at)
   select 'P' || n, 'support', 'email', 'desk', 'The report shows wrong totals', 'Ana', ${SENDER}, 'unverified', 4, '{}', ${AT}, ${AT} from generate_series(1, COUNT) n order by n`,
  `insert into participant (ticket_id, address) select id, requester_address from ticket`,
  `update inbound i set ticket_id = t.id from ticket t where t.id = i.id`,
  `insert into message (inbound_id, ticket_id, mailbox, message_id, kind, trust, from_name, from_address, subject, body, segments, attachments, flags, accepted_at, created_at)
   select id, id, 'support', '<past.' || id || '@company.example>', 'human', 'unverified', 'Ana', requester_address, subject, ${TEXT}, '[]', '[]', '{}', accepted_at, accepted_at from ticket`,
  `insert into outbox (id, ticket_id, kind, mailbox, dedupe_key, message_id, to_address, to_domain, mail, state, next_attempt_at, created_at, settled_at)
   select gen_random_uuid(), id, 'acknowledgement', 'support', 'acknowledgement:' || id, '<ack.' || id || '@helpdesk.example>', requester_address, split_part(requester_address, '@', 2),
     jsonb_build_object('text', ${TEXT}), 'sent', accepted_at, accepted_at, accepted_at from ticket`,
  `insert into journal (ticket_id, inbound_id, at, actor, act, detail)
   select id, id, accepted_at, 'postroom', act, '{}' from ticket cross join unnest(array['opened', 'acknowledgement_queued', 'acknowledgement_sent']) act`,
];
