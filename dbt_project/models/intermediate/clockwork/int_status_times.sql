{%- set sums = {
    "requester_wait": "status in ('new', 'open', 'on_hold')",
    "agent_wait": "status = 'pending'",
    "agent_work": "status in ('new', 'open')",
    "on_hold": "status = 'on_hold'",
    "solve": "true",
    "unassigned": "agent is null and not is_held_by_bot",
} -%}
with

lived as (
    select * from {{ ref('int_span_times') }}
    where not is_done
),

summed as (
    select
        case_id,
        min(starts_at) as opened_at,
        max(case when ends_at is null then 1 else 0 end) = 1 as is_running,
        max(case when is_status_known then 1 else 0 end) = 1 as is_status_known,
        {%- for name, condition in sums.items() %}
        sum(case when {{ condition }} then seconds else 0 end) as {{ name }}_seconds,
        sum(case when {{ condition }} then business_seconds else 0 end) as {{ name }}_business_seconds,
        {%- endfor %}
        count(*) = count(business_seconds) as is_business_known
    from lived
    group by case_id
)

select * from summed
