with spans as (
    select * from {{ ref("int_case_spans") }}
),

cases as (
    select * from {{ ref("int_cases") }}
    where opened_at is not null
)

select
    spans.case_id,
    spans.span_no,
    case when spans.is_first then least(cases.opened_at, spans.starts_at) else spans.starts_at end
        as starts_at,
    spans.ends_at,
    spans.status,
    spans.team,
    spans.is_done
from spans
inner join cases on spans.case_id = cases.case_id
union all
-- A case that was done the moment it was opened, or at an unknown time, was held by somebody all the same.
select
    cases.case_id,
    1 as span_no,
    cases.opened_at as starts_at,
    cast(null as {{ type_instant() }}) as ends_at,
    'open' as status,
    cases.team,
    false as is_done
from cases
left join spans on cases.case_id = spans.case_id and spans.is_first
where spans.case_id is null
