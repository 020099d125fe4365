-- Who saw and did what, newest first: of everybody, and of one.
create index journal_of_people on journal (at, id) where actor <> 'postroom';
create index journal_of_person on journal (actor, at, id) where actor <> 'postroom';
create index visit_at on visit (at, id);
create index visit_of_person on visit (person, at, id);
