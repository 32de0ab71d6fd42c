-- Where the contacts of a case count: a merged case lives on in the one it was merged into, which may itself
-- have been merged, and a follow-up is about the issue of the case that it follows.
with cases as (
    select * from {{ ref("int_cases") }}
),

survivors as (
    select
        cases.case_id,
        coalesce(third.case_id, second.case_id, first.case_id, cases.case_id) as survivor_case_id
    from cases
    left join cases as first on cases.merged_into_case_id = first.case_id
    left join cases as second on first.merged_into_case_id = second.case_id
    left join cases as third on second.merged_into_case_id = third.case_id
)

select
    survivors.case_id,
    survivors.survivor_case_id,
    coalesce(second.case_id, first.case_id, survivors.survivor_case_id) as origin_case_id,
    coalesce(second.topic, first.topic, kept.topic) as topic,
    -- Of a merged case that was merged into an unknown one, the contacts still happened.
    coalesce(kept.exclusion in ('deleted', 'spam', 'ignored'), false) as is_excluded
from survivors
inner join cases as kept on survivors.survivor_case_id = kept.case_id
left join cases as first on kept.followup_of_case_id = first.case_id
left join cases as second on first.followup_of_case_id = second.case_id
