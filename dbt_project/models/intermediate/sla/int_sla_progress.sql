with pieces as (
    select * from {{ ref("int_sla_pieces") }}
),

-- Elapsed time adds up over the pieces; from a piece on that no clock can measure, nobody knows it.
summed as (
    select
        *,
        coalesce(
            sum(elapsed_seconds) over (
                partition by sla_target_id order by span_no rows between unbounded preceding and 1 preceding
            ),
            0
        ) as elapsed_before,
        max(case when elapsed_seconds is null then 1 else 0 end) over (
            partition by sla_target_id order by span_no rows between unbounded preceding and current row
        ) = 1 as is_unknown
    from pieces
),

judged as (
    select
        *,
        coalesce(is_running and elapsed_before + elapsed_seconds > seconds and not is_unknown, false)
            as is_overrun
    from summed
),

-- What decides is the first piece in which the promised time runs out, else the one in which it stands now.
ranked as (
    select
        *,
        row_number() over (
            partition by sla_target_id
            order by
                case when is_overrun then span_no end nulls last,
                span_no desc
        ) as decision_rank,
        sum(elapsed_seconds) over (partition by sla_target_id) as known_elapsed_seconds,
        count(elapsed_seconds) over (partition by sla_target_id) as known_pieces,
        count(*) over (partition by sla_target_id) as all_pieces,
        sum(paused_seconds) over (partition by sla_target_id) as total_paused_seconds
    from judged
),

deciding as (
    select
        *,
        start_reading + seconds - elapsed_before as due_reading
    from ranked
    where decision_rank = 1
),

due as (
    {{ clock_instants("deciding", [("business_due_at", "clock", "due_reading")]) }}
)

select
    sla_target_id,
    is_running,
    is_overrun,
    is_unknown,
    case when known_pieces = all_pieces then known_elapsed_seconds end as elapsed_seconds,
    total_paused_seconds as paused_seconds,
    case
        when not is_running or is_unknown then null
        when clock_kind = 'calendar' then {{ seconds_after("starts_at", "seconds - elapsed_before") }}
        when business_due_at < starts_at then starts_at
        else business_due_at
    end as due_at
from due
