with

spans as (
    select * from {{ ref("int_case_spans") }}
),

cases as (
    select * from {{ ref("int_cases") }}
    where opened_at is not null
),

team_clocks as (
    select * from {{ ref("int_team_clocks") }}
),

-- A case that was done the moment it was opened has no span, but a team all the same.
held as (
    select
        case_id,
        span_no,
        starts_at,
        team
    from spans
    union all
    select
        cases.case_id,
        1 as span_no,
        cases.opened_at as starts_at,
        cases.team
    from cases
    left join spans on cases.case_id = spans.case_id and spans.is_first
    where spans.case_id is null
),

clocked as (
    select
        held.case_id,
        held.span_no,
        held.starts_at,
        team_clocks.clock,
        lag(team_clocks.clock) over (partition by held.case_id order by held.span_no) as previous_clock
    from held
    left join team_clocks on coalesce(held.team, '*') = team_clocks.team
),

-- The last team keeps its clock running for whatever happens after the end of the case.
stretches as (
    select
        case_id,
        span_no,
        clock,
        starts_at,
        lead(starts_at) over (partition by case_id order by span_no) as ends_at
    from clocked
    where span_no = 1 or clock is distinct from previous_clock
),

read as (
    {{ clock_readings("stretches", [
        ("start_reading", "clock", "starts_at"),
        ("end_reading", "clock", "ends_at")
    ]) }}
),

-- From a stretch without a clock on, nobody knows how much open time has passed since the opening.
summed as (
    select
        *,
        sum(end_reading - start_reading) over earlier as earlier_seconds,
        count(end_reading - start_reading) over earlier as earlier_known,
        count(*) over earlier as earlier_stretches,
        row_number() over (partition by case_id order by span_no) as stretch_no
    from read
    window earlier as (
        partition by case_id order by span_no rows between unbounded preceding and 1 preceding
    )
)

select
    case_id,
    stretch_no,
    clock,
    starts_at,
    ends_at,
    start_reading,
    case when earlier_known = earlier_stretches then coalesce(earlier_seconds, 0) end as business_seconds_before
from summed
