-- One row per file in the inbox: offered after it was last received or sent back, if it ever was.
select
    offers.file_sha256,
    max_by(offers.file_name, offers.offered_at) as file_name,
    max(offers.offered_at) as offered_at,
    max_by(offers.offered_by, offers.offered_at) as offered_by
from offers
left join (
    select
        file_sha256,
        max(received_at) as received_at
    from submissions
    group by file_sha256
) as receipts on offers.file_sha256 = receipts.file_sha256
group by offers.file_sha256
having coalesce(max(offers.offered_at) > max(receipts.received_at), true)
order by offered_at, file_name, offers.file_sha256
