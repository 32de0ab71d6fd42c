{%- set window_seconds = var('reopen_window_days') | int * 86400 -%}
with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

histories as (
    select * from {{ ref('int_resolution_histories') }}
),

human_clocks as (
    select * from {{ ref('int_human_clocks') }}
),

coverage as (
    select * from {{ ref('int_source_coverage') }}
),

-- A source that records when cases are resolved is believed in all its cases, also where it left the field
-- empty.
recording_sources as (
    select distinct source
    from cases
    where recorded_resolved_at is not null
),

-- Without a history of states and without a count of the source nobody knows, so reopening stays null.
dated as (
    select
        cases.*,
        recording_sources.source is not null as is_recorded,
        histories.first_team as first_holding_team,
        histories.first_resolver,
        histories.last_team as last_holding_team,
        histories.last_resolver,
        histories.last_actor_kind,
        histories.reopen_count as followed_reopen_count,
        histories.first_reopened_at,
        histories.first_resolved_at as followed_first_resolved_at,
        human_clocks.machine_closed_at,
        coalesce(histories.resolution_count > 1, false) as has_several_resolutions,
        coalesce(cases.recorded_reopen_count, histories.reopen_count) as reopen_count,
        case when human_clocks.case_id is not null then human_clocks.human_clock_from else cases.opened_at end
            as clock_started_at,
        case
            when recording_sources.source is not null then cases.recorded_resolved_at
            when cases.has_events then histories.last_resolved_at
            else cases.recorded_closed_at
        end as last_resolved_at,
        case
            when histories.first_resolved_at < cases.recorded_resolved_at then histories.first_resolved_at
            when recording_sources.source is not null then cases.recorded_resolved_at
            when cases.has_events then histories.first_resolved_at
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
    left join human_clocks on cases.case_id = human_clocks.case_id
),

-- Only a machine resolved what no person ever did.
resolved as (
    select
        *,
        coalesce(
            machine_closed_at is not null and first_resolved_at is null and status in ('solved', 'closed'), false
        ) as is_machine_resolved,
        case
            when is_recorded then coalesce(resolver, last_resolver, agent)
            else coalesce(last_resolver, resolver, agent)
        end as last_agent,
        coalesce(last_holding_team, team) as last_team
    from dated
)

select
    resolved.case_id,
    resolved.opened_at,
    case
        when resolved.is_machine_resolved then resolved.machine_closed_at
        when resolved.is_resolved_now then resolved.last_resolved_at
    end as resolved_at,
    resolved.first_resolved_at,
    resolved.last_team,
    resolved.last_agent,
    case when resolved.has_several_resolutions then resolved.first_holding_team else resolved.last_team end
        as first_team,
    case when resolved.has_several_resolutions then resolved.first_resolver else resolved.last_agent end
        as first_agent,
    case
        when resolved.is_machine_resolved then true
        when resolved.last_actor_kind <> 'unknown' then false
    end as is_bot_resolved,
    resolved.reopen_count,
    -- Only a history tells when a case came back. The younger ones may still do so.
    case
        when resolved.first_resolved_at is null or resolved.followed_reopen_count is null then null
        when {{ seconds_after('resolved.first_resolved_at', window_seconds) }} > coverage.latest_at then null
        when resolved.reopen_count > 0 and resolved.followed_reopen_count = 0 then null
        else
            coalesce(
                resolved.first_reopened_at
                <= {{ seconds_after('resolved.followed_first_resolved_at', window_seconds) }},
                false
            )
    end as is_reopened_in_window,
    case
        when not resolved.is_machine_resolved and not {{ resolved_before_first_response('resolved') }}
            then resolved.clock_started_at
    end as clock_started_at
from resolved
left join coverage on resolved.source = coverage.source
where resolved.first_resolved_at is not null or resolved.reopen_count > 0 or resolved.is_machine_resolved
