with

spans as (
    select * from {{ ref('int_case_spans') }}
),

cases as (
    select
        case_id,
        source
    from {{ ref('int_cases') }}
    where exclusion is null
),

coverage as (
    select * from {{ ref('int_source_coverage') }}
),

team_clocks as (
    select * from {{ ref('int_team_clocks') }}
),

-- What goes on still has lasted until the end of the data.
clocked as (
    select
        spans.*,
        cases.source,
        team_clocks.clock,
        case
            when spans.ends_at is not null then spans.ends_at
            when coverage.latest_at > spans.starts_at then coverage.latest_at
            else spans.starts_at
        end as measured_to
    from spans
    inner join cases on spans.case_id = cases.case_id
    left join coverage on cases.source = coverage.source
    left join team_clocks on coalesce(spans.team, '*') = team_clocks.team
),

read as (
    {{ clock_readings("clocked", [
        ("start_reading", "clock", "starts_at"),
        ("end_reading", "clock", "measured_to")
    ]) }}
)

select
    case_id,
    source,
    span_no,
    starts_at,
    ends_at,
    status,
    team,
    agent,
    tier,
    is_held_by_bot,
    is_done,
    is_status_known,
    {{ seconds_between('starts_at', 'measured_to') }} as seconds,
    end_reading - start_reading as business_seconds
from read
