with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

status_changes as (
    select
        case_id,
        event_no,
        event_at,
        team,
        case when actor_kind = 'agent' then coalesce(actor, agent) else agent end as resolver,
        coalesce(to_value in ('solved', 'closed'), false) as is_resolved,
        coalesce(lag(to_value) over (partition by case_id order by event_no) in ('solved', 'closed'), false)
            as was_resolved
    from {{ ref('int_case_events') }}
    where event_type = 'status'
),

-- Closing a case that is solved already is no second resolution; leaving that state is a reopening. Without a
-- history of states and without a count of the source nobody knows, so reopening stays null.
histories as (
    select
        case_id,
        min(case when is_resolved and not was_resolved then event_no end) as first_resolution_no,
        max(case when is_resolved and not was_resolved then event_no end) as last_resolution_no,
        sum(case when was_resolved and not is_resolved then 1 else 0 end) as reopen_count,
        sum(case when is_resolved and not was_resolved then 1 else 0 end) as resolution_count
    from status_changes
    group by case_id
),

-- A source that records when cases are resolved is believed in all its cases, also where it left the field
-- empty.
recording_sources as (
    select distinct source
    from cases
    where recorded_resolved_at is not null
),

dated as (
    select
        cases.*,
        recording_sources.source is not null as is_recorded,
        first_resolutions.team as first_holding_team,
        first_resolutions.resolver as first_resolver,
        last_resolutions.team as last_holding_team,
        last_resolutions.resolver as last_resolver,
        coalesce(histories.resolution_count > 1, false) as has_several_resolutions,
        coalesce(cases.recorded_reopen_count, histories.reopen_count) as reopen_count,
        case
            when recording_sources.source is not null then cases.recorded_resolved_at
            when cases.has_events then last_resolutions.event_at
            else cases.recorded_closed_at
        end as last_resolved_at,
        case
            when first_resolutions.event_at < cases.recorded_resolved_at then first_resolutions.event_at
            when recording_sources.source is not null then cases.recorded_resolved_at
            when cases.has_events then first_resolutions.event_at
            else cases.recorded_closed_at
        end as first_resolved_at,
        coalesce(cases.status in ('solved', 'closed'), true)
        and (
            recording_sources.source is not null
            or coalesce(histories.resolution_count > histories.reopen_count, true)
        ) as is_resolved_now
    from cases
    left join recording_sources on cases.source = recording_sources.source
    left join histories on cases.case_id = histories.case_id
    left join status_changes as first_resolutions
        on
            histories.case_id = first_resolutions.case_id
            and histories.first_resolution_no = first_resolutions.event_no
    left join status_changes as last_resolutions
        on
            histories.case_id = last_resolutions.case_id
            and histories.last_resolution_no = last_resolutions.event_no
),

resolved as (
    select
        *,
        case
            when is_recorded then coalesce(resolver, last_resolver, agent)
            else coalesce(last_resolver, resolver, agent)
        end as last_agent,
        coalesce(last_holding_team, team) as last_team,
        case when is_resolved_now then last_resolved_at end as resolved_at
    from dated
    where first_resolved_at is not null or reopen_count > 0
),

resolutions as (
    select
        case_id,
        case_key,
        opened_at,
        {{ local_date('opened_at') }} as opened_on,
        resolved_at,
        {{ local_date('resolved_at') }} as resolved_on,
        first_resolved_at,
        {{ local_date('first_resolved_at') }} as first_resolved_on,
        {{ dimensions('resolved', team='last_team', agent='last_agent') }},
        {{ recorded('case when has_several_resolutions then first_holding_team else last_team end') }}
            as first_team,
        {{ recorded('case when has_several_resolutions then first_resolver else last_agent end') }}
            as first_agent,
        case
            when resolved_at < opened_at or {{ resolved_before_first_response('resolved') }} then null
            else {{ seconds_between('opened_at', 'resolved_at') }}
        end as resolution_seconds,
        cast(reopen_count as bigint) as reopen_count,
        reopen_count > 0 as is_reopened
    from resolved
)

select * from resolutions
order by resolved_on, team, channel, agent, case_id
