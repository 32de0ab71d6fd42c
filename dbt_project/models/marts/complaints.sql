with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null and is_complaint
),

resolutions as (
    select * from {{ ref('case_resolutions') }}
),

team_clocks as (
    select * from {{ ref('int_team_clocks') }}
),

business_days as (
    select * from {{ ref('int_third_business_days') }}
),

coverage as (
    select
        source,
        {{ local_date('latest_at') }} as latest_on
    from {{ ref('int_source_coverage') }}
),

-- A source that keeps its own verdict is believed; where it has none yet, the complaint is undecided.
recording_sources as (
    select distinct source
    from cases
    where recorded_complaint_timely is not null
),

-- A source that never notes what customers were given has no say; where one does, no note is nothing given.
compensating_sources as (
    select distinct source
    from cases
    where recorded_is_compensated is not null or compensation_amount is not null
),

-- Where nobody writes down who was right, a gift alone would make every known complaint an upheld one.
deciding_sources as (
    select distinct source
    from cases
    where complaint_decision is not null
),

dated as (
    select
        cases.*,
        deciding_sources.source is not null as is_decision_recorded,
        recording_sources.source is not null as is_recorded,
        compensating_sources.source is not null as is_compensation_recorded,
        coverage.latest_on,
        resolutions.resolved_at,
        {{ local_date('cases.opened_at') }} as received_on,
        {{ local_date('resolutions.resolved_at') }} as resolved_on,
        {{ dbt.dateadd('day', var('complaint_deadline_days'), local_date('cases.opened_at')) }} as due_on
    from cases
    left join resolutions on cases.case_id = resolutions.case_id
    left join coverage on cases.source = coverage.source
    left join recording_sources on cases.source = recording_sources.source
    left join compensating_sources on cases.source = compensating_sources.source
    left join deciding_sources on cases.source = deciding_sources.source
),

judged as (
    select
        dated.*,
        business_days.third_business_day_ends_at,
        dated.resolved_at is null and not {{ is_done('dated.status') }} as is_outstanding,
        case
            when dated.resolved_at >= dated.opened_at
                then {{ dbt.datediff('dated.received_on', 'dated.resolved_on', 'day') }}
        end as days_to_close,
        case
            when dated.is_compensation_recorded
                then coalesce(dated.recorded_is_compensated, dated.compensation_amount > 0, false)
        end as is_compensated
    from dated
    left join team_clocks on coalesce(dated.team, '*') = team_clocks.team
    left join business_days
        on
            team_clocks.clock = business_days.clock
            and {{ utc_date('dated.opened_at') }} = business_days.utc_day
            and dated.opened_at >= business_days.day_starts_at
            and dated.opened_at < business_days.day_ends_at
),

complaints as (
    select
        case_id,
        case_key,
        opened_at as received_at,
        received_on,
        cast(due_on as date) as due_on,
        resolved_at,
        resolved_on,
        {{ dimensions('judged') }},
        {{ recorded('complaint_outcome') }} as outcome,
        {{ recorded('complaint_decision') }} as decision,
        case
            when is_recorded then recorded_complaint_timely
            when resolved_at < opened_at then null
            when resolved_on <= due_on then true
            when resolved_on > due_on or latest_on > due_on then false
        end as is_timely,
        is_compensated,
        compensation_amount,
        is_outstanding,
        case
            when days_to_close is not null then resolved_at < third_business_day_ends_at
        end as is_within_3_business_days,
        days_to_close <= 28 as is_within_4_weeks,
        days_to_close > 28 and days_to_close <= 56 as is_within_4_to_8_weeks,
        days_to_close > 56 as is_over_8_weeks,
        case
            when is_outstanding or not is_decision_recorded then null
            when complaint_decision in ('upheld', 'partly_upheld') then true
            when complaint_decision = 'rejected' then false
            when is_compensated then true
        end as is_upheld
    from judged
)

select * from complaints
order by received_on, team, channel, agent, case_id
