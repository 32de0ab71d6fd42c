-- Outcomes are those of all cases that are not set aside, and as many are resolved as the resolutions say.
with

outcomes as (
    select
        source,
        count(*) as cases,
        sum(case when outcome = 'resolved' then 1 else 0 end) as resolved
    from {{ ref('case_outcomes') }}
    group by source
),

recorded as (
    select
        source,
        count(*) as cases
    from {{ ref('int_cases') }}
    where coalesce(exclusion, '') <> 'ignored'
    group by source
),

resolutions as (
    select
        source,
        count(first_resolved_at) as resolved
    from {{ ref('case_resolutions') }}
    group by source
)

select recorded.source
from recorded
left join outcomes on recorded.source = outcomes.source
left join resolutions on recorded.source = resolutions.source
where recorded.cases <> coalesce(outcomes.cases, 0) or coalesce(resolutions.resolved, 0) <> coalesce(outcomes.resolved, 0)
