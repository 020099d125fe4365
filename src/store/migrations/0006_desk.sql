-- The desk: who is signed in, what they looked at and began to write, and what makes lists fast.

-- Links by which people sign in, one use each. Only the hash of a token is kept.
create table sign_in (
  hash    bytea primary key check (length(hash) = 32),
  person  text not null,
  made_at timestamptz not null,
  until   timestamptz not null,
  used_at timestamptz
);

create table session (
  hash     bytea primary key check (length(hash) = 32),
  person   text not null,
  began_at timestamptz not null,
  seen_at  timestamptz not null,
  until    timestamptz not null
);
create index session_until on session (until);

-- Who looked at what, append-only but for its end by age. A look within a few minutes of the last one is the same look.
create table visit (
  id        bigint generated always as identity primary key,
  person    text not null,
  ticket_id bigint references ticket,
  page      text not null,          -- `ticket`, `raw`, `fax`, `ledger` …: what was shown
  at        timestamptz not null
);
create index visit_ticket on visit (ticket_id, id);
create index visit_person on visit (person, id);

-- What a person began to write on a ticket: one draft each, kept until it is sent or emptied.
create table draft (
  person    text not null,
  ticket_id bigint not null references ticket,
  kind      text not null,          -- the verb that it is written for
  text      text not null,
  at        timestamptz not null,
  primary key (person, ticket_id)
);
create index draft_ticket on draft (ticket_id);

-- Who is at a ticket right now; rows of the past mean nothing.
create table presence (
  ticket_id bigint not null references ticket,
  person    text not null,
  doing     text not null check (doing in ('viewing', 'writing')),
  until     timestamptz not null,
  primary key (ticket_id, person)
);

-- From when a promise is in danger, so that a list can be put in order without counting working time: half of it gone; a quarter of it, or 15 minutes, left.
alter table clock add column soon_at timestamptz, add column now_at timestamptz;
update clock set soon_at = started_at + (due_at - started_at) / 2, now_at = least(started_at + (due_at - started_at) * 0.75, due_at - interval '15 minutes')
  where state = 'running' and due_at is not null;

-- Text as the search takes it. All that may join words becomes a blank: so the parts of addresses, paths and numbers are found,
-- and PostgreSQL never looks for the end of a link, a tag or a number that a hostile text only begins (seconds for `a_a_a_…`).
create function searchable(text) returns text language sql immutable parallel safe as $$
  select translate($1, '<>@._-/\:+=&~?#%*|^$()[]{}",;!`‘’‚“”„«»‹›–—…•' || chr(160), repeat(' ', 64))
$$;
-- Words of mails and faxes, for the search. Not stemmed: an office writes in several languages. The length keeps any text below
-- the limit of a tsvector. A: who wrote; B: the subject.
alter table message add column words tsvector generated always as (
  setweight(to_tsvector('simple', searchable(left(from_name, 200) || ' ' || left(from_address, 320))), 'A')
  || setweight(to_tsvector('simple', searchable(left(subject, 1000))), 'B')
  || to_tsvector('simple', searchable(left(body, 50000)))) stored;
create index message_words on message using gin (words);
alter table ticket add column words tsvector generated always as (
  setweight(to_tsvector('simple', searchable(left(requester_name, 200) || ' ' || left(requester_address, 320))), 'A')
  || setweight(to_tsvector('simple', searchable(left(subject, 1000))), 'B')) stored;
create index ticket_words on ticket using gin (words);
-- Numbers are looked for by their last digits: lines tell them with and without their country.
create index fax_caller_end on fax (right(caller, 7)) where caller is not null;
create index ticket_caller_end on ticket (right(requester_address, 7)) where requester_address like '+%';
create index ticket_open on ticket (id) where state = 'open';
create index inbound_state on inbound (state, id);
create index outbox_state on outbox (state, created_at);
-- The queue: of each open ticket the promise that is due next; and what is done with, newest first.
create index clock_next on clock (ticket_id, due_at, metric, cycle) include (soon_at, now_at) where state = 'running' and due_at is not null;
create index ticket_resolved on ticket (resolved_at, id) where state = 'resolved';
create index ticket_shelved on ticket (accepted_at, id) where bucket in ('bulk', 'junk');
