-- Promises: what was promised, what happened, and when somebody must be told.

-- What the office promised, by version. A ticket keeps that of its start.
create table terms (
  version   integer generated always as identity primary key,
  digest    text not null unique,
  body      jsonb not null,
  since     timestamptz not null default now()
);

-- Reps take turns.
create sequence assignment_turn;

alter table ticket drop constraint ticket_state_check;
alter table ticket add constraint ticket_state_check check (state in ('open', 'resolved', 'merged'));
alter table ticket
  add column terms_version integer references terms,
  add column assignee      text,                      -- id of a person of the settings
  add column waiting_since timestamptz,               -- we wait for information from the customer
  add column committed_for text,                      -- level 5: the release or date that was named to the customer
  add column merged_into   bigint references ticket,
  add column version       integer not null default 1; -- counted up by every act, so that two people never overwrite each other
create index ticket_assignee on ticket (assignee) where state = 'open';

-- What happened on a ticket, append-only: the truth from which its clocks are derived (`postroom clocks --rebuild`).
create table ticket_event (
  id          bigint generated always as identity primary key,
  ticket_id   bigint not null references ticket,
  at          timestamptz not null,     -- when it happened
  kind        text not null,
  detail      jsonb not null default '{}',
  recorded_at timestamptz not null default now()
);
create index ticket_event_ticket on ticket_event (ticket_id, at, id);
create function ticket_event_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the events of a ticket are append-only';
end $$;
create trigger ticket_event_append_only before update on ticket_event for each row execute function ticket_event_is_append_only();

-- The clocks of a ticket, derived.
create table clock (
  ticket_id      bigint not null references ticket,
  metric         text not null check (metric in ('call_back', 'update', 'resolution')),
  cycle          integer not null,
  level          smallint not null,
  target_minutes integer,
  started_at     timestamptz not null,
  due_at         timestamptz,
  met_at         timestamptz,
  first_met_at   timestamptz,         -- resolution: when it was first resolved, whatever came after
  breached_at    timestamptz,
  breached_level smallint,
  chain_from     timestamptz,         -- from when the ladder is counted: the breach, or the re-rating that brought it about
  state          text not null check (state in ('running', 'waiting', 'met', 'cancelled', 'no_target')),
  primary key (ticket_id, metric, cycle)
);
create index clock_met on clock (met_at) where met_at is not null;
create index clock_due on clock (due_at, ticket_id) where state = 'running' and due_at is not null; -- lists begin with what is due next
create index clock_breached on clock (breached_at) where breached_at is not null;

-- When the watch must look at a ticket again; no row: never. Narrow and apart from the ticket, for the index changes with every clock.
create table watched (
  ticket_id bigint primary key references ticket,
  next_at   timestamptz not null
);
create index watched_next on watched (next_at);

-- What the watch said, once each: the key is what makes sure of that. due_at: of the promise when it was said.
create table alarm (
  id        bigint generated always as identity primary key,
  ticket_id bigint not null references ticket,
  metric    text not null,
  cycle     integer not null,
  kind      text not null,
  due_at    timestamptz not null,
  fired_at  timestamptz not null,
  said      text not null check (said in ('mailed', 'passed', 'nobody')), -- passed: a later one was due by then, and said instead
  unique (ticket_id, metric, cycle, kind, due_at)
);

-- Who was told what by which message; undelivered when that message came back or could not be sent: then the next one is told.
create table telling (
  alarm_id    bigint not null references alarm,
  person      text not null,
  outbox_id   uuid not null references outbox,
  undelivered boolean not null default false,
  passed_on   boolean not null default false,
  primary key (alarm_id, outbox_id, person)
);
create index telling_outbox on telling (outbox_id);
create index telling_undelivered on telling (alarm_id) where undelivered and not passed_on;

-- Action links that were used: one use each.
create table link_used (
  id      text primary key,
  used_at timestamptz not null default now(),
  outcome text not null
);

-- Staff are written to as well, through the same outbox: by mail, or by SMS to `to_address` (E.164).
alter table outbox
  add column outlet     text not null default 'mail' check (outlet in ('mail', 'sms')),
  add column not_before timestamptz; -- when it was to go out; from then on it is counted how long it has been tried

-- Who of the office wrote a mail that came in: it is no word of the customer's.
alter table message add column by_staff text;

-- Limits on acknowledgements count those alone, whatever else goes out.
drop index outbox_recent;
create index outbox_recent on outbox (created_at) where kind = 'acknowledgement';

-- Which process does a kind of work that one does for all of them.
create table lead (
  work  text primary key,
  owner text not null,
  until timestamptz not null
);
