-- The planned day beside what was done in it. Whether it was kept is only told for the days of which an
-- agent's states are known; being away all day is then known too.
with parts as (
    {{ day_parts(ref("int_agent_shifts")) }}
),

states as (
    select * from {{ ref("int_agent_state_days") }}
    where is_on_queue
),

known as (
    select * from {{ ref("int_agent_state_coverage") }}
),

kept as (
    select
        parts.agent,
        parts.part_from,
        sum({{ seconds_between(
            "greatest(parts.part_from, states.part_from)", "least(parts.part_to, states.part_to)"
        ) }}) as on_queue_seconds
    from parts
    inner join states
        on
            parts.agent = states.agent
            and parts.date_day = states.date_day
            and parts.part_from < states.part_to
            and parts.part_to > states.part_from
    group by parts.agent, parts.part_from
),

compared as (
    select
        parts.agent,
        parts.date_day,
        parts.is_on_queue,
        parts.is_paid,
        {{ seconds_between("parts.part_from", "parts.part_to") }} as planned_seconds,
        case when known.agent is not null then coalesce(kept.on_queue_seconds, 0) end as on_queue_seconds
    from parts
    left join kept on parts.agent = kept.agent and parts.part_from = kept.part_from
    left join known
        on parts.agent = known.agent and parts.date_day >= known.first_on and parts.date_day <= known.last_on
)

select
    agent,
    date_day,
    sum(planned_seconds) as scheduled_seconds,
    sum(case when is_on_queue then planned_seconds else 0 end) as scheduled_queue_seconds,
    sum(case when is_paid then planned_seconds else 0 end) as paid_seconds,
    sum(case when is_on_queue then on_queue_seconds else planned_seconds - on_queue_seconds end)
        as adherent_seconds,
    sum(case when is_paid then on_queue_seconds when on_queue_seconds is not null then 0 end)
        as paid_queue_seconds
from compared
group by agent, date_day
