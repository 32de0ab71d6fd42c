with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

times as (
    select * from {{ ref('int_resolution_times') }}
),

resolutions as (
    select
        cases.case_id,
        cases.case_key,
        cases.opened_at,
        {{ local_date('cases.opened_at') }} as opened_on,
        resolved.resolved_at,
        {{ local_date('resolved.resolved_at') }} as resolved_on,
        resolved.first_resolved_at,
        {{ local_date('resolved.first_resolved_at') }} as first_resolved_on,
        {{ dimensions('cases', team='resolved.last_team', agent='resolved.last_agent') }},
        {{ recorded('resolved.first_team') }} as first_team,
        {{ recorded('resolved.first_agent') }} as first_agent,
        last_times.resolution_seconds,
        last_times.business_seconds as resolution_business_seconds,
        last_times.business_at_event_seconds as resolution_business_at_event_seconds,
        coalesce(first_times.resolution_seconds, last_times.resolution_seconds) as first_resolution_seconds,
        case when first_times.case_id is not null then first_times.business_seconds else last_times.business_seconds end
            as first_resolution_business_seconds,
        cast(resolved.reopen_count as bigint) as reopen_count,
        resolved.reopen_count > 0 as is_reopened,
        resolved.is_reopened_in_window,
        resolved.is_bot_resolved
    from cases
    inner join {{ ref('int_case_resolutions') }} as resolved on cases.case_id = resolved.case_id
    left join times as last_times
        on cases.case_id = last_times.case_id and last_times.resolution = 'last'
    left join times as first_times
        on cases.case_id = first_times.case_id and first_times.resolution = 'first'
)

select * from resolutions
order by resolved_on, team, channel, agent, case_id
