-- The ledger: what each item was, also one that stands on no ticket, and who wants a ticket of it.
alter table inbound
  add column sender    text,   -- the address that it came from as it was read, lower-cased; null: not read yet, or a fax
  add column subject   text,
  add column wanted_by text;   -- id of the person who said that it is to be a ticket, whatever its kind
update inbound i set sender = nullif(m.from_address, ''), subject = left(m.subject, 500) from message m where m.inbound_id = i.id;
-- What came in between two days, and what became of it, from the index alone; what is only remembered is counted apart.
create index inbound_accepted on inbound (accepted_at) include (outcome, mailbox, via) where sha256 is not null;
create index inbound_remembered on inbound (id) where sha256 is null;
create index inbound_message_id on inbound (message_id) where message_id is not null;
create index inbound_sender on inbound (sender) where sender is not null;
-- Words of what stands on no ticket; all others are found by those of `message`.
create index inbound_words on inbound using gin (
  to_tsvector('simple', searchable(left(coalesce(sender, ''), 320) || ' ' || coalesce(subject, '')))) where ticket_id is null;
create index journal_of_no_ticket on journal (inbound_id, id) where ticket_id is null and inbound_id is not null;
create index journal_refusals on journal (id) where act in ('not_acknowledged', 'not_sent');
create index inbound_location_item on inbound_location (inbound_id);
create index outbox_newest on outbox (created_at, id);
