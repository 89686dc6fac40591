-- One row per incoming row and file of a call that a person sends back: none of it counts.
update accepted_incoming
set is_accepted = false;

update file_decisions
set status = 'rejected';
