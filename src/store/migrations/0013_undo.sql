-- A letter that was called back before it went out.
alter table outbox drop constraint outbox_state_check;
alter table outbox add constraint outbox_state_check check (state in ('pending', 'sending', 'unknown', 'sent', 'failed', 'unresolved', 'withdrawn'));
-- Which line of the journal a letter belongs to.
create index journal_letter on journal (ticket_id, (detail->>'letter')) where detail ? 'letter';
