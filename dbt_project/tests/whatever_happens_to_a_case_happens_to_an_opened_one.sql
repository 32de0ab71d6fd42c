with

happenings as (
    select case_id from {{ ref('case_resolutions') }}
    union all
    select case_id from {{ ref('first_responses') }}
    union all
    select case_id from {{ ref('sla_outcomes') }}
    where outcome <> 'cancelled'
    union all
    select case_id from {{ ref('complaints') }}
)

select happenings.case_id
from happenings
left join {{ ref('case_openings') }} as openings on happenings.case_id = openings.case_id
where openings.case_id is null
