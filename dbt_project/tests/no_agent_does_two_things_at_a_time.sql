with

states as (
    select
        agent,
        started_at,
        ended_at,
        lead(started_at) over (partition by agent order by started_at) as next_at
    from {{ ref('int_agent_states') }}
),

days as (
    select
        worked_on,
        agent,
        logged_in_seconds,
        on_contact_seconds + wrapup_seconds + ringing_seconds + available_seconds as on_queue_parts,
        on_queue_seconds,
        busy_seconds + paused_seconds as off_queue_seconds,
        adherent_seconds - scheduled_seconds as kept_too_much,
        paid_queue_seconds - paid_seconds as paid_too_much
    from {{ ref('agent_days') }}
)

select
    agent,
    cast(started_at as string) as at
from states
where ended_at <= started_at or next_at < ended_at
union all
select
    agent,
    cast(worked_on as string) as at
from days
where
    abs(on_queue_parts - on_queue_seconds) > 0.01
    or abs(on_queue_seconds + off_queue_seconds - logged_in_seconds) > 0.01
    -- The longest local day has 25 hours.
    or logged_in_seconds > 90000.01
    or kept_too_much > 0.01
    or paid_too_much > 0.01
