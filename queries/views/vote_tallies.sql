-- One row per candidate with a vote: who agreed out of how many, against the round's threshold.
-- How many were present is not reported; a round that counts them has no denominator here, and a
-- vote without a denominator has no outcome.
with counted as (
    select
        candidates.candidate_id,
        candidates.round_id,
        votes.members,
        votes.agree,
        votes.disagree,
        votes.invalid,
        votes.written,
        votes.met_on,
        case award_rounds.vote_denominator when 'total_members' then votes.members end
            as denominator,
        award_rounds.vote_threshold_percent as threshold_percent,
        votes.row_id
    from candidates
    inner join votes on candidates.vote_row_id = votes.row_id
    inner join award_rounds on candidates.round_id = award_rounds.round_id
)

select
    candidate_id,
    round_id,
    members,
    agree,
    disagree,
    invalid,
    written,
    met_on,
    denominator,
    cast(100.0 * agree / nullif(denominator, 0) as decimal(9, 4)) as agree_percent,
    threshold_percent,
    -- Compared as whole votes: the rounded share must not decide.
    case when denominator > 0 then 100 * agree >= threshold_percent * denominator end
        as is_reached,
    row_id
from counted
order by round_id, candidate_id
