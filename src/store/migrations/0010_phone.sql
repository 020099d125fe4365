-- A number at which to call back, as somebody said it on the telephone; it goes before those of the list of customers.
alter table ticket add column call_number text;
-- What a person began to write down of a call, one each, until it is a ticket.
create table call_draft (
  person text primary key,
  form   jsonb not null,
  at     timestamptz not null
);
