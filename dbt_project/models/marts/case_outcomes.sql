with

cases as (
    select * from {{ ref('int_cases') }}
    where coalesce(exclusion, '') <> 'ignored'
),

resolutions as (
    select * from {{ ref('case_resolutions') }}
),

human_clocks as (
    select * from {{ ref('int_human_clocks') }}
),

coverage as (
    select * from {{ ref('int_source_coverage') }}
),

-- When a case was done with for the last time; a merged or deleted one is not heard of again.
last_ends as (
    select
        case_id,
        max(event_at) as done_at
    from {{ ref('int_case_events') }}
    where event_type = 'status' and {{ is_done('to_value') }}
    group by case_id
),

-- What a machine closes without a person is no resolution, and neither is the end of a case that nobody resolved.
judged as (
    select
        cases.*,
        resolutions.first_resolved_at,
        resolutions.first_resolution_seconds,
        resolutions.resolved_at,
        coalesce(human_clocks.human_clock_from, cases.opened_at) as clock_started_at,
        coalesce(last_ends.done_at, cases.recorded_closed_at, cases.last_seen_at) as done_at,
        coverage.latest_at,
        case
            when cases.exclusion in ('merged', 'spam') then cases.exclusion
            when cases.exclusion = 'deleted' then 'withdrawn'
            when resolutions.first_resolved_at is not null then 'resolved'
            when resolutions.is_bot_resolved then 'closed_by_bot'
            when {{ is_done('cases.status') }} then 'withdrawn'
            else 'open'
        end as outcome
    from cases
    left join resolutions on cases.case_id = resolutions.case_id
    left join human_clocks on cases.case_id = human_clocks.case_id
    left join last_ends on cases.case_id = last_ends.case_id
    left join coverage on cases.source = coverage.source
),

ended as (
    select
        *,
        case outcome
            when 'open' then null
            when 'resolved' then first_resolved_at
            when 'closed_by_bot' then resolved_at
            else done_at
        end as ended_at
    from judged
),

outcomes as (
    select
        case_id,
        case_key,
        opened_at,
        {{ local_date('opened_at') }} as opened_on,
        {{ dimensions('ended', team='ended.entry_team', agent='ended.entry_agent') }},
        outcome,
        clock_started_at,
        ended_at,
        -- The times of a resolution have been checked against each other already. A case that came with the last
        -- record of its source has been watched for no time yet.
        case
            when outcome = 'resolved' then first_resolution_seconds
            when outcome = 'open' and clock_started_at > latest_at then 0
            when coalesce(ended_at, latest_at) >= clock_started_at
                then {{ seconds_between('clock_started_at', 'coalesce(ended_at, latest_at)') }}
        end as watched_seconds
    from ended
)

select * from outcomes
order by opened_on, team, channel, agent, case_id
