-- One row per seal: a round as it was decided on, or a meeting, with the file that shows it again.
select
    seals.seal_id,
    seals.round_id,
    award_rounds.year as round_year,
    seals.meeting_id,
    seals.title,
    seals.document_no,
    seals.as_of,
    seals.version,
    seals.software_version,
    seals.frozen_sha256,
    seals.sealed_at,
    seals.sealed_by
from seals
left join award_rounds on seals.round_id = award_rounds.round_id
order by seals.sealed_at desc, seals.seal_id asc
