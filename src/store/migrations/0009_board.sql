-- What the managers' board counts, by index: how much arrived when, what people did when, who of the ladder was told.
create index inbound_kept on inbound (accepted_at) where sha256 is not null;
create index ticket_accepted on ticket (accepted_at, id);
create index journal_act on journal (act, at);
create index alarm_rung on alarm (fired_at) where kind like 'rung%';
