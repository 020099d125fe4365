-- Where a customer is, by the name of the time zone: what the time is there is shown before somebody calls.
alter table customer add column time_zone text;
