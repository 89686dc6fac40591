-- One row per file: when and under which name the same bytes were accepted before, if they were.
update incoming_files
set
    received_before_at = earlier.received_at,
    received_before_name = earlier.file_name
from (
    select
        submissions.file_sha256,
        min(submissions.received_at) as received_at,
        min_by(submissions.file_name, submissions.received_at) as file_name
    from submissions
    left join withdrawals on submissions.submission_id = withdrawals.submission_id
    where submissions.status <> 'rejected' and withdrawals.submission_id is null
    group by submissions.file_sha256
) as earlier
where incoming_files.file_sha256 = earlier.file_sha256;

-- What is in the store already is neither read against itself nor counted again.
delete from incoming_tables
where file_no in (
    select file_no from incoming_files
    where received_before_at is not null
);

delete from incoming_cells
where file_no in (
    select file_no from incoming_files
    where received_before_at is not null
);

delete from incoming_rows
where file_no in (
    select file_no from incoming_files
    where received_before_at is not null
);
