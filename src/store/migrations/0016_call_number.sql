-- Numbers at which to call back are looked for by their last digits, as all are.
create index ticket_call_number_end on ticket (right(call_number, 7)) where call_number is not null;
