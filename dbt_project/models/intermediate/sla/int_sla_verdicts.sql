{%- set deeds = {
    "first_response": "answered",
    "next_response": "answered",
    "resolution": "resolved",
    "requester_wait": "resolved",
    "agent_work": "resolved",
} -%}
with applications as (
    select * from {{ ref("int_sla_applications") }}
),

cases as (
    select * from {{ ref("int_cases") }}
),

judged as (
    select
        applications.*,
        progress.due_at,
        progress.elapsed_seconds,
        progress.paused_seconds,
        cases.exclusion,
        cases.last_seen_at,
        greatest(applications.applied_at, progress.due_at) as missed_at,
        case
            when cases.exclusion is not null then 'cancelled'
            when applications.is_impossible then 'cancelled'
            when applications.superseded_at is not null then 'superseded'
            when progress.sla_target_id is null or progress.is_unknown then 'cancelled'
            when progress.is_overrun then 'missed'
            when applications.fulfilled_at is not null then 'met'
            when applications.abandoned_at is not null or applications.is_end_unknown then 'cancelled'
            when progress.is_running then 'active'
            else 'paused'
        end as outcome,
        coalesce(progress.is_overrun, false) as is_overrun,
        coalesce(progress.is_unknown, true) as is_unknown,
        case applications.target
            {%- for target, deed in deeds.items() %}
            when '{{ target }}' then '{{ deed }}'
            {%- endfor %}
        end as deed,
        cast(applications.seconds as {{ dbt.type_string() }}) || ' s of '
        || case applications.clock when 'business' then 'business' else 'calendar' end || ' time' as promise
    from applications
    inner join cases on applications.case_id = cases.case_id
    left join {{ ref("int_sla_progress") }} as progress on applications.sla_target_id = progress.sla_target_id
)

select
    sla_target_id,
    case_id,
    target,
    application_no,
    policy,
    priority,
    clock,
    seconds,
    started_at,
    applied_at,
    -- Where the clock stood still when it was met, as after a silent resolution, there is no due time.
    case when outcome = 'met' and due_at < fulfilled_at then null else due_at end as due_at,
    case outcome
        when 'met' then fulfilled_at
        when 'missed' then missed_at
        when 'superseded' then superseded_at
        when 'cancelled' then coalesce(abandoned_at, last_seen_at)
    end as decided_at,
    data_as_of,
    outcome,
    elapsed_seconds,
    paused_seconds,
    false as is_recorded,
    case
        when exclusion is not null then 'Cancelled: the case was set aside as ' || exclusion || '.'
        when is_impossible then 'Cancelled: the recorded times contradict each other.'
        when outcome = 'superseded' and is_overrun
            then 'Superseded by another priority, after ' || promise || ' had run out.'
        when outcome = 'superseded' then 'Superseded by another priority before ' || promise || ' ran out.'
        when is_unknown then 'Cancelled: no calendar tells the business time of the team that held the case.'
        when outcome = 'missed' then 'Missed: not ' || deed || ' when ' || promise || ' ran out.'
        when outcome = 'met' then 'Met: ' || deed || ' before ' || promise || ' ran out.'
        when abandoned_at is not null then 'Cancelled: resolved unanswered before ' || promise || ' ran out.'
        when is_end_unknown then 'Cancelled: nobody knows when the case was resolved.'
        when outcome = 'active' then 'Active: not ' || deed || ' yet, and ' || promise || ' did not run out.'
        else 'Paused: not ' || deed || ' yet, and the state of the case stops the clock.'
    end as reason
from judged
