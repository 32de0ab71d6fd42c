with applications as (
    select * from {{ ref("int_sla_applications") }}
),

spans as (
    select * from {{ ref("int_sla_spans") }}
),

team_clocks as (
    select * from {{ ref("int_team_clocks") }}
),

-- The life of the case under each application. Time in which it was done counts for nobody; other states do
-- or do not, by what the target measures and by what its policy pauses on.
pieces as (
    select
        applications.sla_target_id,
        applications.seconds,
        applications.clock as clock_kind,
        spans.span_no,
        spans.is_done,
        greatest(spans.starts_at, applications.started_at) as starts_at,
        least(spans.ends_at, applications.ended_at) as ends_at,
        not spans.is_done
        and (
            applications.target not in ('requester_wait', 'agent_work')
            or spans.status in ('new', 'open')
            or (applications.target = 'requester_wait' and spans.status = 'on_hold')
        )
        and applications.pauses_on not like '%' || spans.status || '%' as is_running,
        case when applications.clock = 'business' then team_clocks.clock end as clock
    from applications
    inner join spans
        on
            applications.case_id = spans.case_id
            and (
                applications.ended_at > spans.starts_at
                or applications.started_at >= spans.starts_at
                or (applications.is_ongoing and applications.ended_at = spans.starts_at)
            )
            and (applications.started_at < spans.ends_at or spans.ends_at is null)
    left join team_clocks on coalesce(spans.team, '*') = team_clocks.team
),

read as (
    {{ clock_readings("pieces", [
        ("start_reading", "clock", "starts_at"),
        ("end_reading", "clock", "ends_at")
    ]) }}
)

select
    sla_target_id,
    seconds,
    clock_kind,
    clock,
    span_no,
    starts_at,
    ends_at,
    is_running,
    start_reading,
    case
        when not is_running then 0
        when clock_kind = 'calendar' then {{ seconds_between("starts_at", "ends_at") }}
        else end_reading - start_reading
    end as elapsed_seconds,
    case
        when is_running or is_done then 0
        else {{ seconds_between("starts_at", "ends_at") }}
    end as paused_seconds
from read
