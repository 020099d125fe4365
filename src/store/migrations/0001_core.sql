-- The durable joints of the post room. Every worker meets the next one only at these tables.
-- Times are instants (timestamptz). States are words, each list complete at its column.

-- Who we are: one row. The key signs our Message-IDs and loop marks, and is shared by every process on this database.
create table instance (
  only_row    boolean primary key default true check (only_row),
  id          uuid not null default gen_random_uuid(),
  signing_key bytea not null check (length(signing_key) >= 32),
  created_at  timestamptz not null default now()
);

-- Raw bytes, kept once per content. External storage: compressing base64 costs more time than it saves room.
create table blob (
  sha256    bytea primary key check (length(sha256) = 32),
  bytes     bytea not null,
  stored_at timestamptz not null default now()
);
alter table blob alter column bytes set storage external;

-- What a poller remembers of a mailbox, and who holds the right to poll it.
create table mailbox_state (
  mailbox       text primary key,
  uidvalidity   bigint,
  start_uid     bigint,               -- the server's next UID when we first looked: what is below it lay there before us
  rebuilding    boolean not null default false,
  lease_owner   text,
  lease_until   timestamptz,
  last_read_at  timestamptz,
  reconciled_at timestamptz,
  on_server     integer,
  missing       integer,
  trouble       text
);

-- Every item that ever came in, and what became of it. Also the queue of the process stage.
-- stored -> done (a ticket, or appended to one) | ignored (kept, and why) | quarantined (unreadable; has a ticket all the same)
create table inbound (
  id              bigint generated always as identity primary key,
  mailbox         text not null,
  fingerprint     bytea not null,
  sha256          bytea,              -- null: only remembered, never worked (lay there before the starting point)
  size            bigint not null,    -- bytes of the whole message, also when only its beginning was kept
  via             text not null,
  accepted_at     timestamptz not null,
  envelope        jsonb,
  quiet           text,
  message_id      text,               -- from a scan of the header; lets a reply wait for the mail it answers
  state           text not null default 'stored' check (state in ('stored', 'done', 'ignored', 'quarantined')),
  attempts        integer not null default 0,  -- claims, counted before the work, so that one that kills the process is known
  failures        integer not null default 0,  -- tries that ended with a reason
  next_attempt_at timestamptz not null default now(),
  lease_until     timestamptz,
  outcome         text check (outcome in ('ticket', 'appended', 'ignored', 'quarantined')),
  kind            text,
  reason          text,
  ticket_id       bigint,
  stored_at       timestamptz not null default now(),
  settled_at      timestamptz,
  unique (mailbox, fingerprint)
);
create index inbound_queue on inbound (id) where state = 'stored';
create index inbound_unsettled_message on inbound (mailbox, message_id) where state = 'stored';
create index inbound_ticket on inbound (ticket_id) where ticket_id is not null;

-- Where an IMAP server keeps an item. A table of its own: after a rebuild or a copy one delivery has several UIDs.
create table inbound_location (
  mailbox      text not null,
  uidvalidity  bigint not null,
  uid          bigint not null,
  inbound_id   bigint not null references inbound,
  server_state text not null default 'pending' check (server_state in ('pending', 'acked', 'gone')),
  primary key (mailbox, uidvalidity, uid)
);
create index inbound_location_pending on inbound_location (mailbox, uidvalidity, uid) where server_state = 'pending';

create table ticket (
  id                bigint generated always as identity primary key,
  reference         text not null unique,
  mailbox           text not null,
  channel           text not null check (channel in ('email', 'fax', 'phone')),
  state             text not null default 'open' check (state in ('open', 'resolved')),
  bucket            text not null default 'desk' check (bucket in ('desk', 'bulk', 'junk', 'unreadable')),
  subject           text not null,
  requester_name    text not null,
  requester_address text not null,
  requester_trust   text not null check (requester_trust in ('verified', 'unverified', 'failed')),
  suggested_level   smallint not null check (suggested_level between 1 and 6),
  suggestion        jsonb not null,
  confirmed_level   smallint check (confirmed_level between 1 and 6),
  confirmed_by      text,
  possibly_of       bigint references ticket,  -- a person may join the two
  storm_of          text,                      -- address whose flood this ticket gathers
  accepted_at       timestamptz not null,
  created_at        timestamptz not null default now(),
  resolved_at       timestamptz
);
create index ticket_storm on ticket (storm_of, id) where storm_of is not null;

-- Who may join a ticket by a reply that carries no proof of ours.
create table participant (
  ticket_id bigint not null references ticket,
  address   text not null,
  primary key (ticket_id, address)
);

create table message (
  id           bigint generated always as identity primary key,
  inbound_id   bigint not null unique references inbound,
  ticket_id    bigint not null references ticket,
  mailbox      text not null,
  message_id   text,
  kind         text not null,
  trust        text not null,
  third_party  boolean not null default false,  -- proved our id but is no participant: shown with a banner
  from_name    text not null,
  from_address text not null,
  subject      text not null,
  body         text not null,
  segments     jsonb not null,
  attachments  jsonb not null,
  flags        jsonb not null,
  accepted_at  timestamptz not null,
  created_at   timestamptz not null default now()
);
create index message_ticket on message (ticket_id, id);
create index message_by_id on message (message_id) where message_id is not null;
create index message_by_sender on message (from_address, accepted_at);

-- What was done and why, append-only: the answer to every "why?".
create table journal (
  id         bigint generated always as identity primary key,
  ticket_id  bigint references ticket,
  inbound_id bigint references inbound,
  at         timestamptz not null,
  actor      text not null,
  act        text not null,
  detail     jsonb not null
);
create index journal_ticket on journal (ticket_id, id);
create function journal_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only';
end $$;
create trigger journal_append_only before update on journal for each row execute function journal_is_append_only();

-- Mail that is to go out, and the queue of the send stage.
-- pending -> sending -> sent | failed | pending again (retry) | unknown (may have been accepted; resent once) -> sent | failed | unresolved
create table outbox (
  id              uuid primary key,
  ticket_id       bigint references ticket,
  inbound_id      bigint references inbound,  -- the item that it answers
  kind            text not null,
  mailbox         text not null,
  dedupe_key      text not null unique,
  message_id      text not null unique,
  to_address      text not null,
  to_domain       text not null,
  mail            jsonb not null,
  state           text not null default 'pending' check (state in ('pending', 'sending', 'unknown', 'sent', 'failed', 'unresolved')),
  attempts        integer not null default 0,
  resends         integer not null default 0,
  next_attempt_at timestamptz not null,
  lease_until     timestamptz,
  response        text,
  created_at      timestamptz not null default now(),
  settled_at      timestamptz
);
create index outbox_queue on outbox (next_attempt_at) where state in ('pending', 'sending', 'unknown');
create index outbox_ticket on outbox (ticket_id);
create index outbox_to_address on outbox (to_address, created_at);
create index outbox_to_domain on outbox (to_domain, created_at);
create index outbox_recent on outbox (created_at);

-- Addresses that are not written to any more, and why.
create table suppression (
  address    text primary key,
  reason     text not null,
  since      timestamptz not null default now()
);

-- An account that the server refused (bad password): nothing is sent through it until this time.
create table outlet_state (
  outlet       text primary key,
  paused_until timestamptz,
  reason       text
);
