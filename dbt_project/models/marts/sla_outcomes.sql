with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

resolutions as (
    select * from {{ ref('case_resolutions') }}
),

coverage as (
    select * from {{ ref('int_source_coverage') }}
),

targets as (
    select
        priority,
        resolution_seconds,
        valid_from,
        lead(valid_from) over (partition by priority order by valid_from nulls first) as valid_to
    from {{ ref('stg_directory__sla_targets') }}
    where resolution_seconds is not null
),

-- The target is the one in force when the case was opened; a later change of targets moves no goalposts.
targeted as (
    select
        cases.*,
        resolutions.resolved_at,
        resolutions.resolution_seconds,
        coverage.latest_at as data_as_of,
        targets.resolution_seconds as target_seconds,
        coalesce(
            cases.sla_due_at,
            {{ seconds_after('cases.opened_at', 'targets.resolution_seconds') }}
        ) as due_at
    from cases
    left join resolutions on cases.case_id = resolutions.case_id
    left join coverage on cases.source = coverage.source
    left join targets
        on
            cases.priority = targets.priority
            and {{ local_date('cases.opened_at') }} >= coalesce(targets.valid_from, date '0001-01-01')
            and {{ local_date('cases.opened_at') }} < coalesce(targets.valid_to, date '9999-12-31')
),

-- A target that is not yet due is neither met nor breached. A source's own verdict of success counts only at
-- the end.
judged as (
    select
        *,
        recorded_sla_met is not null as is_recorded,
        case
            when recorded_sla_met and status in ('new', 'open', 'pending', 'on_hold') then null
            when recorded_sla_met is not null then recorded_sla_met
            when resolved_at is not null and resolution_seconds is null then null
            when resolved_at <= due_at then true
            when resolved_at > due_at or due_at < data_as_of then false
        end as is_met
    from targeted
),

-- What is met is decided when the case is resolved, what is missed when it falls due.
decided as (
    select
        *,
        case
            when is_recorded then coalesce(resolved_at, recorded_closed_at, due_at)
            when is_met then resolved_at
            else due_at
        end as decided_at
    from judged
    where is_met is not null
),

holders as (
    select
        decided.case_id,
        events.team,
        events.agent,
        row_number() over (partition by decided.case_id order by events.event_no desc) as recency
    from decided
    inner join {{ ref('int_case_events') }} as events
        on decided.case_id = events.case_id and decided.decided_at >= events.event_at
    where not decided.is_recorded
),

outcomes as (
    select
        decided.case_id,
        decided.case_key,
        decided.opened_at,
        decided.due_at,
        decided.decided_at,
        {{ local_date('decided.decided_at') }} as decided_on,
        {{ dimensions(
            'decided',
            team='case when holders.case_id is null then decided.team else holders.team end',
            agent='case when holders.case_id is null then decided.agent else holders.agent end',
        ) }},
        decided.is_met
    from decided
    left join holders on decided.case_id = holders.case_id and holders.recency = 1
)

select * from outcomes
order by decided_on, team, channel, agent, case_id
