-- Moments of the clock at which something is to be done once, whichever of several gateways comes first: `reconcile:2026-12-02T03:17:00.000Z`.
create table tick (
  key      text primary key,
  taken_at timestamptz not null default now()
);
