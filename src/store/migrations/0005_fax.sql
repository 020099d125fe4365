-- The fax channel. A provider's words wait in fax_call until the document is here; a document waits in fax until it is read.

-- Every request of a provider, before it is answered 2xx: what was said, once. A repeat has the same (source, event_id).
create table fax_event (
  id          bigint generated always as identity primary key,
  source      text not null,
  event_id    text not null,
  fax_id      text not null,
  event       jsonb not null,            -- FaxEvent
  body        bytea,                     -- the request as it came, without the document
  received_at timestamptz not null,
  unique (source, event_id)
);
create index fax_event_fax on fax_event (source, fax_id);

-- A fax at a provider: what its events came to, and the queue of the fetch stage.
-- coming -> due (its document is to be fetched, or it is over and has none) -> kept (an item in inbound holds it, with or without document)
create table fax_call (
  id              bigint generated always as identity primary key,
  source          text not null,
  fax_id          text not null,
  mailbox         text not null,
  state           text not null default 'coming' check (state in ('coming', 'due', 'kept')),
  status          text check (status in ('received', 'partial', 'failed')),
  told            jsonb not null,        -- what all events together say (FaxTold without status)
  media_url       text,
  media           bytea,                 -- sha256 of a document that came with the event
  first_at        timestamptz not null,  -- when the first event came: starts the clocks
  attempts        integer not null default 0,
  failures        integer not null default 0,
  next_attempt_at timestamptz not null,
  lease_until     timestamptz,
  reason          text,                  -- why the last try failed
  inbound_id      bigint references inbound,
  kept_at         timestamptz,
  unique (source, fax_id)
);
create index fax_call_due on fax_call (next_attempt_at) where state <> 'kept';

-- The document of an item, and the queue of the reading stage.
-- waiting -> read | unreadable (a person looks at the document itself)
create table fax (
  inbound_id      bigint primary key references inbound,
  mailbox         text not null,
  told            jsonb not null,        -- FaxTold
  caller          text,                  -- E.164 where it can be told, else as it came; duplicates and partial faxes are looked for by it
  station         text,
  document        bytea,                 -- sha256 of the document in blob; null: there is none
  accepted_at     timestamptz not null,
  state           text not null default 'waiting' check (state in ('waiting', 'read', 'unreadable')),
  attempts        integer not null default 0,
  failures        integer not null default 0,
  next_attempt_at timestamptz not null,
  lease_until     timestamptz,
  reason          text,                  -- why it is unreadable, or the last try failed
  reading         jsonb,                 -- FaxReading without its pages
  pdf             bytea,                 -- sha256 of the PDF that people are shown
  read_at         timestamptz
);
create index fax_due on fax (next_attempt_at) where state = 'waiting';
create index fax_source on fax ((told->>'source'), (told->>'sourceId'));
create index fax_caller on fax (caller, accepted_at) where caller is not null;

create table fax_page (
  inbound_id  bigint not null references fax,
  n           integer not null,
  page        jsonb not null,            -- FaxPage without its hash
  hash        bytea not null check (length(hash) = 32),
  png         bytea not null,            -- sha256 of the upright page in blob
  primary key (inbound_id, n)
);

-- Numbers whose faxes a person filed under a customer, "always". A suggestion, which can be undone.
create table fax_number (
  number      text primary key,
  customer_id bigint not null references customer,
  by_person   text not null,
  at          timestamptz not null
);

-- Customers are answered by fax too, through the same outbox: to `to_address` (E.164).
alter table outbox drop constraint outbox_outlet_check;
alter table outbox add constraint outbox_outlet_check check (outlet in ('mail', 'sms', 'fax'));
