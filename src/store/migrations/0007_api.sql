-- The API: acts that may be asked for again, and programs that are told of what happens.

-- What an act was answered, by the key that its caller gave it (Idempotency-Key). Written with the act, or not at all; kept a day.
create table api_request (
  person text not null,
  key    text not null,
  hash   bytea not null check (length(hash) = 32), -- of what was asked for: verb, ticket, input
  answer jsonb not null,
  at     timestamptz not null,
  primary key (person, key)
);
create index api_request_at on api_request (at);

-- Who is told of what, as the settings say: written at each start, so that whatever happens is told where it is written. Addresses and secrets stay in the settings.
create table webhook (
  id     text primary key,
  events text[] not null
);

-- Programs are told through the same outbox: `to_address` is the id of the webhook.
alter table outbox drop constraint outbox_outlet_check;
alter table outbox add constraint outbox_outlet_check check (outlet in ('mail', 'sms', 'fax', 'webhook'));
-- Events that were delivered are cleared away after a week.
create index outbox_told on outbox (settled_at) where outlet = 'webhook' and state = 'sent';
