-- Customers and their agreements, as `postroom import customers` brought them in (docs/customers.md).

create table customer (
  id              bigint generated always as identity primary key,
  key             text not null unique,      -- the name without regard to case and blanks: what a later import goes by
  name            text not null,
  agreement       text,                      -- its number
  agreement_from  date,                      -- first and last day in force; null is open on that side
  agreement_until date,
  assigned_rep    text,                      -- id of a person of the settings
  imported_at     timestamptz not null,      -- when an import last changed it
  removed_at      timestamptz,               -- gone from the office's list: nobody is found by it any more, its tickets keep it
  check (agreement_from <= agreement_until)
);

-- Whose mail is theirs: everybody of a domain or of its subdomains. Lower-cased.
create table customer_domain (
  domain      text primary key,
  customer_id bigint not null references customer
);
create index customer_domain_customer on customer_domain (customer_id);

-- The people who may be called back. `address` lower-cased, `phone` in E.164.
create table customer_contact (
  address     text primary key,
  customer_id bigint not null references customer,
  name        text not null,
  phone       text
);
create index customer_contact_customer on customer_contact (customer_id);
create index customer_contact_phone on customer_contact (phone) where phone is not null;

-- Numbers of the house, E.164. Several customers may share one: a building, a group of companies.
create table customer_number (
  number      text not null,
  kind        text not null check (kind in ('phone', 'fax')),
  customer_id bigint not null references customer,
  primary key (number, kind, customer_id)
);
create index customer_number_customer on customer_number (customer_id);

create table customer_system (
  customer_id bigint not null references customer,
  name        text not null,
  environment text not null check (environment in ('production', 'test', 'staging', 'training', 'development')),
  go_live     date,
  primary key (customer_id, name)
);

-- Whose ticket it is, and whether an agreement covered the day on which it came. `unchecked`: no customers were ever imported.
alter table ticket
  add column customer_id bigint references customer,
  add column cover       text not null default 'unchecked' check (cover in ('covered', 'expired', 'not_yet', 'unknown', 'unchecked'));
create index ticket_customer on ticket (customer_id, id) where customer_id is not null;
